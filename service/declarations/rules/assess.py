"""Assess lines under the policy of a day and the quota left: what is exempt, what is dutiable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from service.declarations.rules.lines import AssessedLine, Cap, Line, Outcome, Price
from service.policies.rules import Policy
from service.policies.rules.catalogue import (
    CatalogueRow,
    GoodsFlag,
    OriginRefusal,
    OriginRefused,
    TradeWay,
    Treatment,
    judge_origin,
)
from service.policies.rules.notices import Notice, admits_goods
from service.quota.rules import Root
from service.vocabulary import ComponentNo, TradeDay, Unit

MYRIAD: Final = 10_000
GRAMS_A_KILOGRAM: Final = 1_000


class Short(StrEnum):
    """Why the quota here does not cover all that could be exempt."""

    ELSEWHERE = "quota_elsewhere"
    STOPPED = "quota_stopped"
    NOT_ENOUGH = "quota_not_enough"


_SHORT_OF: Final = {
    Root.ELSEWHERE: Short.ELSEWHERE,
    Root.NO_HOME: Short.ELSEWHERE,
    Root.RELEASED: Short.ELSEWHERE,
    Root.HORIZON_PASSED: Short.STOPPED,
    Root.NEW_EPOCH: Short.STOPPED,
    Root.HELD: Short.NOT_ENOUGH,
}
_REFUSED_AS: Final = {
    OriginRefusal.NOT_ALLOWED: Outcome.ORIGIN_NOT_ALLOWED,
    OriginRefusal.NOT_ALLOWED_YET: Outcome.ORIGIN_NOT_YET,
    OriginRefusal.NO_LONGER_ALLOWED: Outcome.ORIGIN_NO_LONGER,
    OriginRefusal.NOT_TRADED: Outcome.NOT_ADMITTED_TODAY,
}


@dataclass(frozen=True, slots=True)
class Room:
    """What is left of a component here, in its unit, and whether its root is held here."""

    component: ComponentNo
    code: str
    unit: Unit
    left: int
    root: Root = Root.HELD


@dataclass(frozen=True, slots=True)
class Today:
    """By what goods are judged: the policy, the day that counts for goods, the site's notice."""

    policy: Policy
    day: TradeDay
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the lines that are taken in; ``duty_fen`` is ``None`` unless all of it is known."""

    value_fen: int
    exempt_fen: int
    excess_fen: int
    duty_fen: int | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """All lines in the order in which they were declared, which is that of using up the quota.

    ``spent`` is what they use up by component; ``short`` why there is an excess, if there is one.
    """

    lines: tuple[AssessedLine, ...]
    totals: Totals
    spent: dict[ComponentNo, int]
    short: Short | None

    @property
    def is_empty(self) -> bool:
        """Whether no line is taken in."""
        return not any(each.taken_amount for each in self.lines)


def assess_lines(lines: Sequence[Line], today: Today, rooms: Sequence[Room]) -> Assessment:
    """Use the quota up in the order of ``lines``; only what is above it is dutiable.

    Amounts of money are whole fen and against a quota round up; so does the weight that a part of
    the value draws on a cap. A component in times is used once by all lines together.
    """
    left = {room.component: room.left for room in rooms}
    assessed, short = [], set[Short]()
    for line in lines:
        judged = _judge(line, today)
        if judged.outcome is Outcome.EXEMPT:
            judged, lacking = _use_up(judged, rooms, left)
            short |= {_SHORT_OF[room.root] for room in lacking}
        assessed.append(_bear_duty(judged, today))
    return Assessment(
        lines=tuple(assessed),
        totals=_sum(assessed, has_rates=bool(today.policy.terms.duty)),
        spent=_spent(assessed, rooms),
        short=next((each for each in Short if each in short), None),
    )


def _judge(line: Line, today: Today) -> AssessedLine:
    """The line as its goods and origin have it; ``EXEMPT`` where the exemption covers it."""
    row, plain = line.row, _flagged(line, today.policy)
    if row.way is TradeWay.EXPORT or not admits_goods(today.notice, row.code, row.heading):
        return replace(plain, outcome=Outcome.NOT_ADMITTED_TODAY)  # exemption is for what comes in
    treatment = today.policy.treatment_of(row, today.day)
    if treatment is Treatment.EXCLUDED:
        return replace(plain, outcome=Outcome.EXCLUDED)
    said = judge_origin(row, line.origin, today.day)
    if isinstance(said, OriginRefused):
        return _refuse_origin(plain, said, today.day)
    taken = replace(plain, until=said.until, taken_amount=line.amount)
    if treatment is Treatment.EXEMPT:
        return taken
    return replace(taken, outcome=Outcome.NON_EXEMPT, excess_fen=line.value_fen)


def _flagged(line: Line, policy: Policy) -> AssessedLine:
    tolerated = policy.terms.tolerances.price_per_myriad
    return AssessedLine(
        line,
        Outcome.EXEMPT,
        quarantine=GoodsFlag.QUARANTINE in line.row.flags,
        cold_chain=GoodsFlag.COLD_CHAIN in line.row.flags,
        price=judge_price(line),
        price_far_off=judge_price(line, tolerated) is not Price.OK,
    )


def judge_price(line: Line, tolerated_per_myriad: int = 0) -> Price:
    """The value against the row's band, bounds included, widened by what is tolerated."""
    row = line.row
    units = GRAMS_A_KILOGRAM if row.unit is Unit.GRAM else 1
    asked = line.value_fen * units * MYRIAD
    if asked < row.low_fen * line.amount * (MYRIAD - tolerated_per_myriad):
        return Price.LOW
    if asked > row.high_fen * line.amount * (MYRIAD + tolerated_per_myriad):
        return Price.HIGH
    return Price.OK


def _refuse_origin(plain: AssessedLine, said: OriginRefused, day: TradeDay) -> AssessedLine:
    comes = said.day is not None and said.day > day
    return replace(
        plain,
        outcome=_REFUSED_AS[said.reason],
        first=said.day if comes else None,
        until=None if comes else said.day,
    )


def _use_up(
    judged: AssessedLine, rooms: Sequence[Room], left: dict[ComponentNo, int]
) -> tuple[AssessedLine, list[Room]]:
    """The exempt part of a line, taken from ``left``, and the rooms that had too little."""
    line = judged.line
    money = [room for room in rooms if room.unit in (Unit.FEN, Unit.TIME)]
    room_fen = min((_worth(room, left) for room in money), default=0)
    cap = next((room for room in rooms if room.code == line.row.draws_on), None)
    may_fit = min(line.amount, left[cap.component]) if cap else line.amount
    worth_fen = rounded_up(line.value_fen * may_fit, line.amount)
    exempt_fen = min(room_fen, worth_fen)
    draws = {room.component: exempt_fen for room in money if room.unit is Unit.FEN}
    lacking = [room for room in money if _worth(room, left) < worth_fen]
    capped = None
    if cap:
        draws[cap.component] = min(may_fit, rounded_up(line.amount * exempt_fen, line.value_fen))
        if may_fit < line.amount:
            lacking.append(cap)
            capped = Cap(cap.component, cap.code, left[cap.component], line.amount, may_fit)
    for component, amount in draws.items():
        left[component] -= amount
    used = replace(
        judged,
        outcome=_outcome(exempt_fen, line.value_fen, is_capped=capped is not None),
        exempt_fen=exempt_fen,
        excess_fen=line.value_fen - exempt_fen,
        fits_amount=min(may_fit, line.amount * exempt_fen // line.value_fen),
        draws=draws,
        cap=capped,
    )
    return used, lacking


def _worth(room: Room, left: dict[ComponentNo, int]) -> int:
    """How much money a component lets pass: with one more time there is no bound of that kind."""
    if room.unit is Unit.FEN:
        return left[room.component]
    return _UNBOUNDED if left[room.component] else 0


_UNBOUNDED: Final = 1 << 62


def _outcome(exempt_fen: int, value_fen: int, *, is_capped: bool) -> Outcome:
    if is_capped:
        return Outcome.CAPPED
    if exempt_fen == value_fen:
        return Outcome.EXEMPT
    return Outcome.PARTLY_EXEMPT if exempt_fen else Outcome.DUTIABLE


def rounded_up(part: int, whole: int) -> int:
    """The quotient as a quota is debited: a fraction counts as a whole."""
    return -(-part // whole)


def _bear_duty(judged: AssessedLine, today: Today) -> AssessedLine:
    """The duty on the excess by the pack's table, rounded down to the fen; none without a rate."""
    if not judged.taken_amount:
        return judged
    if not judged.excess_fen:
        return replace(judged, duty_fen=0) if today.policy.terms.duty else judged
    rate = find_rate(judged.line.row, today)
    if rate is None:
        return judged
    return replace(judged, duty_fen=judged.excess_fen * rate // MYRIAD)


def find_rate(row: CatalogueRow, today: Today) -> int | None:
    """The rate in parts of ten thousand by the longest heading of the table that fits."""
    fitting = [
        (len(heading), rate.per_myriad)
        for rate in today.policy.terms.duty
        if rate.span.holds(today.day)
        for heading in rate.headings
        if row.heading.startswith(heading)
    ]
    return max(fitting)[1] if fitting else None


def _sum(lines: Iterable[AssessedLine], *, has_rates: bool) -> Totals:
    taken = [each for each in lines if each.taken_amount]
    exempt = sum(each.exempt_fen for each in taken)
    excess = sum(each.excess_fen for each in taken)
    duties = [each.duty_fen for each in taken]
    known = [duty for duty in duties if duty is not None]
    complete = has_rates and len(known) == len(duties)
    return Totals(exempt + excess, exempt, excess, sum(known) if complete else None)


def _spent(lines: Iterable[AssessedLine], rooms: Iterable[Room]) -> dict[ComponentNo, int]:
    spent: dict[ComponentNo, int] = {}
    for each in lines:
        for component, amount in (each.draws or {}).items():
            spent[component] = spent.get(component, 0) + amount
    spent = {component: amount for component, amount in spent.items() if amount}
    times = [room.component for room in rooms if room.unit is Unit.TIME and spent]
    return spent | dict.fromkeys(times, 1)
