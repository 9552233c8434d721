"""Draws ages, shares and orders from injected randomness, the same ones for the same seed."""

import math
from collections.abc import MutableSequence
from statistics import NormalDist
from typing import Final, TypeVar

from service.kit.ids import Randomness

T = TypeVar("T")

_BYTES: Final = 6
_WAYS: Final = 1 << 8 * _BYTES


class Dice:
    """Dice that a seed decides: the standard library's may fall otherwise in a later Python."""

    def __init__(self, random: Randomness) -> None:
        self._random = random

    def below(self, limit: int) -> int:
        """Draw a whole number from 0 to limit - 1."""
        return int.from_bytes(self._random(_BYTES)) * limit // _WAYS

    def between(self, least: int, most: int) -> int:
        """Draw a whole number, both bounds included."""
        return least + self.below(most - least + 1)

    def shuffle(self, items: MutableSequence[T]) -> None:
        """Put the items in another order, each order equally likely."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]


def log_normal_sizes(count: int, total: int, *, least: int, most: int) -> list[int]:
    """Divide a total over groups whose sizes are log-normal (sigma 0.5), from small to large.

    The quantiles of the distribution, scaled and clipped so that the sum is exact. Raises
    ValueError if the total does not lie between all least and all most.
    """
    if not count * least <= total <= count * most:
        raise ValueError(f"{total} members do not make {count} groups of {least} to {most}")
    normal = NormalDist(sigma=0.5)
    shape = [math.exp(normal.inv_cdf((place + 0.5) / count)) for place in range(count)]
    low, high = 0.0, most / shape[0]
    for _ in range(60):
        scale = (low + high) / 2
        if sum(_clipped(shape, scale, least, most)) < total:
            low = scale
        else:
            high = scale
    return _exactly(_clipped(shape, high, least, most), total, least)


def _clipped(shape: list[float], scale: float, least: int, most: int) -> list[int]:
    return [min(most, max(least, round(scale * part))) for part in shape]


def _exactly(sizes: list[int], total: int, least: int) -> list[int]:
    surplus = sum(sizes) - total
    for place in range(len(sizes) - 1, -1, -1):
        if surplus <= 0:
            break
        if sizes[place] > least:
            sizes[place] -= 1
            surplus -= 1
    return sizes
