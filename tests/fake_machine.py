"""A machine whose clock does what the test says."""

from dataclasses import dataclass

from service.kit.clock import SystemClock, Trust
from tests.places import NOW_MS


@dataclass(slots=True)
class Machine:
    """The clock of a machine, which stands still until the test moves it."""

    wall_ms: int = NOW_MS
    since_boot_ms: int = 3_600_000
    trust: Trust = Trust.SYNCED

    def clock(self) -> SystemClock:
        """The production clock over this machine."""
        return SystemClock(
            trust=lambda: self.trust,
            wall_ms=lambda: self.wall_ms,
            since_boot_ms=lambda: self.since_boot_ms,
        )

    def wait(self, seconds: float) -> None:
        self.wall_ms += int(seconds * 1000)
        self.since_boot_ms += int(seconds * 1000)
