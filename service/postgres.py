"""The hub's memory on PostgreSQL: one transaction for each request, and several processes at once.

It is spoken to as a site's database file is. What only one may change at a time is locked by name
(``Session.lock``) until the transaction is durable and its journal's end is anchored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self, TypeVar, cast

import psycopg
from sqlalchemy import Engine, create_engine

from service.database import Database
from service.group_commit import NotWriting, StorageFault
from service.session import OWN_JOURNAL, Session

T = TypeVar("T")

BEGIN_AGAIN: Final = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
"""Two transactions waited for each other: the server has ended one of them, which begins again."""

MOST_TRIES: Final = 5

CONNECTIONS: Final = 8


class PostgresDatabase(Database):
    """A hub's database at a URL (``postgresql://…``), which other processes use too."""

    def __init__(self, url: str, folder: Path) -> None:
        """``folder`` is where the hub keeps what is not in the database: keys and anchors."""
        self.path = folder / "hub.db"
        self._engine = create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=CONNECTIONS,
            max_overflow=2,
            pool_pre_ping=True,
        )
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="postgres")
        self.is_read_only = self.was_left_open = False
        self.refusal: str | None = None
        self.fault: str | None = None
        self._before_commit: Callable[[Session], None] = lambda session: None
        self._after_commit: Callable[[], None] = lambda: None

    def start(self, **others: Any) -> Self:
        """Nothing needs to be started: each request has a transaction of its own."""
        return self

    def keep_around(
        self,
        *,
        before_commit: Callable[[Session], None],
        after_commit: Callable[[], None],
        make_room: Callable[[], bool],
    ) -> None:
        """Around each COMMIT that goes on with the own journal. Room is the server's business."""
        self._before_commit = before_commit
        self._after_commit = after_commit

    @property
    def waiting(self) -> int:
        return 0

    async def write(self, work: Callable[[Session], T]) -> T:
        return await self._in_thread(self.write_now, work)

    async def read(self, query: Callable[[Session], T]) -> T:
        return await self._in_thread(self.read_now, query)

    def write_now(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in a transaction and return its value once it is durable and anchored.

        Raises ``NotWriting`` where the server cannot be reached, and whatever ``work`` raised.
        """
        self._assert_may_write()
        for _ in range(MOST_TRIES - 1):
            try:
                return self._write_once(work)
            except BEGIN_AGAIN:
                continue
        return self._write_once(work)

    def read_now(self, query: Callable[[Session], T]) -> T:
        with self._session() as session:
            return query(session)

    def read_moment(self, query: Callable[[Session], T]) -> T:
        """Run ``query`` on one moment of the whole database, whoever writes meanwhile."""
        with self._session() as session:
            session.hold_moment()
            return query(session)

    def engine(self) -> Engine:
        return self._engine

    def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()

    async def _in_thread(self, call: Callable[[Any], T], work: Callable[[Session], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, work)

    def _write_once(self, work: Callable[[Session], T]) -> T:
        with self._session() as session:
            value = work(session)
            goes_on = OWN_JOURNAL in session.locks
            if goes_on:
                self._before_commit(session)
            session.commit()
            if goes_on:
                self._anchor()
            for effect in session.effects:
                effect()
        self.fault = None
        return value

    def _anchor(self) -> None:
        try:
            self._after_commit()
        except OSError:
            raise NotWriting(StorageFault.ANCHOR_LOST) from None

    @contextmanager
    def _session(self) -> Iterator[_OwnSession]:
        """A session of this request; what it did not commit is undone, what it locked is free."""
        try:
            pooled = self._engine.raw_connection()
        except Exception as fault:
            raise self._away(fault) from fault
        session = _OwnSession(pooled.driver_connection, "postgresql")
        try:
            yield session
        except psycopg.OperationalError as fault:
            if isinstance(fault, BEGIN_AGAIN):
                raise
            raise self._away(fault) from fault
        finally:
            session.end()
            pooled.close()

    def _away(self, fault: Exception) -> NotWriting:
        self.fault = AWAY
        return NotWriting(AWAY)


AWAY: Final = "database_away"
"""The code of a database server that cannot be reached."""


class _OwnSession(Session):
    """A session whose edge is here."""

    __slots__ = ()

    def hold_moment(self) -> None:
        self._cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def commit(self) -> None:
        cast(Any, self._connection).commit()

    def end(self) -> None:
        """Undo what was not committed and let others go on; a connection that is lost has."""
        try:
            self._connection.rollback()
            self.unlock_all()
            self._connection.commit()
        except psycopg.Error:
            self._connection.close()
