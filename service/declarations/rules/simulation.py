"""What a draft of the rules would have changed: line by line, and summed by day, goods, member."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from service.declarations.rules.lines import Outcome
from service.vocabulary import MemberNo, TradeDay

UNKNOWN_GOODS: Final = "unknown_goods"
"""The outcome, under a draft, of goods that it does not list or counts in another unit."""

WAITS: Final = "waits"
"""The outcome of every line of a declaration that waited for quota."""

TAKEN: Final = frozenset(
    {
        Outcome.EXEMPT,
        Outcome.PARTLY_EXEMPT,
        Outcome.DUTIABLE,
        Outcome.CAPPED,
        Outcome.NON_EXEMPT,
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one line came to, in fen."""

    outcome: str
    exempt_fen: int = 0
    dutiable_fen: int = 0


@dataclass(frozen=True, slots=True)
class LineChange:
    """One recorded line, as it was decided and as the draft would have had it."""

    day: TradeDay
    member: MemberNo
    declaration: str
    goods: str
    before: Told
    after: Told

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Side:
    """Sums of one side: money in fen; lines that met a cap, were refused, waited for quota."""

    exempt_fen: int = 0
    dutiable_fen: int = 0
    capped: int = 0
    refused: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """What some lines came to before and after; ``changed`` counts the lines that differ, and
    ``members`` those of them."""

    lines: int
    changed: int
    members: int
    before: Side
    after: Side


def sum_up(lines: Iterable[LineChange]) -> Sums:
    found = list(lines)
    changed = [each for each in found if each.changes]
    return Sums(
        lines=len(found),
        changed=len(changed),
        members=len({each.member for each in changed}),
        before=_side(each.before for each in found),
        after=_side(each.after for each in found),
    )


def sum_by(lines: Iterable[LineChange], key: Callable[[LineChange], str]) -> dict[str, Sums]:
    """The sums of each group of lines, in the order of its name."""
    groups: dict[str, list[LineChange]] = {}
    for each in lines:
        groups.setdefault(key(each), []).append(each)
    return {name: sum_up(groups[name]) for name in sorted(groups)}


def _side(told: Iterable[Told]) -> Side:
    found = list(told)
    return Side(
        exempt_fen=sum(each.exempt_fen for each in found),
        dutiable_fen=sum(each.dutiable_fen for each in found),
        capped=sum(each.outcome == Outcome.CAPPED for each in found),
        refused=sum(each.outcome not in TAKEN and each.outcome != WAITS for each in found),
        waiting=sum(each.outcome == WAITS for each in found),
    )
