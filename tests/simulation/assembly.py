"""Put a site together as its door does, over a simulated disk, clock and writer."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.kit.clock import SystemClock
from service.open_site import OpenSite, database_path, put_together
from service.settings import Settings
from service.sites.day_keys import DayKeys
from service.sites.enrolment_file import Enrolment
from service.sites.keys import SiteKeys
from tests.simulation.disk import Disk
from tests.simulation.hardware import Hardware
from tests.simulation.writer import SteppedDatabase

PEPPER: Final = bytes(range(32))
_SETTINGS: Final = Settings(data_dir=Path("set at each boot"))


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Who a site is: its keys, what the authority gave it, also as the file it came as, and what
    it draws with."""

    keys: SiteKeys
    enrolment: Enrolment
    draws: DayKeys
    file: bytes

    @property
    def secrets(self) -> dict[str, bytes]:
        """What lies beside the keys on its disk."""
        return {
            "enrolment.json": self.file,
            "keys/pepper": PEPPER,
            "keys/draw-seed": self.draws.seed,
        }


def day_keys_of(machine: str) -> DayKeys:
    """The same for the same machine; no chance of its own."""
    return DayKeys(hashlib.sha256(f"draws of {machine}".encode()).digest())


def start_site(who: Enrolled, disk: Disk, hardware: Hardware) -> tuple[OpenSite, SteppedDatabase]:
    """What ``open_site`` does, with the simulator's database and clock in the machine's place."""
    settings = settings_of(disk)
    database = SteppedDatabase(database_path(settings))
    clock = SystemClock(
        trust=lambda: hardware.trust,
        wall_ms=lambda: hardware.wall_ms,
        since_boot_ms=lambda: hardware.since_boot_ms,
    )
    return put_together(settings, who.keys, who.enrolment, database, clock), database


def settings_of(disk: Disk) -> Settings:
    """The settings of the site on this disk."""
    return _SETTINGS.model_copy(
        update={"data_dir": disk.data_dir, "second_anchor": disk.second / "anchor"}
    )
