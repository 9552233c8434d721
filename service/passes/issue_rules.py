"""When a pass may go out, until when it is valid, and why a finished one is not touched."""

from dataclasses import dataclass
from enum import StrEnum

from service.policies.rules.dates import ends_ms
from service.policies.rules.terms import PassTerms
from service.vocabulary import TradeDay


class PassRefusal(StrEnum):
    """Why a pass is not issued, handed out again, taken back or let in once more."""

    DAY_NOT_OPEN = "day_not_open"
    UNKNOWN_INSPECTION = "pass_unknown_inspection"
    NOT_CLEARED = "pass_not_cleared"
    OLD_INSPECTION = "pass_old_inspection"
    MADE_FOR_A_PASS = "pass_inspected_on_arrival"
    ALREADY_ISSUED = "pass_already_issued"
    SUSPENDED = "suspended"
    DESTINATION_IS_HERE = "destination_is_here"
    DESTINATION_UNKNOWN = "destination_unknown"
    DESTINATION_REVOKED = "destination_revoked"
    DESTINATION_CLOSED = "destination_closed"
    DAY_OVER = "pass_day_over"
    GOODS_GONE = "pass_goods_already_sent"
    QUOTA_WITH_DECLARED = "pass_quota_with_declared_goods"
    QUOTA_WITH_BATCH = "pass_quota_with_batch"
    HIT = "pass_hit"
    TOO_LARGE = "pass_too_large"
    DOES_NOT_FIT = "pass_does_not_fit"
    UNKNOWN_PASS = "unknown_pass"
    ANNULLED = "pass_annulled"
    TEXT_GONE = "pass_text_gone"
    ANNUL_TOO_LATE = "annul_too_late"
    NOT_REDEEMED = "pass_not_redeemed"
    NOT_ANNULLED = "pass_not_annulled"
    ALREADY_ADMITTED = "pass_already_admitted"
    VOID_UNREADABLE = "void_unreadable"
    VOID_UNKNOWN_KEY = "void_unknown_key"
    VOID_NOT_GENUINE = "void_not_genuine"
    VOID_KEY_REVOKED = "void_key_revoked"
    VOID_NOT_OURS = "void_not_ours"
    VOID_CONTRADICTS = "void_contradicts"
    VOID_TAKEN = "void_taken"


class AnnulReason(StrEnum):
    """Why an officer takes a pass, or its redemption, back."""

    WRONG_PERSON = "wrong_person"
    WRONG_DESTINATION = "wrong_destination"
    DID_NOT_PASS = "did_not_pass"
    TEST = "test"
    OTHER = "other"


class VoidReason(StrEnum):
    """Why a destination will never honour a pass."""

    SENT_BACK = "sent_back"
    NOT_COMING = "not_coming"
    ISSUED_IN_ERROR = "issued_in_error"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The inspection that a pass is to carry: what it came to, on which day, for what, and whether
    another pass carries it already that has not come back. ``is_ours`` unless it was recorded under
    an epoch that broke off: that one may have issued a pass for it which this one forgot."""

    is_cleared: bool
    is_ours: bool
    day: TradeDay
    was_for_a_pass: bool
    is_used: bool
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a pass is to go, as far as this site knows: it has a record that holds now."""

    is_here: bool
    is_known: bool
    is_revoked: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Load:
    """The goods that a pass is to take along: declared here or not, gone with another, or of a
    batch; whether quota goes too, and a risk hit holds that the inspection did not know."""

    is_declared: bool
    is_gone: bool
    is_of_a_batch: bool
    has_quota: bool
    has_new_hit: bool


def judge_load(load: Load) -> PassRefusal | None:
    """Goods are spent once, where they are declared: what was declared here takes no quota along,
    nor does a batch."""
    if load.has_new_hit:
        return PassRefusal.HIT
    if load.is_gone:
        return PassRefusal.GOODS_GONE
    if load.has_quota and load.is_declared:
        return PassRefusal.QUOTA_WITH_DECLARED
    return PassRefusal.QUOTA_WITH_BATCH if load.has_quota and load.is_of_a_batch else None


def judge_issue(
    evidence: Evidence | None, destination: Destination, day: TradeDay | None
) -> PassRefusal | None:
    """Whether a pass may go out. An inspection serves one pass, unless its destination gave that
    one back; one made on arrival settles an arrival and goes nowhere else."""
    if day is None:
        return PassRefusal.DAY_NOT_OPEN
    if evidence is None:
        return PassRefusal.UNKNOWN_INSPECTION
    return _judge_evidence(evidence, day) or _judge_destination(destination)


def expiry_s(now_ms: int, day: TradeDay, zone: str, terms: PassTerms) -> int | None:
    """Until when (s, UTC) a pass of ``day`` issued now is valid, by its policy's hours and never
    long past that day's midnight in ``zone``; ``None`` when that is over."""
    last_s = ends_ms(day, zone) // 1000 + terms.past_day_end_seconds
    now_s = now_ms // 1000
    return None if last_s <= now_s else min(now_s + terms.valid_seconds, last_s)


def _judge_evidence(evidence: Evidence, day: TradeDay) -> PassRefusal | None:
    if not evidence.is_cleared:
        return PassRefusal.NOT_CLEARED
    if evidence.day != day or not evidence.is_ours:
        return PassRefusal.OLD_INSPECTION
    if evidence.was_for_a_pass:
        return PassRefusal.MADE_FOR_A_PASS
    if evidence.is_used:
        return PassRefusal.ALREADY_ISSUED
    return PassRefusal.SUSPENDED if evidence.is_suspended else None


def _judge_destination(destination: Destination) -> PassRefusal | None:
    if destination.is_here:
        return PassRefusal.DESTINATION_IS_HERE
    if not destination.is_known:
        return PassRefusal.DESTINATION_UNKNOWN
    if destination.is_revoked:
        return PassRefusal.DESTINATION_REVOKED
    return PassRefusal.DESTINATION_CLOSED if destination.is_closed else None
