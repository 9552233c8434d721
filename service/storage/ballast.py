"""A file that holds room in reserve: given up when the disk is full, so that a day can end."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOM_LEFT_BYTES = 4 * 1024 * 1024
"""Less than this is no room: SQLite could not even make its own files beside the database."""


@dataclass(frozen=True, slots=True)
class Ballast:
    """``size_bytes`` of storage held by ``path``; none is wanted where the size is 0."""

    path: Path
    size_bytes: int

    @property
    def is_held(self) -> bool | None:
        """Whether it is there in full; ``None`` when none is wanted."""
        if not self.size_bytes:
            return None
        try:
            return self.path.stat().st_size >= self.size_bytes
        except OSError:
            return False

    def hold(self, *, floor_bytes: int) -> None:
        """Take the room, unless there is it already, or less than ``floor_bytes`` would be left."""
        if self.is_held is not False or free_bytes(self.path) < self.size_bytes + floor_bytes:
            return
        unfinished = self.path.with_suffix(".new")
        try:
            with open(unfinished, "wb") as file:
                os.posix_fallocate(file.fileno(), 0, self.size_bytes)
                os.fsync(file.fileno())
            unfinished.replace(self.path)
        except OSError:  # somebody else was quicker, or the storage takes nothing
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def give_up(self) -> bool:
        """Give the room back to whoever needs it now; whether there was any."""
        try:
            self.path.unlink()
        except OSError:
            return False
        return True

    def give_up_if_full(self) -> bool:
        """The same before a start, when a full disk would not even let the database open."""
        return free_bytes(self.path) < ROOM_LEFT_BYTES and self.give_up()


def free_bytes(path: Path) -> int:
    """What an ordinary user may still write on the filesystem of ``path``'s folder."""
    try:
        told = os.statvfs(path.parent)
    except OSError:
        return 0
    return told.f_bavail * told.f_frsize
