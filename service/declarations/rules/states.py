"""Who may declare, what becomes of a declaration, and whether it can be taken back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.declarations.rules.assess import Assessment, Short
from service.vocabulary import TradeDay


class State(StrEnum):
    """How a declaration stands. A draft is the client's alone, and no record."""

    DRAFTED = "drafted"
    FILED = "filed"
    REFERRED = "referred"
    PENDING = "pending"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What happens to a declaration; to ``REFER`` is to file what an officer must look at."""

    FILE = "file"
    REFER = "refer"
    PUT_OFF = "put_off"
    WITHDRAW = "withdraw"


TRANSITIONS: Final[Mapping[tuple[State, Move], State]] = {
    (State.DRAFTED, Move.FILE): State.FILED,
    (State.DRAFTED, Move.REFER): State.REFERRED,
    (State.DRAFTED, Move.PUT_OFF): State.PENDING,
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


SPENT: Final = frozenset({State.FILED, State.REFERRED})
"""What of a member's goods was declared, and so spent, here."""


def judge_sending(state: State | None, *, is_gone: bool) -> bool:
    """Whether a pass may say that these goods were declared here: spent, and with no other."""
    return state in SPENT and not is_gone
