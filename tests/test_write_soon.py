"""What nobody waits for shares the commit of those who wait, or has one of its own soon after."""

import asyncio
import threading
from pathlib import Path

import pytest

from service.database import Database
from tests.test_database import add, add_and_fail, opened, versions, writing


def test_what_nobody_waits_for_goes_before_the_next_that_somebody_does(tmp_path: Path) -> None:
    sizes: list[int] = []

    async def later_then_now(database: Database) -> list[int]:
        database.write_soon(add(1))
        database.write_soon(add_and_fail(2))
        assert database.read_now(versions) == [], "it waits for company"
        return await database.write(versions)

    with opened(tmp_path) as database:
        database.start(before_commit=lambda session: None, on_group=sizes.append)
        assert asyncio.run(later_then_now(database)) == [1]
    assert sizes == [3], "and all shared one commit"


def test_what_nobody_waits_for_is_written_though_nobody_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.database.SOON_SECONDS", 0.0)
    written = threading.Event()

    async def later(database: Database) -> None:
        database.write_soon(add(1))
        assert await asyncio.to_thread(written.wait, 10)

    with opened(tmp_path) as database:
        database.start(before_commit=lambda session: None, on_group=lambda size: written.set())
        asyncio.run(later(database))
        assert database.read_now(versions) == [1]


def test_what_nobody_waits_for_is_written_at_the_end(tmp_path: Path) -> None:
    async def later(database: Database) -> None:
        database.write_soon(add(1))

    with writing(tmp_path) as database:
        asyncio.run(later(database))
    with opened(tmp_path) as again:
        assert again.read_now(versions) == [1]
