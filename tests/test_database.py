"""One writer commits in groups: what was answered is durable, and one failure is one's own."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from service.connection import DRIVER, connect
from service.database import AlreadyOpen, Busy, Database
from service.database_key import DatabaseKeyFault
from service.group_commit import NotWriting, StorageFault
from service.policies.tables import PolicyRow
from service.session import Session, columns_of, prepared

ROOT = Path(__file__).resolve().parent.parent
ADD = prepared(insert(PolicyRow))
COUNT = prepared(select(func.count()).select_from(PolicyRow))
VERSIONS = prepared(select(columns_of(PolicyRow).version).order_by(columns_of(PolicyRow).version))


def add(version: int, size: int = 2) -> Callable[[Session], int]:
    def work(session: Session) -> int:
        session.run(ADD, version=version, from_day="2026-11-24", body=bytes(size))
        return version

    return work


def add_and_fail(version: int) -> Callable[[Session], None]:
    def work(session: Session) -> None:
        add(version)(session)
        raise LookupError("this one changes its mind")

    return work


def versions(session: Session) -> list[int]:
    return [row[0] for row in session.rows(VERSIONS)]


@contextmanager
def opened(path: Path, **others: Any) -> Iterator[Database]:
    database = Database(path / "some.db", **others)
    with database.engine().connect() as connection:
        PolicyRow.metadata.tables["policies"].create(connection, checkfirst=True)
        connection.commit()
    yield database
    database.close()


@contextmanager
def writing(path: Path, **others: Any) -> Iterator[Database]:
    with opened(path, **others) as database:
        yield database.start(before_commit=lambda session: None)


class Gate:
    """Holds the writer at its commit until it is let go, so that a group gathers behind it."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.open = threading.Event()

    def __call__(self, session: Session) -> None:
        self.reached.set()
        assert self.open.wait(10)

    async def hold(self, database: Database) -> "asyncio.Task[None]":
        database.group.before_commit = self
        held = asyncio.create_task(database.write(lambda session: None))
        await asyncio.to_thread(self.reached.wait, 10)
        return held


def pragma(database: Database, said: str) -> None:
    """Change how the write connection behaves, as a disk would."""
    with database.engine().connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {said}")


# --- Durability ---


def test_the_writer_keeps_a_log_and_waits_for_the_disk(tmp_path: Path) -> None:
    connection = connect(tmp_path / "some.db")
    for name, expected in {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}.items():
        assert connection.execute(f"PRAGMA {name}").fetchone()[0] == expected
    connection.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        database.write_now(add(1))
        with pytest.raises(DRIVER.OperationalError, match="readonly|read-only"):
            database.read_now(add(2))
        assert database.read_now(versions) == [1]


def test_the_durable_step_comes_before_any_answer(tmp_path: Path) -> None:
    order: list[str] = []

    def after_commit() -> None:
        assert database.read_now(versions) == [1], "it is durable by now"
        order.append("after commit")

    with opened(tmp_path) as database:
        database.start(
            before_commit=lambda session: order.append("before commit"), after_commit=after_commit
        )
        asyncio.run(database.write(add(1)))
        order.append("answered")
    assert order == ["before commit", "after commit", "answered"]


def test_a_whole_database_can_be_encrypted(tmp_path: Path) -> None:
    with opened(tmp_path, key="ab" * 32) as database:
        database.write_now(add(1))
        assert database.read_now(versions) == [1]
    assert not (tmp_path / "some.db").read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(DatabaseKeyFault, match="another database's key"):
        connect(tmp_path / "some.db", key="cd" * 32)
    with pytest.raises(DatabaseKeyFault, match="is encrypted, and no key was given"):
        connect(tmp_path / "some.db")


# --- Groups ---


def test_works_that_wait_share_one_commit(tmp_path: Path) -> None:
    sizes: list[int] = []

    async def all_at_once(database: Database) -> list[int]:
        gate = Gate()
        held = await gate.hold(database)
        waiting = asyncio.gather(*(database.write(add(version)) for version in range(5)))
        await asyncio.sleep(0)
        gate.open.set()
        await held
        return await waiting

    with opened(tmp_path, group_limit=4) as database:
        database.start(before_commit=lambda session: None, on_group=sizes.append)
        assert asyncio.run(all_at_once(database)) == [0, 1, 2, 3, 4]
    assert sizes == [1, 4, 1]


def test_whoever_comes_while_others_are_served_joins_their_commit(tmp_path: Path) -> None:
    sizes: list[int] = []
    being_served, has_come = threading.Event(), threading.Event()

    def first(session: Session) -> None:
        being_served.set()
        assert has_come.wait(10)

    async def one_after_another(database: Database) -> None:
        served = asyncio.create_task(database.write(first))
        await asyncio.to_thread(being_served.wait, 10)
        late = asyncio.create_task(database.write(add(1)))
        await asyncio.sleep(0)
        has_come.set()
        await asyncio.gather(served, late)

    with opened(tmp_path) as database:
        database.start(before_commit=lambda session: None, on_group=sizes.append)
        asyncio.run(one_after_another(database))
    assert sizes == [2]


def test_a_disk_that_refuses_refuses_those_who_wait_too(tmp_path: Path) -> None:
    """However many of a group were served when it happened."""
    with opened(tmp_path) as database:
        pragma(database, "max_page_count=12")
        coming = iter([add(1), add(2, size=200_000), add(3), add(4)])
        outcomes = database.group.run(coming)
        assert [type(each.error) for each in outcomes] == [NotWriting] * 4
        assert database.read_now(versions) == []


def test_a_failing_work_undoes_itself_alone(tmp_path: Path) -> None:
    async def three(database: Database) -> list[Any]:
        gate = Gate()
        held = await gate.hold(database)
        works = (add(1), add_and_fail(2), add(3))
        waiting = asyncio.gather(*map(database.write, works), return_exceptions=True)
        await asyncio.sleep(0)
        gate.open.set()
        await held
        return await waiting

    with writing(tmp_path) as database:
        first, second, third = asyncio.run(three(database))
        assert (first, third) == (1, 3)
        assert isinstance(second, LookupError)
        assert database.read_now(versions) == [1, 3]


def test_a_reader_waits_for_no_writer_and_sees_only_what_is_committed(tmp_path: Path) -> None:
    async def look_meanwhile(database: Database) -> list[int]:
        gate = Gate()
        written = asyncio.create_task(database.write(add(1)))
        held = await gate.hold(database)
        seen = await database.read(versions)
        gate.open.set()
        await asyncio.gather(held, written)
        return seen

    with writing(tmp_path) as database:
        assert asyncio.run(look_meanwhile(database)) in ([], [1])
        assert database.read_now(versions) == [1]


def test_one_more_than_the_queue_holds_is_told_to_come_again(tmp_path: Path) -> None:
    async def crowd(database: Database) -> list[Any]:
        gate = Gate()
        held = await gate.hold(database)
        crowd = asyncio.gather(
            *(database.write(add(version)) for version in range(3)), return_exceptions=True
        )
        await asyncio.sleep(0)
        assert database.waiting == 2
        gate.open.set()
        await held
        return await crowd

    with writing(tmp_path, queue_limit=2) as database:
        assert [type(each) for each in asyncio.run(crowd(database))] == [int, int, Busy]
        assert database.read_now(versions) == [0, 1]


def test_what_somebody_asked_for_before_going_away_stands(tmp_path: Path) -> None:
    async def go_away(database: Database) -> None:
        gate = Gate()
        held = await gate.hold(database)
        gone = asyncio.create_task(database.write(add(1)))
        await asyncio.sleep(0)
        gone.cancel()
        gate.open.set()
        await held
        await database.write(add(2))

    with writing(tmp_path) as database:
        asyncio.run(go_away(database))
        assert database.read_now(versions) == [1, 2]


def test_closing_finishes_what_waits(tmp_path: Path) -> None:
    async def close_in_a_rush(database: Database) -> list[int]:
        gate = Gate()
        held = await gate.hold(database)
        waiting = asyncio.gather(*(database.write(add(version)) for version in range(9)))
        await asyncio.sleep(0)
        closing = asyncio.create_task(asyncio.to_thread(database.close))
        await asyncio.sleep(0.01)
        gate.open.set()
        await asyncio.gather(held, closing)
        return await waiting

    database = Database(tmp_path / "some.db", group_limit=4)
    with database.engine().connect() as connection:
        PolicyRow.metadata.tables["policies"].create(connection)
        connection.commit()
    database.start(before_commit=lambda session: None)
    assert asyncio.run(close_in_a_rush(database)) == list(range(9))


# --- Storage that refuses ---


def test_a_full_disk_fails_the_whole_group_and_keeps_nothing_of_it(tmp_path: Path) -> None:
    async def fill(database: Database) -> list[Any]:
        gate = Gate()
        held = await gate.hold(database)
        works = (add(1), add(2, size=200_000), add(3))
        waiting = asyncio.gather(*map(database.write, works), return_exceptions=True)
        await asyncio.sleep(0)
        gate.open.set()
        await held
        return await waiting

    with opened(tmp_path) as database:
        pragma(database, "max_page_count=12")
        database.start(before_commit=lambda session: None)
        assert [type(each) for each in asyncio.run(fill(database))] == [NotWriting] * 3
        assert (database.read_now(versions), database.writes) == ([], False)


def test_a_site_writes_again_once_there_is_room(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        pragma(database, "max_page_count=12")
        database.start(before_commit=lambda session: None)
        with pytest.raises(NotWriting):
            asyncio.run(database.write(add(1, size=200_000)))
        asyncio.run(database.write(add(2)))
        assert (database.read_now(versions), database.writes) == ([2], True)


def test_a_group_that_changes_nothing_does_not_show_that_there_is_room_again(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as database:
        pragma(database, "max_page_count=12")
        database.start(before_commit=lambda session: None)
        with pytest.raises(NotWriting, match=StorageFault.DISK_FULL):
            asyncio.run(database.write(add(1, size=200_000)))
        asyncio.run(database.write(versions))
        assert database.not_writing == StorageFault.DISK_FULL
        asyncio.run(database.write(add(2)))
        assert database.not_writing is None


def test_room_that_was_held_in_reserve_saves_the_group(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        pragma(database, "max_page_count=12")

        def make_room() -> bool:
            database._connection.execute("PRAGMA max_page_count=1000")
            return True

        database.group.make_room = make_room
        assert database.write_now(add(1, size=200_000)) == 1
        assert database.read_now(versions) == [1]


def test_a_full_disk_is_tried_once_more_and_not_for_ever(tmp_path: Path) -> None:
    asked: list[bool] = []

    def make_none() -> bool:
        asked.append(True)
        return True

    with opened(tmp_path) as database:
        pragma(database, "max_page_count=12")
        database.group.make_room = make_none
        with pytest.raises(NotWriting):
            database.write_now(add(1, size=200_000))
    assert asked == [True]


def test_storage_that_only_reads_is_not_written_to(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        pragma(database, "query_only=ON")
        with pytest.raises(NotWriting):
            database.write_now(add(1))


DOUBT = """
import asyncio, sys
from pathlib import Path
from service.connection import DRIVER
from service.database import Database
from tests.test_database import add

def fail(session):
    raise DRIVER.OperationalError("disk I/O error")

database = Database(Path(sys.argv[1])).start(before_commit=fail)
asyncio.run(database.write(add(1)))
print("answered")
"""


def test_a_commit_in_doubt_answers_nobody_and_ends_the_process(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    script = [sys.executable, "-c", DOUBT, str(tmp_path / "some.db")]
    ended = subprocess.run(script, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (70, b""), ended.stderr
    with opened(tmp_path) as database:
        assert database.read_now(versions) == []


# --- One process ---


def test_a_database_has_one_writing_process(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(AlreadyOpen):
        Database(tmp_path / "some.db")
    with opened(tmp_path) as again:
        assert again.read_now(versions) == []


def test_the_command_line_writes_only_while_no_writer_runs(tmp_path: Path) -> None:
    with writing(tmp_path) as database, pytest.raises(AssertionError, match="writer thread"):
        database.write_now(add(1))


def test_what_a_command_raised_is_raised_there(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with pytest.raises(LookupError, match="changes its mind"):
            database.write_now(add_and_fail(1))
        assert database.read_now(versions) == []
