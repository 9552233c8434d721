"""Tell systemd that the site is ready, and for as long as its writer answers that it lives."""

import asyncio
import os
import socket
from collections.abc import Callable
from typing import Final

from service.database import Busy, Database
from service.group_commit import NotWriting
from service.write_probe import probe

SIGNS_IN_TIME: Final = 3
"""So many signs of life fall into the time after which systemd takes the service for dead."""

EVERY_SECONDS: Final = 20.0


async def tell_systemd(database: Database, *, now_ms: Callable[[], int]) -> None:
    """Ask the writer again and again, for as long as the service runs, and pass on that it answers.

    A site that may not or cannot record answers so, and lives: its screens have to say it. A writer
    that hangs answers nothing, and systemd starts the service again. Ends at once where nobody is
    to be told (``NOTIFY_SOCKET``).
    """
    name, told = os.environ.get("NOTIFY_SOCKET"), "READY=1\n"
    while name:
        if (state := await _state_of(database, now_ms())) is not None:
            _notify(name, f"{told}WATCHDOG=1\nSTATUS={state}")
            told = ""
        await asyncio.sleep(_seconds_between())


async def _state_of(database: Database, at_ms: int) -> str | None:
    try:
        await probe(database, at_ms=at_ms)
    except NotWriting as refusal:
        return f"not recording: {refusal}"
    except Busy:  # a full queue may be one that nobody empties
        return None
    return "recording"


def _seconds_between() -> float:
    usec = os.environ.get("WATCHDOG_USEC", "")
    return int(usec) / 1_000_000 / SIGNS_IN_TIME if usec.isdecimal() else EVERY_SECONDS


def _notify(name: str, said: str) -> None:
    """sd_notify(3): one datagram to the socket of that name; ``@`` begins an abstract one."""
    address = "\0" + name[1:] if name.startswith("@") else name
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.setblocking(False)
        try:
            line.sendto(said.encode(), address)
        except OSError:  # systemd is being restarted; the next sign will come through
            return
