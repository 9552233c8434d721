"""What machine this is, so that a figure can be read next year."""

import os
import platform
import sqlite3
from pathlib import Path

from service.connection import DRIVER


def describe_machine(folder: Path) -> str:
    """Processor, memory, storage under ``folder``, versions and load, in two lines."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory_gb:.0f} GB, {_storage(folder)}, "
        f"load {os.getloadavg()[0]:.1f}\n"
        f"Linux {platform.release()}, Python {platform.python_version()}, "
        f"SQLite {DRIVER.sqlite_version} (bare loop: {sqlite3.sqlite_version})"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("model name", "Model"):
            return value.strip()
    return platform.machine()


def _storage(folder: Path) -> str:
    """File system and device of the mount that holds ``folder``."""
    there = str(folder.resolve())
    found = ("", "unknown storage")
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        device, point, kind = line.split()[:3]
        inside = there == point or there.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(found[0]):
            found = (point, f"{kind} on {device}")
    return found[1]
