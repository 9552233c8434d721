"""Measured goods against declared ones, and whether what was found lets them be cleared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.inspection.rules import Finding, InspectionRefusal, Result
from service.vocabulary import Unit

MYRIAD: Final = 10_000


class Difference(StrEnum):
    """How a measured amount lies to the declared one, beyond what the policy tolerates."""

    WITHIN = "within"
    LESS = "less"
    MORE = "more"
    NOT_DECLARED = "not_declared"


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """Goods as an officer measured them, in ``unit``; ``declared`` is what was said before, if
    anything was."""

    goods: str
    origin: str
    unit: Unit
    amount: int
    value_fen: int
    declared: int | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """The goods of an inspection; ``declaration`` when they were declared, and spent, here."""

    lines: tuple[MeasuredLine, ...]
    declaration: str | None = None


def difference_of(line: MeasuredLine, per_myriad: int) -> Difference:
    """By parts of ten thousand of what was declared; the bound itself is tolerated."""
    if line.declared is None:
        return Difference.NOT_DECLARED
    off = line.amount - line.declared
    if abs(off) * MYRIAD <= line.declared * per_myriad:
        return Difference.WITHIN
    return Difference.MORE if off > 0 else Difference.LESS


def judge_load(
    differences: Sequence[Difference], result: Result, findings: Collection[Finding]
) -> InspectionRefusal | None:
    """More than declared is held and declared anew, not cleared. Less may go, and is said."""
    if result is not Result.CLEARED:
        return None
    if Difference.MORE in differences:
        return InspectionRefusal.ABOVE_DECLARED
    is_said = Finding.WEIGHT_DIFFERS in findings
    return (
        InspectionRefusal.LESS_NOT_FOUND if Difference.LESS in differences and not is_said else None
    )
