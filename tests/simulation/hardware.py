"""The clock of one simulated machine, as faults have left it."""

from dataclasses import dataclass
from typing import Final

from service.kit.clock import Trust

DAY_MS: Final = 24 * 60 * 60 * 1000


@dataclass(slots=True)
class Hardware:
    """A wall clock that can jump and drift, and a counter of time since boot that cannot."""

    wall_ms: int
    since_boot_ms: int = 40_000
    trust: Trust = Trust.SYNCED
    drift_per_mille: int = 0

    def pass_time(self, ms: int) -> None:
        """Let ``ms`` of true time go by."""
        self.wall_ms += ms + ms * self.drift_per_mille // 1000
        self.since_boot_ms += ms

    def jump(self, ms: int) -> None:
        """Set the wall clock forward or back."""
        self.wall_ms += ms

    def lose_time(self) -> None:
        """The clock's battery is empty: it begins anew in 1970."""
        self.wall_ms = 3_600_000

    def reboot(self, *, dark_ms: int) -> None:
        """The machine was off for ``dark_ms``; its clock went on, the counter starts again."""
        self.pass_time(dark_ms)
        self.since_boot_ms = 40_000
