"""File what a member declares: judge again, spend the exempt part, record, all in one act."""

from dataclasses import asdict, dataclass
from typing import Any

from service.declarations.assess_declaration import Assessed, assess_declaration
from service.declarations.judge_member import Here, find_entry, proven_presence
from service.declarations.rules.lines import LineRefused, SaidLine, written_line
from service.declarations.rules.states import (
    DeclareRefusal,
    Excess,
    Move,
    State,
    WhyNot,
    judge_confirmed,
    judge_filing,
    needs_officer,
    next_state,
)
from service.journal.act import Act
from service.journal.event import Event
from service.kit.pii import FieldKeys
from service.quota.spend_quota import spend_quota
from service.vocabulary import CaptureMode, MemberNo, Presence


@dataclass(frozen=True, slots=True)
class Declaring:
    """What a member declares and confirms (lines counted from 0), and how they prove to be there.

    ``shows_card`` when a card of that member was read for this very act.
    """

    member: MemberNo
    lines: tuple[SaidLine, ...]
    confirmed: frozenset[int]
    presence: Presence
    excess: Excess
    capture_mode: CaptureMode
    shows_card: bool = False


def file_declaration(
    act: Act, declaring: Declaring, keys: FieldKeys
) -> Event | DeclareRefusal | LineRefused:
    """Record the declaration and debit the quota of its exempt part; of a pending one, nothing.

    Refuses as ``assess_declaration``, and with ``LINES_NOT_CONFIRMED``, ``PRESENCE_INSUFFICIENT``
    or ``NOTHING_TO_FILE``; then nothing was recorded.
    """
    refusal = judge_confirmed(declaring.confirmed, len(declaring.lines))
    if refusal:
        return refusal
    assessed = assess_declaration(
        act.session, declaring.member, declaring.lines, here=Here.of(act), keys=keys
    )
    if isinstance(assessed, DeclareRefusal | LineRefused):
        return assessed
    presence = _presence(act, declaring)
    if not assessed.policy.accepts("declare", presence):
        return DeclareRefusal.PRESENCE_INSUFFICIENT
    why = judge_filing(assessed.assessment, declaring.excess)
    if why is WhyNot.NOTHING_TO_FILE:
        return DeclareRefusal.NOTHING_TO_FILE
    return _record(act, declaring, assessed, presence=presence, why=why)


def _presence(act: Act, declaring: Declaring) -> Presence:
    assert act.day is not None, "it was assessed under an open day"
    entry = find_entry(act.session, declaring.member, act.day)
    return proven_presence(declaring.presence, entry, shows_card=declaring.shows_card)


def _record(
    act: Act, declaring: Declaring, assessed: Assessed, *, presence: Presence, why: WhyNot | None
) -> Event:
    assessment = assessed.assessment
    move = Move.PUT_OFF if why else filing_move(assessed, declaring.capture_mode)
    debit = None if why else spend_exempt(act, declaring.member, assessed)
    return act.record(
        "declaration.filed",
        {
            "member": declaring.member,
            "lines": [written_line(each) for each in assessment.lines],
            "totals": asdict(assessment.totals),
            "spent": sorted(map(list, assessment.spent.items())) if debit else [],
            "excess": declaring.excess,
            "state": next_state(State.DRAFTED, move),
            "why": why,
            "policy": assessed.policy.version,
            "goods_day": assessed.today.day,
            "presence": presence,
            "confirmed": sorted(declaring.confirmed),
            "capture_mode": declaring.capture_mode,
            "debit": str(debit.name) if debit else None,
        },
    )


def spend_exempt(act: Act, member: MemberNo, assessed: Assessed) -> Event | None:
    """Spend what is exempt of it, before the declaration that names the spending."""
    if not assessed.assessment.spent:
        return None
    spent: Any = spend_quota(act, member, assessed.assessment.spent)
    assert isinstance(spent, Event), f"the same act found this quota to be left: {spent}"
    return spent


def filing_move(assessed: Assessed, capture_mode: CaptureMode) -> Move:
    """What the member alone files at a kiosk, an officer may have to look at."""
    alone = capture_mode is CaptureMode.KIOSK
    refer = alone and needs_officer(assessed.assessment, presence_suffices=True)
    return Move.REFER if refer else Move.FILE
