"""systemd hears that the site is ready and lives, and hears nothing of a writer that hangs."""

import asyncio
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import tell_systemd
from service.database import Busy, Database
from service.group_commit import StorageFault
from service.migrate import migrate
from service.tell_systemd import tell_systemd as tell
from tests.browser.conftest import city
from tests.browser.site import copy_of

__all__ = ["city"]


class Systemd:
    """The listening end of ``NOTIFY_SOCKET``."""

    def __init__(self, name: str) -> None:
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.line.bind("\0" + name[1:] if name.startswith("@") else name)

    def hears(self, within_seconds: float) -> str | None:
        self.line.settimeout(within_seconds)
        try:
            return self.line.recv(4096).decode()
        except TimeoutError:
            return None

    def forgets(self) -> None:
        """What was said until now."""
        while self.hears(0.001):
            pass


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "site.db")
    migrate(opened)
    opened.start()
    yield opened
    opened.close()


@pytest.fixture(params=["path", "abstract"])
def systemd(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Systemd]:
    path = f"{tmp_path}/notify"
    name = path if request.param == "path" else f"@{path}"
    monkeypatch.setenv("NOTIFY_SOCKET", name)
    monkeypatch.setenv("WATCHDOG_USEC", "60000")  # a sign each 20 ms
    listening = Systemd(name)
    yield listening
    listening.line.close()


async def told_for(seconds: float, database: Database) -> None:
    """Tell for so long, and then stop."""
    telling = asyncio.create_task(tell(database, now_ms=lambda: 0))
    await asyncio.sleep(seconds)
    telling.cancel()


def test_ready_is_said_once_and_a_sign_of_life_each_time(
    database: Database, systemd: Systemd
) -> None:
    asyncio.run(told_for(0.2, database))
    assert systemd.hears(0) == "READY=1\nWATCHDOG=1\nSTATUS=recording"
    assert systemd.hears(0) == "WATCHDOG=1\nSTATUS=recording"


def test_a_site_that_may_not_write_lives_and_says_why(database: Database, systemd: Systemd) -> None:
    database.refusal = StorageFault.DAMAGED
    asyncio.run(told_for(0.05, database))
    assert systemd.hears(0) == "READY=1\nWATCHDOG=1\nSTATUS=not recording: database_damaged"


def test_a_writer_that_hangs_gives_no_sign(database: Database, systemd: Systemd) -> None:
    let_go = threading.Event()

    async def hang() -> None:
        stuck = asyncio.create_task(database.write(lambda session: let_go.wait()))
        await asyncio.sleep(0)
        await told_for(0.2, database)
        assert systemd.hears(0.001) is None
        let_go.set()
        await stuck
        await told_for(0.2, database)

    asyncio.run(hang())
    assert (systemd.hears(0) or "").startswith("READY=1")


def test_a_queue_that_nobody_empties_is_no_sign(
    database: Database, systemd: Systemd, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> None:
        raise Busy

    monkeypatch.setattr(tell_systemd, "probe", full)
    asyncio.run(told_for(0.1, database))
    assert systemd.hears(0.001) is None


def test_nobody_is_told_where_nobody_listens(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    asyncio.run(asyncio.wait_for(tell(database, now_ms=lambda: 0), timeout=5))


def test_a_frozen_process_gives_no_sign_until_it_goes_on(city: Path, tmp_path: Path) -> None:
    systemd, site = Systemd(f"{tmp_path}/notify"), copy_of(city, tmp_path / "own")
    site.environment = {"NOTIFY_SOCKET": f"{tmp_path}/notify", "WATCHDOG_USEC": "300000"}
    site.launch()
    try:
        assert (systemd.hears(60) or "").startswith("READY=1")
        assert systemd.hears(10) == "WATCHDOG=1\nSTATUS=recording"
        site.send(signal.SIGSTOP)
        systemd.forgets()
        assert systemd.hears(0.6) is None
        site.send(signal.SIGCONT)
        assert systemd.hears(10) == "WATCHDOG=1\nSTATUS=recording"
    finally:
        site.stop()
        systemd.line.close()
