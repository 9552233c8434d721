"""A pass that is too large for its code: by how much, and what an officer can shorten."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from service.passes.rules import Pass
from service.passes.token import LONGEST_TEXT, measure_pass


class Part(StrEnum):
    """What an officer can say more briefly, or leave out. The rest no pass can do without."""

    QUOTA = "quota"
    SEALS = "seals"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Excess:
    """How many characters are too many, and how many each part takes, the longest first."""

    characters: int
    parts: tuple[tuple[Part, int], ...]

    @property
    def over(self) -> int:
        return self.characters - LONGEST_TEXT


_WITHOUT: Final[dict[Part, Callable[[Pass], Pass]]] = {
    Part.QUOTA: lambda said: replace(said, quota=None),
    Part.SEALS: lambda said: replace(said, seals=None),
    Part.PLATE: lambda said: replace(said, plate=None),
}


def find_excess(said: Pass) -> Excess:
    """Of a pass that `encode_pass` finds too long."""
    whole = measure_pass(said)
    takes = [(part, whole - measure_pass(less(said))) for part, less in _WITHOUT.items()]
    longest = sorted((each for each in takes if each[1]), key=lambda each: -each[1])
    return Excess(whole, tuple(longest))
