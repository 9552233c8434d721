"""Make the hub's last proof again from the raw bytes of the journals, and compare."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.console.prove_site import one_moment
from service.console.verify_site import scratch_database
from service.journal.store import Head
from service.open_site import identity_at_rest
from service.reconciliation import anomaly_store, dossier_store
from service.reconciliation.find_anomalies import View
from service.reconciliation.proof_report import ProofReport, differences
from service.reconciliation.proof_token import is_signed_report
from service.reconciliation.prove_journals import Standing, anchors_of, prove_view
from service.reconciliation.refold import Ends, refold, verify_held
from service.reconciliation.rules.finding import JournalReach, Known, Tolerances
from service.session import Session
from service.settings import Settings
from service.sites.identity import SiteIdentity
from service.sites.keys import key_id, public_key
from service.sites.load_trust import load_trust
from service.sites.trust_list import TrustList
from service.sync.held_store import MAIN, all_gaps
from service.vocabulary import HUB, Epoch, SiteNo

T = TypeVar("T")


class NoProof(Exception):
    """This hub has made no proof yet: `twogate hub prove` makes one."""


@dataclass(frozen=True, slots=True)
class ProofVerified:
    """The signed report, the one made anew, and where they differ, in words."""

    signed: ProofReport
    anew: ProofReport
    flaws: list[str]

    @property
    def holds(self) -> bool:
        return not self.flaws


def verify_proof(settings: Settings) -> ProofVerified:
    """Fold the journals anew, each up to where the last proof looked, into an empty database that
    is thrown away, and hold everything against the rules again. Raises ``NoProof``,
    ``NotEnrolled``.

    Nothing that the hub has made of the journals is read: only their bytes, and the feeds.
    """
    identity = identity_at_rest(settings)
    return _at_one_moment(settings, lambda session: _verify(session, settings, identity))


def _at_one_moment(settings: Settings, query: Callable[[Session], T]) -> T:
    if not settings.database_url:
        with one_moment(settings) as session:
            return query(session)
    from service.postgres import PostgresDatabase  # brings psycopg

    with closing(PostgresDatabase(settings.database_url, settings.data_dir)) as database:
        return database.read_moment(query)


def _verify(session: Session, settings: Settings, identity: SiteIdentity) -> ProofVerified:
    newest = anomaly_store.proofs(session, count=1)
    if not newest:
        raise NoProof
    signed = ProofReport.model_validate_json(newest[0].body)
    trust = load_trust(session, identity.trust, at_ms=signed.at_ms)
    standing = Standing(
        hub=signed.hub,
        trust=trust,
        now_ms=signed.at_ms,
        zone=ZoneInfo(settings.time_zone),
        tolerances=Tolerances(grace_ms=signed.grace_ms),
    )
    anew = _prove_from_bytes(session, signed, standing)
    flaws = differences(signed, anew)
    if not is_signed_report(signed, newest[0].token, lambda kid: _hub_keys(trust, identity, kid)):
        flaws.insert(0, "the report is not as this hub signed it")
    return ProofVerified(signed, anew, flaws)


def _hub_keys(trust: TrustList, identity: SiteIdentity, kid: bytes) -> list[Ed25519PublicKey]:
    """The hub's own key, and those of it that the authority has recorded."""
    publics = [identity.keys.signer.public]
    publics += [each.signing for each in trust.records_of(kid) if each.site == HUB]
    return [public_key(each) for each in publics if key_id(each) == kid]


def _prove_from_bytes(session: Session, signed: ProofReport, standing: Standing) -> ProofReport:
    ends: Ends = {
        (SiteNo(each.site), Epoch(each.epoch), each.branch): Head(
            each.seq, bytes.fromhex(each.head)
        )
        for each in signed.journals
    }
    held = verify_held(session, standing.trust, ends)
    mains = {name[:2]: head.seq for name, head in ends.items() if name[2] == MAIN}
    with scratch_database() as scratch:
        scratch.write_now(lambda fresh: refold(fresh, session, mains))

        def prove(fresh: Session) -> ProofReport:
            view = _view(fresh, session, signed, standing, ends)
            return prove_view(view, standing, held, signed.journals).report

        return scratch.read_now(prove)


def _view(
    fresh: Session, session: Session, signed: ProofReport, standing: Standing, ends: Ends
) -> View:
    known = Known(standing.now_ms, _reach(fresh, session, signed), standing.tolerances)
    anchors = anchors_of(session, standing.trust)
    return View(fresh, session, session, known, anchors, standing.zone, ends)


def _reach(
    fresh: Session, session: Session, signed: ProofReport
) -> dict[tuple[str, str], JournalReach]:
    """How far the journals were known when the proof was made."""
    gaps, aside = all_gaps(session), dossier_store.aside_by_journal(fresh)
    return {
        (each.site, each.epoch): JournalReach(
            each.seq,
            each.told_ms,
            tuple(gap[2:] for gap in gaps if gap[:2] == (each.site, each.epoch)),
            frozenset(aside.get((each.site, each.epoch), ())),
        )
        for each in signed.journals
        if each.branch == MAIN
    }
