"""What time it is, and how far that may be trusted.

Time = max(clock, floor + time since start): a clock thrown back to 1970 by a power cut cannot
take a site behind the newest time it has proof of (docs/protocol.md, Clock). This is the only
module that reads the system's clock, and none steps it.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import Final, Literal, Protocol

EARLIEST_MS: Final = 1_767_225_600_000
"""2026-01-01T00:00Z. No site ran before; a clock that shows an earlier time has lost it."""

BEHIND_TOLERANCE_MS: Final = 5 * 60 * 1000
"""A clock further than this behind proven time is wrong, whatever keeps it."""


class Trust(StrEnum):
    """Who stands for a time. The words sort in this order: none < rtc < synced."""

    NONE = "none"
    RTC = "rtc"
    SYNCED = "synced"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, in milliseconds since 1970-01-01T00:00Z, and how far it is trusted."""

    at_ms: int
    trust: Trust


class Clock(Protocol):
    """Whatever tells the time: the machine's clock, or a simulated one."""

    def now(self) -> Moment:
        """Tell the present moment."""
        ...


class SystemClock:
    """The machine's clock, never behind the newest time that somebody has vouched for."""

    def __init__(
        self,
        *,
        floor_ms: int = 0,
        trust: Callable[[], Trust] | None = None,
        wall_ms: Callable[[], int] | None = None,
        since_boot_ms: Callable[[], int] | None = None,
    ) -> None:
        """Start from the newest time that the journal and the signed feeds bear out."""
        self._trust = trust or detect_trust
        self._wall_ms = wall_ms or _wall_ms
        self._since_boot_ms = since_boot_ms or _since_boot_ms
        self._raising = threading.Lock()
        self._boot_ms = floor_ms - self._since_boot_ms()  # the floor, as a time of boot

    def now(self) -> Moment:
        """Tell the time. A clock that is behind the floor, or before 2026, is not trusted."""
        wall = self._wall_ms()
        floor = self._boot_ms + self._since_boot_ms()
        if wall < max(EARLIEST_MS, floor - BEHIND_TOLERANCE_MS):
            return Moment(max(wall, floor), Trust.NONE)
        trust = self._trust()
        if trust is Trust.SYNCED and wall > floor:
            self.raise_floor(wall)
        return Moment(max(wall, floor), trust)

    def raise_floor(self, at_ms: int) -> None:
        """Accept a time that is proven: signed by one we trust, or our own while synced."""
        with self._raising:
            self._boot_ms = max(self._boot_ms, at_ms - self._since_boot_ms())


def trust_from(setting: Literal["auto", "none", "rtc", "synced"]) -> Callable[[], Trust]:
    """Turn the setting into a source of trust: ask the machine, or take the operator's word."""
    return detect_trust if setting == "auto" else partial(Trust, setting)


def detect_trust() -> Trust:
    """Ask this machine who keeps its clock: a time server, a clock chip, or nobody."""
    if _kernel_is_synchronised() or _TIMESYNC_MARK.exists():
        return Trust.SYNCED
    return Trust.RTC if _CLOCK_CHIP.exists() else Trust.NONE


def local_date(moment: Moment, tz: tzinfo) -> str:
    """The calendar date of a moment in a zone, `YYYY-MM-DD`: a suggestion for the trade day."""
    return datetime.fromtimestamp(moment.at_ms // 1000, tz).date().isoformat()


def stopwatch_seconds() -> float:
    """A watch that only runs, and that nobody sets: for lengths of time, never for points."""
    return time.monotonic()


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _since_boot_ms() -> int:
    """Elapsed time, sleep included, which nobody can set."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


_TIMESYNC_MARK: Final = Path("/run/systemd/timesync/synchronized")
_CLOCK_CHIP: Final = Path("/sys/class/rtc/rtc0")
"""Not its device: a hardened unit sees no devices, and need not read this one."""

_STA_UNSYNC: Final = 0x0040  # adjtimex(2)
_TIME_ERROR: Final = 5


class _Timex(ctypes.Structure):
    """The head of the kernel's `struct timex`; the rest is room for it to write in."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def _kernel_is_synchronised() -> bool:
    """Read the kernel's clock state; `modes` of 0 changes nothing and needs no right."""
    timex = _Timex()
    state = _libc().adjtimex(ctypes.byref(timex))
    return 0 <= state < _TIME_ERROR and not timex.status & _STA_UNSYNC


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)
