"""Who may declare, what becomes of a declaration, and whether it can be taken back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from service.declarations.rules.assess import Assessment, Short
from service.declarations.rules.lines import Outcome
from service.vocabulary import ComponentNo, TradeDay


class State(StrEnum):
    """How a declaration stands. A draft is the client's alone, and no record. Nobody records that
    a pending one has lapsed with its day: ``state_on`` tells it."""

    DRAFTED = "drafted"
    FILED = "filed"
    REFERRED = "referred"
    PENDING = "pending"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What happens to a declaration; to ``REFER`` is to file what an officer must look at, and a
    pending one does ``LAPSE`` when the day of its quota ends."""

    FILE = "file"
    REFER = "refer"
    PUT_OFF = "put_off"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


TRANSITIONS: Final[Mapping[tuple[State, Move], State]] = {
    (State.DRAFTED, Move.FILE): State.FILED,
    (State.DRAFTED, Move.REFER): State.REFERRED,
    (State.DRAFTED, Move.PUT_OFF): State.PENDING,
    (State.PENDING, Move.FILE): State.FILED,
    (State.PENDING, Move.REFER): State.REFERRED,
    (State.PENDING, Move.LAPSE): State.LAPSED,
    (State.FILED, Move.WITHDRAW): State.WITHDRAWN,
    (State.REFERRED, Move.WITHDRAW): State.WITHDRAWN,
    (State.PENDING, Move.WITHDRAW): State.WITHDRAWN,
}
"""Every transition there is; no other happens."""


class Excess(StrEnum):
    """What the member wants of goods above the quota: pay duty on them, or leave it open."""

    DUTIABLE = "dutiable"
    LEAVE = "leave"


class WhyNot(StrEnum):
    """Why a declaration cannot be filed as it is."""

    QUOTA_ELSEWHERE = "quota_elsewhere"
    QUOTA_STOPPED = "quota_stopped"
    QUOTA_NOT_ENOUGH = "quota_not_enough"
    NOTHING_TO_FILE = "nothing_to_file"


class DeclareRefusal(StrEnum):
    """Why nothing is assessed or filed for a member."""

    DAY_NOT_OPEN = "day_not_open"
    UNKNOWN_MEMBER = "unknown_member"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    MINOR = "minor"
    NOT_CHECKED_IN = "not_checked_in"
    PRESENCE_INSUFFICIENT = "presence_insufficient"
    LINES_NOT_CONFIRMED = "lines_not_confirmed"
    NOTHING_TO_FILE = "nothing_to_file"


PRIVATE_REFUSALS: Final = frozenset(
    {DeclareRefusal.SUSPENDED, DeclareRefusal.EXPIRED, DeclareRefusal.MINOR}
)
"""Reasons that a public screen never shows."""


class PendingRefusal(StrEnum):
    """Why a declaration that waits for quota is not filed after all."""

    UNKNOWN_REFERENCE = "unknown_reference"
    NOT_PENDING = "not_pending"
    LAPSED = "declaration_lapsed"


class OverrideRefusal(StrEnum):
    """Why nothing of a declaration comes in beside the quota."""

    UNKNOWN_REFERENCE = "unknown_reference"
    ALREADY_WITHDRAWN = "already_withdrawn"
    ALREADY_OVERRIDDEN = "already_overridden"
    TOO_LATE = "too_late"
    NOTHING_ABOVE_QUOTA = "nothing_above_quota"


class WithdrawRefusal(StrEnum):
    """Why a declaration is not taken back."""

    UNKNOWN_REFERENCE = "unknown_reference"
    ALREADY_WITHDRAWN = "already_withdrawn"
    TOO_LATE = "too_late"
    OTHER_EPOCH = "quota_other_epoch"
    GONE_WITH_PASS = "declaration_gone_with_pass"


@dataclass(frozen=True, slots=True)
class Declarant:
    """A member as far as a declaration cares; ``is_here`` by an entry of the open day."""

    standing: str
    valid_until: TradeDay
    is_minor: bool
    is_here: bool
    with_goods: bool


def judge_declarant(declarant: Declarant | None, day: TradeDay) -> DeclareRefusal | None:
    """Whether a member may declare: of age, in good standing, and here today with goods."""
    if declarant is None:
        return DeclareRefusal.UNKNOWN_MEMBER
    if declarant.standing == "suspended":
        return DeclareRefusal.SUSPENDED
    if declarant.standing == "expired" or declarant.valid_until < day:
        return DeclareRefusal.EXPIRED
    if declarant.is_minor:
        return DeclareRefusal.MINOR
    here = declarant.is_here and declarant.with_goods
    return None if here else DeclareRefusal.NOT_CHECKED_IN


def judge_confirmed(confirmed: Collection[int], lines: int) -> DeclareRefusal | None:
    """The member confirms each line, and no line that is not there."""
    named = set(confirmed) == set(range(lines))
    return None if named else DeclareRefusal.LINES_NOT_CONFIRMED


def judge_filing(assessment: Assessment, excess: Excess) -> WhyNot | None:
    """Why lines cannot be filed now, in the order of docs/protocol.md, Declarations.

    What is above the exemption may be declared dutiable. What is short only because the quota is
    at another site, or stopped, is no excess: with no exempt part at all it waits for a transfer.
    """
    if assessment.is_empty:
        return WhyNot.NOTHING_TO_FILE
    if assessment.short is None:
        return None
    if excess is Excess.DUTIABLE and (
        assessment.short is Short.NOT_ENOUGH or assessment.totals.exempt_fen
    ):
        return None
    return WhyNot(assessment.short)


def needs_officer(assessment: Assessment, *, presence_suffices: bool) -> bool:
    """Whether an officer looks at what a member declared alone: quarantine, a price far off, or a
    policy that asks for an officer's word."""
    taken = [each for each in assessment.lines if each.taken_amount]
    return not presence_suffices or any(each.quarantine or each.price_far_off for each in taken)


def next_state(state: State, move: Move) -> State | None:
    """Where ``move`` leads from ``state``; ``None`` if it does not happen there."""
    return TRANSITIONS.get((state, move))


def judge_withdrawal(
    state: State | None, *, filed_on: TradeDay | None, day: TradeDay | None, is_gone: bool = False
) -> WithdrawRefusal | None:
    """Whether a declaration can be taken back: once, while its day is open, and while no pass
    says at another site that these goods were spent here."""
    if state is None:
        return WithdrawRefusal.UNKNOWN_REFERENCE
    if next_state(state, Move.WITHDRAW) is None:
        return WithdrawRefusal.ALREADY_WITHDRAWN
    if is_gone:
        return WithdrawRefusal.GONE_WITH_PASS
    return None if day is not None and filed_on == day else WithdrawRefusal.TOO_LATE


def state_on(state: State, *, filed_on: TradeDay, day: TradeDay | None) -> State:
    """How a declaration stands on the open day: one that waited for quota waits no longer than
    the day whose quota it was to use."""
    if filed_on == day:
        return state
    return next_state(state, Move.LAPSE) or state


def judge_pending(
    state: State | None, *, filed_on: TradeDay | None, day: TradeDay | None
) -> PendingRefusal | None:
    """Whether a declaration still waits for quota, on its own day."""
    if state is None:
        return PendingRefusal.UNKNOWN_REFERENCE
    if state is not State.PENDING:
        return PendingRefusal.NOT_PENDING
    return None if day is not None and filed_on == day else PendingRefusal.LAPSED


def judge_override(
    state: State | None, *, overridden_fen: int, filed_on: TradeDay | None, day: TradeDay | None
) -> OverrideRefusal | None:
    """Whether what a declaration has above the quota may still come in beside it: once, while its
    day is open."""
    if state is None:
        return OverrideRefusal.UNKNOWN_REFERENCE
    if state is State.WITHDRAWN:
        return OverrideRefusal.ALREADY_WITHDRAWN
    if overridden_fen:
        return OverrideRefusal.ALREADY_OVERRIDDEN
    return None if day is not None and filed_on == day else OverrideRefusal.TOO_LATE


COVERED: Final = frozenset(
    {Outcome.EXEMPT, Outcome.PARTLY_EXEMPT, Outcome.DUTIABLE, Outcome.CAPPED}
)
"""What the exemption covers, quota or no quota: nobody's word exempts other goods."""


def above_quota(lines: Iterable[Mapping[str, Any]]) -> tuple[int, dict[ComponentNo, int]]:
    """What of written lines lies above the quota though the exemption covers the goods: its worth
    in fen, and the amounts above caps by component."""
    worth_fen, caps = 0, dict[ComponentNo, int]()
    for line in lines:
        if line["outcome"] not in COVERED:
            continue
        worth_fen += line["excess_fen"]
        if line["cap_component"] is not None:
            cap = ComponentNo(line["cap_component"])
            caps[cap] = caps.get(cap, 0) + line["amount"] - line["cap_fits"]
    return worth_fen, caps


SPENT: Final = frozenset({State.FILED, State.REFERRED})
"""What of a member's goods was declared, and so spent, here."""


def judge_sending(state: State | None, *, is_gone: bool) -> bool:
    """Whether a pass may say that these goods were declared here: spent, and with no other."""
    return state in SPENT and not is_gone
