"""What lies between simulated sites: passes, transfers and voids in people's hands, on paper."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from service.vocabulary import Epoch, MemberNo, SiteNo

if TYPE_CHECKING:
    from tests.simulation.centre import SimulatedHub
    from tests.simulation.line import Line
    from tests.simulation.world import World


@dataclass(frozen=True, slots=True)
class PassInHand:
    """A pass as its bearer has it. Who copies it has it too; who loses it never shows it."""

    text: str
    issuer: SiteNo
    to_site: SiteNo
    member: MemberNo
    reference: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """The text of quota on its way."""

    text: str
    to_site: SiteNo


SLIPS: Final[list[Transfer]] = []
"""What an altered issuer hands out beside its passes: nothing, unless that bug is planted."""


@dataclass(slots=True)
class Land:
    """All places of one world, and what is carried between them; nothing of it is ever destroyed.

    ``ended`` are epochs that broke off when a disk was lost.
    """

    places: "list[World]" = field(default_factory=list)
    passes: list[PassInHand] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    voids: list[str] = field(default_factory=list)
    ended: list[tuple[SiteNo, Epoch]] = field(default_factory=list)
    renewals: int = 0
    backups: list[bytes] = field(default_factory=list)
    centre: "SimulatedHub | None" = None
    lines: dict[SiteNo, "Line"] = field(default_factory=dict)

    def pass_time(self, ms: int, *, but: "World | None" = None) -> None:
        """Let true time go by everywhere; at ``but`` it goes by in another way."""
        if self.centre is not None:
            self.centre.hardware.pass_time(ms)
        for place in self.places:
            if place is not but:
                place.true_ms += ms
                place.site.hardware.pass_time(ms)

    def others(self, place: "World") -> "list[World]":
        return [each for each in self.places if each is not place]
