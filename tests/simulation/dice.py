"""Chance as one seed decides it, and the weights that make each seed a different world."""

from collections.abc import Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")

_SWARM = (0, 1, 2, 6)


class Dice(Random):
    """All chance of one simulated world; the same seed throws the same, on every machine."""

    def happens(self, per_mille: int) -> bool:
        """Whether something that happens so often in a thousand happens now."""
        return self.randrange(1000) < per_mille

    def swarm(self, usual: Mapping[T, int]) -> dict[T, int]:
        """Weights for this seed: some things are left out, some happen all the time.

        Seeds that do a little of everything find less than seeds that do much of a few things.
        """
        return {thing: weight * self.choice(_SWARM) for thing, weight in usual.items()}

    def weighted(self, weights: Mapping[T, int]) -> T:
        """One of the things, as often as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]
