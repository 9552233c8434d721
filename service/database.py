"""One site's memory: a single writer that commits in groups, and readers that never wait for it."""

import asyncio
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from service.database_key import unlock
from service.kit.durable import sync_folder, write_again
from service.kit.writer_lock import WriterLock
from service.session import Session

try:
    # Brings SQLite 3.53: Debian's 3.40 can lose a WAL reset. Encryption at rest is then a setting.
    import sqlcipher3.dbapi2 as sqlite
except ImportError:  # pragma: no cover - only on a machine without the wheel
    import sqlite3 as sqlite

T = TypeVar("T")
Work = Callable[[Session], Any]
DRIVER: ModuleType = sqlite


class Busy(Exception):
    """More writes wait than the queue holds; try again in a moment. Nothing was recorded."""


class StorageFault(StrEnum):
    """Why the storage took no write. All but damage goes away with its cause."""

    DISK_FULL = "disk_full"
    READ_ONLY = "storage_read_only"
    ANCHOR_LOST = "anchor_lost"
    DAMAGED = "database_damaged"


class NotWriting(Exception):
    """This site cannot record now; its text is the code of why (a ``StorageFault``, or another
    refusal). Nobody is answered as if it had; a work that did reach the disk is found again under
    its idempotency key."""


class AlreadyOpen(Exception):
    """Another process is this database's writer; speak to it over HTTP instead."""


@dataclass(slots=True)
class Outcome:
    """What became of one work of a commit group: its value, or the exception that undid it."""

    value: Any = None
    error: BaseException | None = None

    def result(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


def connect(
    path: Path, *, key: str | None = None, read_only: bool = False, immutable: bool = False
) -> Any:
    """Open one connection with this project's pragmas asserted. ``immutable`` is for a file that
    nobody can write, on storage where SQLite cannot make its own files beside it.

    Raises ``RuntimeError`` when durability (WAL, ``synchronous=FULL``) cannot be had, and
    ``DatabaseKeyFault`` when file and key do not belong together.
    """
    mode = "ro&immutable=1" if immutable else "ro" if read_only else "rwc"
    connection = DRIVER.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        unlock(connection, path, key, DRIVER)
    except BaseException:
        connection.close()
        raise
    for pragma in ("busy_timeout=5000", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-8000"):
        connection.execute(f"PRAGMA {pragma}")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
    else:
        _assert_durable(connection)
    return connection


def can_encrypt() -> bool:
    """Whether this machine has SQLCipher."""
    return not DRIVER.__name__.startswith("sqlite3")


def _assert_durable(connection: Any) -> None:
    if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        raise RuntimeError("the database cannot use a write-ahead log on this storage")
    connection.execute("PRAGMA synchronous=FULL")
    if connection.execute("PRAGMA synchronous").fetchone()[0] != 2:
        raise RuntimeError("the database does not keep synchronous=FULL")
    # What is deleted is overwritten: `strings` over the file finds nobody who was forgotten.
    if connection.execute("PRAGMA secure_delete=ON").fetchone()[0] != 1:
        raise RuntimeError("the database does not overwrite what is deleted")


class GroupCommit:
    """Commits many works at once: a savepoint each, one COMMIT, then all are answered.

    ``before_commit`` runs inside the transaction (the journal signs its checkpoint there);
    ``after_commit`` runs once it is durable, then what the works asked for by
    ``session.when_durable``, all before anybody is answered. ``make_room`` is asked when the disk
    is full; if it gave some back, the group is tried once more.
    """

    def __init__(
        self,
        connection: Any,
        *,
        before_commit: Callable[[Session], None] = lambda session: None,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self.session = Session(connection)
        self._execute = connection.execute
        self.before_commit = before_commit
        self.after_commit = after_commit
        self.make_room: Callable[[], bool] = lambda: False

    def run(self, works: Sequence[Work]) -> list[Outcome]:
        """Run every work; a failing one undoes itself alone, a failing COMMIT fails them all."""
        outcomes = self._run_all(works)
        if refused_by(outcomes) == StorageFault.DISK_FULL and self.make_room():
            return self._run_all(works)
        return outcomes

    def _run_all(self, works: Sequence[Work]) -> list[Outcome]:
        self.session.effects.clear()
        try:
            self._execute("BEGIN IMMEDIATE")
            outcomes = [self._run_one(work) for work in works]
            self.before_commit(self.session)
            self._execute("COMMIT")
        except sqlite.Error as fault:
            self._undo()
            refusal = _refusal_of(fault)
            if refusal is None:
                raise
            return [Outcome(error=NotWriting(refusal)) for _ in works]
        try:
            self.after_commit()
        except OSError:
            return [Outcome(error=NotWriting(StorageFault.ANCHOR_LOST)) for _ in works]
        for effect in self.session.effects:
            effect()
        if self.session.left_traces:
            self.session.left_traces = not self._empty_log()
        return outcomes

    def _run_one(self, work: Work) -> Outcome:
        before = len(self.session.effects)
        self._execute("SAVEPOINT work")
        try:
            value = work(self.session)
        except Exception as error:
            if isinstance(error, sqlite.OperationalError) and _refusal_of(error):
                raise
            self._execute("ROLLBACK TO work")
            self._execute("RELEASE work")
            del self.session.effects[before:]
            return Outcome(error=error)
        self._execute("RELEASE work")
        return Outcome(value=value)

    def _empty_log(self) -> bool:
        """Carry the write-ahead log over and cut it, so that no old page lives on in it; whether
        it was. A long read holds it up: then the next group will do."""
        [before] = self._execute("PRAGMA busy_timeout").fetchone()
        self._execute(f"PRAGMA busy_timeout={EMPTYING_WAITS_MS}")
        try:
            busy = self._execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except DRIVER.OperationalError:
            return False
        finally:
            self._execute(f"PRAGMA busy_timeout={before}")
        return not busy

    def _undo(self) -> None:
        # SQLite has already rolled back by itself after some faults; then there is nothing to undo.
        if self.session.in_transaction:
            self._execute("ROLLBACK")


def refused_by(outcomes: Sequence[Outcome]) -> str | None:
    """The code of why the storage took nothing of a commit group, or ``None`` if it took it."""
    refusals = [str(each.error) for each in outcomes if isinstance(each.error, NotWriting)]
    return refusals[0] if refusals and len(refusals) == len(outcomes) else None


def is_damage(fault: BaseException) -> bool:
    """Whether SQLite met pages that nobody can have written so: the storage has spoilt them."""
    return getattr(fault, "sqlite_errorname", "") in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


def _refusal_of(fault: BaseException) -> StorageFault | None:
    """Full or read-only storage refuses cleanly; any other failed COMMIT leaves doubt."""
    return {
        "SQLITE_FULL": StorageFault.DISK_FULL,
        "SQLITE_READONLY": StorageFault.READ_ONLY,
    }.get(getattr(fault, "sqlite_errorname", ""))


EMPTYING_WAITS_MS = 500
"""How long emptying the log may hold the writer up while it waits for readers."""

POISON = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    DRIVER.IntegrityError,
    DRIVER.InterfaceError,
    DRIVER.ProgrammingError,
)
"""What a saying raises that this software cannot take in. Faults of the storage are not among
them: they say nothing of what was said."""


@dataclass(slots=True)
class _Waiting:
    work: Work
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]"


class Database:
    """The one SQLite file of a site, held by this process alone until ``close``.

    While ``refusal`` is set (the code of a reason) nothing is written at all. ``fault`` is why the
    storage took nothing of the last commit group; it goes when a write gets through.
    ``was_left_open`` when whoever had it before was cut off.
    """

    def __init__(
        self,
        path: Path,
        *,
        key: str | None = None,
        queue_limit: int = 256,
        group_limit: int = 64,
        readers: int = 2,
    ) -> None:
        self.path = path
        self._key = key
        self._group_limit = group_limit
        self._lock = _lock(path)
        self.is_read_only = self._lock.is_read_only
        self.was_left_open = self._lock.was_left_open
        try:
            self._connection = self._connect_writer()
        except BaseException:
            self._lock.give_back()
            raise
        self._queue: queue.Queue[_Waiting | None] = queue.Queue(queue_limit)
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._reader = threading.local()
        self._reader_connections: list[Any] = []
        self._thread: threading.Thread | None = None
        self.refusal: str | None = StorageFault.READ_ONLY if self.is_read_only else None
        self.fault: str | None = None
        self._changes = 0
        self._on_group: Callable[[int], None] = lambda size: None
        self.group = GroupCommit(self._connection)

    def start(
        self,
        *,
        before_commit: Callable[[Session], None] | None = None,
        after_commit: Callable[[], None] | None = None,
        on_group: Callable[[int], None] = lambda size: None,
    ) -> Self:
        """Start the writer thread; from here on nobody else may use the write connection.

        What to do around each COMMIT may be given here or set on ``group`` before; ``on_group``
        is told the size of each commit group, for measuring.
        """
        self._on_group = on_group
        self.group.before_commit = before_commit or self.group.before_commit
        self.group.after_commit = after_commit or self.group.after_commit
        self._thread = threading.Thread(target=self._write_for_ever, name="writer", daemon=True)
        self._thread.start()
        return self

    @property
    def waiting(self) -> int:
        """Writes in the queue."""
        return self._queue.qsize()

    @property
    def not_writing(self) -> str | None:
        """The code of why nothing is recorded now, or ``None`` while it is."""
        return self.refusal or self.fault

    @property
    def writes(self) -> bool:
        """Whether the storage took the last write."""
        return self.not_writing is None

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in the writer's next commit group and return its value once durable.

        Raises ``Busy`` when the queue is full, ``NotWriting`` when the storage refuses, and
        whatever ``work`` raised (its own changes are then undone).
        """
        self._assert_may_write()
        loop = asyncio.get_running_loop()
        waiting = _Waiting(work, loop, loop.create_future())
        try:
            self._queue.put_nowait(waiting)
        except queue.Full:
            raise Busy from None
        return cast(T, await waiting.answer)

    def write_now(self, work: Callable[[Session], T]) -> T:
        """The same for a command line: only while the writer thread has not been started."""
        assert self._thread is None, "the writer thread owns the connection"
        self._assert_may_write()
        return cast(T, self.group.run([work])[0].result())

    async def read(self, query: Callable[[Session], T]) -> T:
        """Run ``query`` on a read-only connection, off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self.read_now, query)

    def read_now(self, query: Callable[[Session], T]) -> T:
        """Run ``query`` on this thread's own read-only connection."""
        session: Session | None = getattr(self._reader, "session", None)
        if session is None:
            connection = self._connect(read_only=True)
            self._reader_connections.append(connection)
            session = self._reader.session = Session(connection)
        return query(session)

    def engine(self) -> Engine:
        """A SQLAlchemy engine on the write connection, for migrations before the writer starts."""
        return create_engine(
            "sqlite://", module=DRIVER, creator=lambda: self._connection, poolclass=StaticPool
        )

    def close(self) -> None:
        """Finish what is queued, close every connection, give the writer's lock back."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
        self._readers.shutdown()
        for connection in [*self._reader_connections, self._connection]:
            connection.close()
        self._lock.close()

    @property
    def _log(self) -> Path:
        return self.path.with_name(f"{self.path.name}-wal")

    def _connect_writer(self) -> Any:
        if self.is_read_only:
            return self._connect(read_only=True)
        write_again(self._log)
        connection = self._connect(read_only=False)
        try:
            _keep_name_of_log(connection, self.path)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self, *, read_only: bool) -> Any:
        immutable = self.is_read_only and not self._log.exists()
        return connect(self.path, key=self._key, read_only=read_only, immutable=immutable)

    def _assert_may_write(self) -> None:
        if self.refusal is not None:
            raise NotWriting(self.refusal)

    def _write_for_ever(self) -> None:
        while (group := self._next_group()) is not None:
            try:
                outcomes = self.group.run([waiting.work for waiting in group])
            except BaseException:
                # Nobody knows what the disk holds now: answer none, and start again from it.
                os._exit(70)
            self._learn(refused_by(outcomes))
            self._on_group(len(group))
            _answer(group, outcomes)

    def _learn(self, refused: str | None) -> None:
        """A group that changed nothing has not shown that there is room again."""
        changes = self._connection.total_changes
        if refused is not None or changes != self._changes:
            self.fault = refused
        self._changes = changes

    def _next_group(self) -> list[_Waiting] | None:
        first = self._queue.get()
        if first is None:
            return None
        group = [first]
        while len(group) < self._group_limit:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                self._queue.put(None)
                break
            group.append(following)
        return group


def _keep_name_of_log(connection: Any, path: Path) -> None:
    """SQLite does not look whether its log's name reached the disk; a first read makes the log."""
    connection.execute("PRAGMA user_version").fetchone()
    sync_folder(path.parent)


def _answer(group: list[_Waiting], outcomes: list[Outcome]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Outcome]]] = {}
    for waiting, outcome in zip(group, outcomes, strict=True):
        by_loop.setdefault(waiting.loop, []).append((waiting.answer, outcome))
    for loop, answers in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, answers)


def _settle(answers: list[tuple["asyncio.Future[Any]", Outcome]]) -> None:
    for future, outcome in answers:
        if future.done():
            continue  # the client went away; what it asked for is durable all the same
        if outcome.error is None:
            future.set_result(outcome.value)
        else:
            future.set_exception(outcome.error)


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Keep every service off a database while this lasts, without opening it. ``AlreadyOpen``."""
    lock = _lock(path)
    try:
        yield
    finally:
        lock.give_back()


def _lock(path: Path) -> WriterLock:
    try:
        return WriterLock(path.with_suffix(".lock"))
    except BlockingIOError:
        raise AlreadyOpen(str(path)) from None
