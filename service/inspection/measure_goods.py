"""Find what the goods that an officer measured are, and what was declared of them here."""

from service.declarations.rules.states import State, judge_sending
from service.declarations.store import Filed, find_declaration, lines_of
from service.inspection.goods_rules import Load, MeasuredLine
from service.inspection.rules import InspectionRefusal, SaidGoods, SaidLoad
from service.journal.event import EventName
from service.policies.rules import Policy
from service.session import Session
from service.vocabulary import MemberNo, TradeDay, Unit


def measure_goods(
    session: Session, member: MemberNo, said: SaidLoad, policy: Policy, day: TradeDay | None
) -> Load | InspectionRefusal:
    """The lines in the units of the catalogue, each beside what was declared of it.

    A declaration counts that this member filed here today, and whose goods are still here. Refuses
    with ``UNKNOWN_DECLARATION``, ``OTHER_GOODS`` where its lines are not the measured ones, or
    ``UNKNOWN_GOODS``.
    """
    declared: list[int | None] = [each.declared for each in said.lines]
    if said.declaration:
        filed = _filed(session, said.declaration, member, day)
        if filed is None:
            return InspectionRefusal.UNKNOWN_DECLARATION
        came_in = [each for each in lines_of(session, filed) if each["taken_amount"]]
        if [(each["goods"], each["origin"]) for each in came_in] != _kinds(said):
            return InspectionRefusal.OTHER_GOODS
        declared = [each["taken_amount"] for each in came_in]
    units = [_unit_of(policy, each) for each in said.lines]
    if None in units:
        return InspectionRefusal.UNKNOWN_GOODS
    return Load(
        tuple(
            MeasuredLine(each.goods, each.origin, unit, each.amount, each.value_fen, before)
            for each, unit, before in zip(said.lines, units, declared, strict=True)
            if unit is not None
        ),
        said.declaration,
    )


def _filed(
    session: Session, reference: str, member: MemberNo, day: TradeDay | None
) -> Filed | None:
    name = EventName.parse(reference)
    filed = find_declaration(session, name) if name else None
    if filed is None or filed.member != member or filed.day != day:
        return None
    is_there = judge_sending(State(filed.state), is_gone=filed.sent_with is not None)
    return filed if is_there else None


def _kinds(said: SaidLoad) -> list[tuple[str, str]]:
    return [(each.goods, each.origin) for each in said.lines]


def _unit_of(policy: Policy, line: SaidGoods) -> Unit | None:
    row = policy.find_row(line.goods)
    return row.unit if row else None
