"""Passes that carry quota between the light sites: issued, shown, void, and taken back.

The real verbs of passes; a text stays in the air for ever, so it may come late, twice or never.
"""

from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from service.checkin.rules import Lane
from service.inspection.record_inspection import record_inspection
from service.inspection.rules import Inspected, Result
from service.inspection.store import Inspection
from service.journal.act import Act
from service.journal.event import Event
from service.journal.store import StoredEvent
from service.kit.cose import Flaw
from service.kit.pii import FieldKeys
from service.passes.annul_issue import annul_issue
from service.passes.issue_pass import IssuedNow, Issuing, issue_pass
from service.passes.issue_rules import AnnulReason, VoidReason
from service.passes.judge_shown import Destination, Showing
from service.passes.redeem_pass import Redeemed, let_in, redeem_pass
from service.passes.rules import Comparison
from service.passes.take_void import take_void
from service.passes.void_passes import Voided, void_passes
from service.passes.void_token import sign_void
from service.quota.rules import Amounts
from service.sites.identity import SiteIdentity
from service.sites.keys import SiteKeys
from service.sites.records import SiteNames
from service.vocabulary import MemberNo, SiteNo
from tests.places import repeatable
from tests.quota.region import Light, Region
from tests.simulation.invariants.allowance import Allowance
from tests.simulation.invariants.honoured import Honoured

_FIELD_KEYS: Final = FieldKeys.make(repeatable("fields of the light sites"))
_SEALING: Final = X25519PrivateKey.from_private_bytes(bytes(range(32)))
_CHECKED: Final = Inspected(("person",), Result.CLEARED, is_confirmed=True)
_ZONE: Final = "Asia/Shanghai"


@dataclass(slots=True)
class Carriers:
    """What of passes and voids is in the air; and the simulator's own books of them (I2, I3)."""

    region: Region
    passes: list[tuple[str, str]] = field(default_factory=list)
    voids: list[str] = field(default_factory=list)
    honoured: Honoured = field(default_factory=Honoured)
    allowance: Allowance = field(default_factory=Allowance)

    def __post_init__(self) -> None:
        self.region.watching = self.see

    def see(self, light: Light, event: Event, stored: StoredEvent) -> None:
        """Let the books follow every event of every site."""
        self.honoured.see(event, stored)
        self.allowance.see(event, stored)

    def issue(self, site: SiteNo, to: SiteNo, member: MemberNo, amounts: Amounts) -> str | None:
        """Let a member in, inspect them, and send them on with some of their quota."""
        identity = self._identity(site)

        def verb(act: Act) -> IssuedNow | object:
            let_in(act, member, lane=Lane.PERSON, keys=_FIELD_KEYS)
            inspected = record_inspection(act, member, _CHECKED)
            if not isinstance(inspected, Inspection):
                return inspected
            issuing = Issuing(inspected.reference, to, dict(amounts))
            return issue_pass(act, issuing, identity, zone=_ZONE)

        done = self.region.do(site, verb)
        if not isinstance(done, IssuedNow):
            return None
        self.passes.append((done.issued.reference, done.text))
        return done.text

    def show(self, site: SiteNo, text: str) -> bool:
        """Present a pass; whether it was honoured."""
        here = self._destination(site)

        def verb(act: Act) -> object:
            return redeem_pass(act, Showing.now(act, text, compared=Comparison.MATCHES), here)

        return isinstance(self.region.do(site, verb), Redeemed)

    def void(self, site: SiteNo, text: str) -> str | None:
        """Declare a pass void, and let the word of it go."""
        here = self._destination(site)
        done = self.region.do(
            site, lambda act: void_passes(act, [text], here, reason=VoidReason.SENT_BACK)
        )
        if not isinstance(done, Voided):
            return None
        self.voids.append(sign_void(done.event, self.region.sites[site].signer))
        return self.voids[-1]

    def take_void(self, site: SiteNo, text: str) -> object:
        """Show a void to somebody who may have issued what it names."""
        return self.region.do(site, lambda act: take_void(act, text, self.region.office.trust))

    def annul(self, site: SiteNo, reference: str) -> object:
        return self.region.do(site, lambda act: annul_issue(act, reference, AnnulReason.OTHER))

    def _destination(self, site: SiteNo) -> Destination:
        return Destination(self._identity(site), self.region.sites[site].journal, None)

    def _identity(self, site: SiteNo) -> SiteIdentity:
        light = self.region.sites[site]
        return SiteIdentity(
            site=site,
            names=SiteNames(site, site, site),
            keys=SiteKeys(light.signer, _SEALING),
            genesis=bytes(32),
            trust=self.region.office.trust,
            field_keys=_FIELD_KEYS,
            verify_card=lambda text, trust: Flaw.UNREADABLE,
        )
