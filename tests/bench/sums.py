"""The bench's own arithmetic: ranks, middles and ratios."""

from collections.abc import Iterable, Sequence
from statistics import median


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least ``percent`` of ``values`` do not exceed (nearest rank)."""
    if not values:
        raise ValueError("nothing was measured")
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(1, int(rank)) - 1]


def per_second(count: int, seconds: float) -> float:
    """How many a second; refuses to divide by a time that was not taken."""
    if seconds <= 0:
        raise ValueError("no time passed")
    return count / seconds


def middle_ratio(pairs: Iterable[tuple[float, float]]) -> float:
    """The median of the rounds' ratios: each value against the one measured beside it."""
    return median(value / against for value, against in pairs)
