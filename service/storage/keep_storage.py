"""Watch the storage while the service runs: warn, hold ballast, find out when it writes again."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog

from service.database import Database
from service.group_commit import StorageFault
from service.storage.ballast import ROOM_LEFT_BYTES
from service.storage.look_at_storage import Looked, look_at_storage
from service.storage.read_pages import read_pages
from service.storage.rules import Footing, PageCheck, StorageWarning, judge_storage
from service.write_probe import can_write

LOOKED_AT_EVERY_SECONDS = 5


@dataclass(slots=True)
class StorageWatch:
    """How the storage is, for screens and watchdogs."""

    looked: Looked
    database: Database
    key: str | None = None
    footing: Footing | None = None
    warnings: tuple[StorageWarning, ...] = ()
    pages: PageCheck = PageCheck.NOT_NEEDED
    _checking: list[Any] = field(default_factory=list)

    def look(self) -> None:
        """Look once, and say in the log what is new."""
        self.looked.ballast.hold(floor_bytes=self.looked.floor_bytes)
        self.footing = look_at_storage(self.looked)
        before, self.warnings = self.warnings, judge_storage(self.footing)
        for each in sorted(set(self.warnings) - set(before)):
            structlog.get_logger().warning("storage", warning=str(each))

    @property
    def has_room(self) -> bool:
        """A row may fit where no work does, and a screen that comes and goes helps nobody."""
        return self.footing is None or self.footing.free_bytes >= ROOM_LEFT_BYTES

    def check_pages(self) -> None:
        """Read every page; damaged ones end all writing. Takes long, and is for a thread."""
        self.pages = PageCheck.RUNNING
        found = read_pages(self.database.path, key=self.key, begun=self._checking.append)
        self.pages = PageCheck.DAMAGED if found else PageCheck.SOUND
        if found:
            self.database.refusal = StorageFault.DAMAGED
            structlog.get_logger().error("storage", warning=str(StorageFault.DAMAGED))

    def stop_checking(self) -> None:
        for connection in self._checking:
            with suppress(Exception):  # it may have ended by itself and be closed
                connection.interrupt()


async def keep_storage(
    watch: StorageWatch, *, now_ms: Callable[[], int], start_again: Callable[[], None]
) -> None:
    """Look every few seconds, for as long as the service runs.

    After a cut every page is read, beside the work. A full disk is tried again by writing a row;
    storage that was read-only and is no longer calls for ``start_again``, once.
    """
    pages = None
    if watch.database.was_left_open:
        pages = asyncio.create_task(asyncio.to_thread(watch.check_pages))
    try:
        while True:
            await asyncio.to_thread(watch.look)
            if watch.database.fault is not None and watch.has_room:
                await can_write(watch.database, at_ms=now_ms())
            if watch.database.is_read_only and _takes_writes(watch.database):
                start_again()
                return
            await asyncio.sleep(LOOKED_AT_EVERY_SECONDS)
    finally:
        watch.stop_checking()
        if pages is not None:
            await pages


def _takes_writes(database: Database) -> bool:
    try:
        os.close(os.open(database.path, os.O_RDWR | os.O_CLOEXEC))
    except OSError:
        return False
    return True
