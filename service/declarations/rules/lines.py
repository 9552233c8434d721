"""The lines of a declaration: goods as declared, and what each of them comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from service.policies.rules import Policy
from service.policies.rules.catalogue import CatalogueRow
from service.vocabulary import ComponentNo, TradeDay, Unit

MOST_LINES: Final = 20


class Outcome(StrEnum):
    """What a line comes to. Of the last five nothing is admitted: it is not taken in at all."""

    EXEMPT = "exempt"
    PARTLY_EXEMPT = "partly_exempt"
    DUTIABLE = "dutiable"
    CAPPED = "capped"
    NON_EXEMPT = "non_exempt"
    EXCLUDED = "excluded"
    ORIGIN_NOT_ALLOWED = "origin_not_allowed"
    ORIGIN_NOT_YET = "origin_not_yet"
    ORIGIN_NO_LONGER = "origin_no_longer"
    NOT_ADMITTED_TODAY = "not_admitted_today"


class Price(StrEnum):
    """How a declared value lies to the catalogue's band: a warning, never a refusal."""

    OK = "ok"
    LOW = "low"
    HIGH = "high"


class LineFlaw(StrEnum):
    """Why lines are not judged at all."""

    UNKNOWN_GOODS = "unknown_goods"
    UNIT_MISMATCH = "unit_mismatch"


@dataclass(frozen=True, slots=True)
class SaidLine:
    """Goods by catalogue code, as somebody said them; ``unit`` only if it was said too."""

    goods: str
    origin: str
    amount: int
    value_fen: int
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class LineRefused:
    """Which line (from 0) is no line of this catalogue, and why."""

    reason: LineFlaw
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """Goods of a catalogue row: ``amount`` in the row's unit, worth ``value_fen``; both above 0."""

    row: CatalogueRow
    origin: str
    amount: int
    value_fen: int


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap that a line meets, in the line's unit: ``left`` before it, and how much ``fits``."""

    component: ComponentNo
    code: str
    left: int
    wanted: int
    fits: int


@dataclass(frozen=True, slots=True)
class AssessedLine:
    """What a line comes to.

    ``taken_amount`` of it comes in, worth ``exempt_fen`` + ``excess_fen``; ``fits_amount`` is how
    much would come in with nothing above the quota. ``draws`` is what it uses up. ``duty_fen`` is
    ``None`` where the pack has no rate. ``first``, ``until``: from and to when the origin is
    allowed, as far as it is known and matters.
    """

    line: Line
    outcome: Outcome
    exempt_fen: int = 0
    excess_fen: int = 0
    duty_fen: int | None = None
    taken_amount: int = 0
    fits_amount: int = 0
    draws: Mapping[ComponentNo, int] | None = None
    cap: Cap | None = None
    first: TradeDay | None = None
    until: TradeDay | None = None
    quarantine: bool = False
    cold_chain: bool = False
    price: Price = Price.OK
    price_far_off: bool = False


def read_lines(policy: Policy, said: Iterable[SaidLine]) -> tuple[Line, ...] | LineRefused:
    """The rows of the catalogue behind what was said. Refuses the first line that has none."""
    lines = []
    for index, each in enumerate(said):
        row = policy.find_row(each.goods)
        if row is None:
            return LineRefused(LineFlaw.UNKNOWN_GOODS, index)
        if each.unit not in (None, row.unit):
            return LineRefused(LineFlaw.UNIT_MISMATCH, index)
        lines.append(Line(row, each.origin, each.amount, each.value_fen))
    return tuple(lines)


def written_line(assessed: AssessedLine) -> dict[str, Any]:
    """A line as events and tables keep it and screens are told: flat, and all that was judged."""
    line, cap = assessed.line, assessed.cap
    return {
        "goods": line.row.code,
        "origin": line.origin,
        "unit": line.row.unit,
        "amount": line.amount,
        "value_fen": line.value_fen,
        "outcome": assessed.outcome,
        "exempt_fen": assessed.exempt_fen,
        "excess_fen": assessed.excess_fen,
        "duty_fen": assessed.duty_fen,
        "taken_amount": assessed.taken_amount,
        "fits_amount": assessed.fits_amount,
        "cap_component": cap.component if cap else None,
        "cap_code": cap.code if cap else None,
        "cap_left": cap.left if cap else None,
        "cap_fits": cap.fits if cap else None,
        "first_day": assessed.first,
        "until_day": assessed.until,
        "quarantine": assessed.quarantine,
        "cold_chain": assessed.cold_chain,
        "price": assessed.price,
    }
