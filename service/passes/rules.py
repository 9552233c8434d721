"""What a pass says, and whether the one place it is meant for may honour it here and now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum
from typing import Final

from service.inspection.rules import Batch
from service.kit.clock import Trust
from service.sites.rules import Freshness, ListTerms, Standing, grade_lists
from service.vocabulary import ComponentNo, Epoch, MemberNo, PassId, SiteNo, TradeDay


class Outcome(StrEnum):
    """What the inspection at the issuer came to; only these two let a pass be issued."""

    CLEARED = "cleared"
    CLEARED_WITH_REMARKS = "cleared_with_remarks"


class Check(IntFlag):
    """What the inspecting officer did, one bit each."""

    IDENTITY = 1
    PHOTO = 2
    CERTIFICATE = 4
    GOODS_SEEN = 8
    WEIGHED = 16
    QUARANTINE = 32
    DOCUMENTS = 64
    SEALED = 128


@dataclass(frozen=True, slots=True)
class Inspection:
    """How the issuer inspected: the outcome, and the checks that were made."""

    outcome: Outcome
    checks: Check


@dataclass(frozen=True, slots=True)
class Audience:
    """The one destination: a site, and the epoch whose journal may redeem the pass."""

    site: SiteNo
    epoch: Epoch


@dataclass(frozen=True, slots=True)
class BearerHint:
    """What a site that does not hold the member compares: a mask of at most 24 bytes of UTF-8,
    and two bytes of the keyed index of the certificate."""

    name_mask: str
    certificate_index: bytes


@dataclass(frozen=True, slots=True)
class Goods:
    """What was inspected: 16 bytes of the manifest's SHA-256, its lines, their value in fen, and
    whether they were declared, and so spent, at the issuer."""

    manifest: bytes
    lines: int
    total_fen: int
    declared: bool


@dataclass(frozen=True, slots=True)
class CarriedQuota:
    """Quota that left the issuer with this pass, to be declared at the destination on ``day``:
    component number and amount in its unit, in the order of the numbers."""

    day: TradeDay
    amounts: tuple[tuple[ComponentNo, int], ...]


@dataclass(frozen=True, slots=True)
class Seals:
    """The seals on the goods: one or two numbers as printed; of more, how many and 16 bytes of
    the hash of their list."""

    numbers: tuple[str, ...] = ()
    count: int = 0
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Pass:
    """All that a pass says. Its issuer is whoever signed it: ``seq`` is that of `pass.issued`.

    Times are whole seconds since 1970 UTC, as in every CWT (RFC 8392).
    """

    audience: Audience
    seq: int
    issued_s: int
    expires_s: int
    member: MemberNo
    inspection: Inspection
    policy: int
    hint: BearerHint | None = None
    goods: Goods | None = None
    quota: CarriedQuota | None = None
    plate: str | None = None
    batch: Batch | None = None
    seals: Seals | None = None

    def id_at(self, site: SiteNo, epoch: Epoch) -> PassId:
        """The name of this pass, once it is known who signed it."""
        return PassId(site, epoch, self.seq)


class DecodeFault(StrEnum):
    """Why a text is no pass, told before any key is asked. Each word is the journal's word."""

    TOO_LONG = "too_long"
    WRONG_PREFIX = "wrong_prefix"
    NOT_BASE32 = "not_base32"
    NOT_A_MESSAGE = "not_a_message"
    WRONG_ALGORITHM = "wrong_algorithm"
    TRAILING_BYTES = "trailing_bytes"
    DUPLICATE_KEYS = "duplicate_keys"
    NOT_CANONICAL = "not_canonical"
    UNKNOWN_CLAIM = "unknown_claim"
    MISSING_CLAIM = "missing_claim"
    WRONG_CLAIM = "wrong_claim"
    CONTRADICTION = "contradiction"


class Verdict(StrEnum):
    """What comes of showing a pass: one closed list for API, screens and journal."""

    ADMITTED = "admitted"
    DRAW = "draw"
    REFERRED_MISMATCH = "referred_mismatch"
    REFERRED_SEAL = "referred_seal"
    REFERRED_HIT = "referred_hit"
    REFERRED_STALE_LISTS = "referred_stale_lists"
    REFERRED_CLOCK = "referred_clock"
    REFERRED_RESTORED_SITE = "referred_restored_site"
    REFERRED_KEY_REVOKED = "referred_key_revoked"
    WRONG_DESTINATION = "wrong_destination"
    EXPIRED = "pass_expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "pass_revoked"
    ALREADY_REDEEMED = "already_redeemed"
    VOIDED = "voided"
    UNKNOWN_KEY = "pass_unknown_key"
    NOT_GENUINE = "pass_not_genuine"
    UNREADABLE = "pass_unreadable"


RESOLVABLE: Final = frozenset(
    {
        Verdict.DRAW,
        Verdict.REFERRED_MISMATCH,
        Verdict.REFERRED_SEAL,
        Verdict.REFERRED_HIT,
        Verdict.REFERRED_STALE_LISTS,
        Verdict.REFERRED_CLOCK,
        Verdict.REFERRED_KEY_REVOKED,
    }
)
"""What an officer can settle by an act of their own: an inspection here, or for the clock a fresh
PIN. Nothing else yields to an officer, and a pass for an epoch that broke off is never redeemed."""


class Caution(StrEnum):
    """What makes an admission amber without stopping it."""

    OLD_LISTS = "old_lists"
    UNTRUSTED_CLOCK = "untrusted_clock"


OF_COMPARING: Final = frozenset({Verdict.REFERRED_MISMATCH, Verdict.REFERRED_SEAL})
"""What only somebody who compares can say."""


class Settlement(StrEnum):
    """How a pass came to its end here; it has only one."""

    REDEEMED = "redeemed"
    VOIDED = "voided"


class Comparison(StrEnum):
    """What the officer saw when comparing the bearer, the certificate and the seals."""

    NOT_YET = "not_yet"
    MATCHES = "matches"
    MISMATCH = "mismatch"
    SEAL_BROKEN = "seal_broken"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policy says about honouring passes; ``refers_stale`` sends whoever comes while the
    lists are stale to an inspection, where the policy does not take them as they are."""

    lists: ListTerms = field(default_factory=ListTerms)
    refers_stale: bool = True
    ahead_s: int = 10 * 60


@dataclass(frozen=True, slots=True)
class Here:
    """The destination as it stands: ``lists_age_ms`` is ``None`` when no list ever came."""

    site: SiteNo
    epochs: frozenset[Epoch]
    now_ms: int
    clock: Trust
    lists_age_ms: int | None
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Shown:
    """A pass on the counter, with all that is known of it here.

    ``standing`` is that of the issuer's key; ``extended_to_s`` what a site status made of its end;
    ``resolved`` what an officer has settled about this very pass.
    """

    here: Here
    read: Pass | DecodeFault
    is_key_known: bool = True
    is_genuine: bool = True
    standing: Standing = Standing.GOOD
    extended_to_s: int = 0
    is_revoked: bool = False
    is_suspended: bool = False
    settled: Settlement | None = None
    is_hit: bool = False
    is_drawn: bool = False
    compared: Comparison = Comparison.NOT_YET
    resolved: frozenset[Verdict] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and what an officer should know beside it."""

    verdict: Verdict
    cautions: tuple[Caution, ...] = ()


def judge_pass(shown: Shown) -> Judgement:
    """The first check that speaks, in the order of docs/protocol.md, Passes; else admitted.

    ``ADMITTED`` before anything was compared says that nothing stands against comparing it.
    """
    for check in CHECKS:
        verdict = check(shown)
        if verdict is not None and verdict not in shown.resolved & RESOLVABLE:
            return Judgement(verdict, _cautions(shown.here))
    return Judgement(Verdict.ADMITTED, _cautions(shown.here))


def find_doubts(shown: Shown) -> frozenset[Verdict]:
    """All that stands against a genuine pass and that an officer could settle here."""
    return frozenset(verdict for check in CHECKS if (verdict := check(shown)) in RESOLVABLE)


def _said(shown: Shown) -> Pass:
    assert isinstance(shown.read, Pass), "the form is judged before what a pass says"
    return shown.read


def _check_form(shown: Shown) -> Verdict | None:
    return None if isinstance(shown.read, Pass) else Verdict.UNREADABLE


def _check_key(shown: Shown) -> Verdict | None:
    return None if shown.is_key_known else Verdict.UNKNOWN_KEY


def _check_signature(shown: Shown) -> Verdict | None:
    return None if shown.is_genuine else Verdict.NOT_GENUINE


def _check_issuer(shown: Shown) -> Verdict | None:
    """A record that has lapsed or not begun may have a newer one, which this site has not got."""
    return {
        Standing.GOOD: None,
        Standing.UNDONE: Verdict.REVOKED,
        Standing.KEY_REVOKED: Verdict.REFERRED_KEY_REVOKED,
        Standing.NOT_YET: Verdict.UNKNOWN_KEY,
        Standing.LAPSED: Verdict.UNKNOWN_KEY,
        Standing.NO_RIGHT: Verdict.NOT_GENUINE,
    }[shown.standing]


def _check_site(shown: Shown) -> Verdict | None:
    is_here = _said(shown).audience.site == shown.here.site
    return None if is_here else Verdict.WRONG_DESTINATION


def _check_epoch(shown: Shown) -> Verdict | None:
    """An epoch that broke off may have redeemed the pass, and nobody here would know."""
    is_ours = _said(shown).audience.epoch in shown.here.epochs
    return None if is_ours else Verdict.REFERRED_RESTORED_SITE


def _check_time(shown: Shown) -> Verdict | None:
    """Whole seconds, both bounds included. A clock that nobody vouches for judges nothing."""
    said, here = _said(shown), shown.here
    if here.clock is Trust.NONE:
        return Verdict.REFERRED_CLOCK
    now_s = here.now_ms // 1000
    if now_s < said.issued_s - here.terms.ahead_s:
        return Verdict.NOT_YET_VALID
    return None if now_s <= max(said.expires_s, shown.extended_to_s) else Verdict.EXPIRED


def _check_revoked(shown: Shown) -> Verdict | None:
    return Verdict.REVOKED if shown.is_revoked or shown.is_suspended else None


def _check_lists(shown: Shown) -> Verdict | None:
    """What was not revoked on an old list may have been revoked since."""
    is_stale = _freshness(shown.here) is Freshness.STALE
    return Verdict.REFERRED_STALE_LISTS if is_stale and shown.here.terms.refers_stale else None


def _check_settled(shown: Shown) -> Verdict | None:
    match shown.settled:
        case Settlement.REDEEMED:
            return Verdict.ALREADY_REDEEMED
        case Settlement.VOIDED:
            return Verdict.VOIDED
    return None


def _check_hit(shown: Shown) -> Verdict | None:
    return Verdict.REFERRED_HIT if shown.is_hit else None


def _check_draw(shown: Shown) -> Verdict | None:
    return Verdict.DRAW if shown.is_drawn else None


def _check_compared(shown: Shown) -> Verdict | None:
    match shown.compared:
        case Comparison.MISMATCH:
            return Verdict.REFERRED_MISMATCH
        case Comparison.SEAL_BROKEN:
            return Verdict.REFERRED_SEAL
    return None


CHECKS: Final[tuple[Callable[[Shown], Verdict | None], ...]] = (
    _check_form,
    _check_key,
    _check_signature,
    _check_issuer,
    _check_site,
    _check_epoch,
    _check_time,
    _check_revoked,
    _check_lists,
    _check_settled,
    _check_hit,
    _check_draw,
    _check_compared,
)
"""The checks in their order. That of the lists' age follows the lists themselves."""


def _cautions(here: Here) -> tuple[Caution, ...]:
    found = []
    if _freshness(here) is not Freshness.FRESH:
        found.append(Caution.OLD_LISTS)
    if here.clock is Trust.NONE:
        found.append(Caution.UNTRUSTED_CLOCK)
    return tuple(found)


def _freshness(here: Here) -> Freshness:
    return grade_lists(here.lists_age_ms, here.terms.lists)
