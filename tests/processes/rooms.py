"""Disks that a test can fill and empty again: a small one in memory, or a limit of pages."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from tests.browser.site import Site, copy_of

DISK_MB: Final = 64
NO_ROOM: Final = "no-room"
"""The file that says so to a site of ``cramped_site``."""


class Room(Protocol):
    """The room that a site has left."""

    def fill(self) -> None:
        """Leave none."""

    def free(self) -> None:
        """Give it back."""


SiteInRoom = tuple[Site, Room]


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A disk of its own for one site, with a ballast that fills it to the last byte."""

    folder: Path

    def fill(self) -> None:
        with suppress(OSError), open(self.folder / "ballast", "wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(4096))

    def free(self) -> None:
        (self.folder / "ballast").unlink()


@dataclass(frozen=True, slots=True)
class PageLimit:
    """SQLite's own limit of pages: what it says when it is reached, it says of a full disk too."""

    data: Path

    def fill(self) -> None:
        (self.data / NO_ROOM).touch()

    def free(self) -> None:
        (self.data / NO_ROOM).unlink()


@contextmanager
def on_small_disk(city: Path, folder: Path) -> Iterator[SiteInRoom]:
    """A copy of the city's site on a disk of 64 MB."""
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "twogate-test", str(folder))
    try:
        yield copy_of(city, folder / "own"), SmallDisk(folder)
    finally:
        _run("umount", "--lazy", str(folder))


def remount(folder: Path, how: str) -> None:
    """Make a disk of ``on_small_disk`` read-only ("ro"), as the system does after a fault, or let
    it take writes again ("rw")."""
    _run("mount", "-o", f"remount,{how}", str(folder))


@contextmanager
def under_page_limit(city: Path, folder: Path) -> Iterator[SiteInRoom]:
    """A copy of the city's site whose database may be told not to grow."""
    site = copy_of(city, folder)
    site.program = ("-m", "tests.processes.cramped_site", "site")
    yield site, PageLimit(site.settings.data_dir)


@cache
def can_mount() -> bool:
    """Whether this machine lets us have a disk of our own."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as folder:
        try:
            _run("mount", "-t", "tmpfs", "twogate-test", folder)
            _run("umount", folder)
        except (OSError, subprocess.CalledProcessError):
            return False
    return True


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
