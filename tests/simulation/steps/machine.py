"""What befalls the machine: power cuts, clocks that jump, drift and lose their trust."""

from typing import Final

from service.kit.clock import Trust
from tests.simulation.hardware import DAY_MS
from tests.simulation.world import World

_JUMPS_MS: Final = (-DAY_MS, -3_600_000, -30_000, 30_000, 3_600_000, DAY_MS, DAY_MS, 3 * DAY_MS)


def power_cut(world: World) -> None:
    """The power goes while nobody asks for anything."""
    world.crash()


def clock_jumps(world: World) -> None:
    """Somebody, or a wrong time server, sets the clock."""
    ms = world.dice.choice(_JUMPS_MS)
    world.site.hardware.jump(ms)
    world.trace("  the clock jumps by %+.2f h", ms / 3_600_000)


def clock_loses_time(world: World) -> None:
    """The clock's battery is empty."""
    world.site.hardware.lose_time()
    world.trace("  the clock says 1970")


def clock_is_set_right(world: World) -> None:
    """A time server sets the clock, and stands for it."""
    hardware = world.site.hardware
    hardware.wall_ms, hardware.trust, hardware.drift_per_mille = world.true_ms, Trust.SYNCED, 0
    world.trace("  the clock is right and synced")


def trust_changes(world: World) -> None:
    """The time server is lost or found, whatever time it is."""
    world.site.hardware.trust = world.dice.choice(list(Trust))
    world.trace("  the clock's trust: %s", world.site.hardware.trust)


def clock_drifts(world: World) -> None:
    """The clock goes too fast or too slow from now on."""
    world.site.hardware.drift_per_mille = world.dice.choice((-200, -5, 0, 5, 200))
    world.trace("  the clock drifts by %d ‰", world.site.hardware.drift_per_mille)


def calendar(world: World) -> None:
    """The site looks at the calendar by itself, as it does all the time."""
    world.ask(looks_at_calendar=True)
