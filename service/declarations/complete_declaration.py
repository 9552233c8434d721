"""File a declaration that waited for quota: judged again by what has come, on its own day."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from service.declarations import store
from service.declarations.assess_declaration import Assessed, assess_declaration
from service.declarations.file_declaration import filing_move, spend_exempt
from service.declarations.judge_member import Here, find_entry, proven_presence
from service.declarations.rules.lines import LineRefused, SaidLine, written_line
from service.declarations.rules.states import (
    DeclareRefusal,
    Excess,
    PendingRefusal,
    State,
    WhyNot,
    judge_filing,
    judge_pending,
    next_state,
)
from service.journal.act import Act
from service.journal.event import EventName
from service.kit.pii import FieldKeys
from service.vocabulary import CaptureMode, Presence, Unit


@dataclass(frozen=True, slots=True)
class Completing:
    """How the member proves to be there once more, and wants what is above the quota.

    ``in_spite`` files it though its quota has not come: what is above it then awaits an override.
    """

    presence: Presence
    excess: Excess
    capture_mode: CaptureMode
    shows_card: bool = False
    in_spite: bool = False


CompleteRefusal = PendingRefusal | DeclareRefusal | LineRefused | WhyNot
REFUSALS: Final = (PendingRefusal, DeclareRefusal, LineRefused, WhyNot)


def complete_declaration(
    act: Act, reference: str, said: Completing, keys: FieldKeys
) -> store.Filed | CompleteRefusal:
    """Spend what the lines of ``reference`` have of the quota now, and file them as confirmed.

    Refuses as ``judge_pending`` and ``assess_declaration`` do, with ``PRESENCE_INSUFFICIENT``, or
    with why the quota is still too short; then nothing was recorded.
    """
    filed = find_filed(act, reference)
    refusal = judge_pending(
        State(filed.state) if filed else None, filed_on=filed.day if filed else None, day=act.day
    )
    if filed is None or refusal:
        return refusal or PendingRefusal.UNKNOWN_REFERENCE
    lines = [_said(each) for each in store.lines_of(act.session, filed)]
    assessed = assess_declaration(act.session, filed.member, lines, here=Here.of(act), keys=keys)
    if isinstance(assessed, DeclareRefusal | LineRefused):
        return assessed
    assert act.day is not None, "it was assessed under an open day"
    entry = find_entry(act.session, filed.member, act.day)
    presence = proven_presence(said.presence, entry, shows_card=said.shows_card)
    if not assessed.policy.accepts("declare", presence):
        return DeclareRefusal.PRESENCE_INSUFFICIENT
    why = judge_filing(assessed.assessment, said.excess)
    if why is WhyNot.NOTHING_TO_FILE or (why and not said.in_spite):
        return why
    _record(act, filed, assessed, said=said, presence=presence)
    return filed


def find_filed(act: Act, reference: str) -> store.Filed | None:
    name = EventName.parse(reference)
    return store.find_declaration(act.session, name) if name else None


def _said(line: dict[str, Any]) -> SaidLine:
    goods, origin = line["goods"], line["origin"]
    return SaidLine(goods, origin, line["amount"], line["value_fen"], Unit(line["unit"]))


def _record(
    act: Act, filed: store.Filed, assessed: Assessed, *, said: Completing, presence: Presence
) -> None:
    assessment = assessed.assessment
    debit = spend_exempt(act, filed.member, assessed)
    move = filing_move(assessed, said.capture_mode)
    act.record(
        "declaration.completed",
        {
            "declaration": str(filed.name),
            "member": filed.member,
            "lines": [written_line(each) for each in assessment.lines],
            "totals": asdict(assessment.totals),
            "spent": sorted(map(list, assessment.spent.items())) if debit else [],
            "excess": said.excess,
            "state": next_state(State.PENDING, move),
            "policy": assessed.policy.version,
            "goods_day": assessed.today.day,
            "presence": presence,
            "confirmed": list(range(len(assessment.lines))),
            "capture_mode": said.capture_mode,
            "debit": str(debit.name) if debit else None,
        },
    )
