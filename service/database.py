"""One site's memory: a single writer that commits in groups, and readers that never wait for it."""

import asyncio
import fcntl
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from service.kit.clock import stopwatch_seconds
from service.session import Session

try:
    # Brings SQLite 3.53: Debian's 3.40 can lose a WAL reset. Encryption at rest is then a setting.
    import sqlcipher3.dbapi2 as sqlite
except ImportError:  # pragma: no cover - only on a machine without the wheel
    import sqlite3 as sqlite

T = TypeVar("T")
Work = Callable[[Session], Any]
DRIVER: ModuleType = sqlite
PRAGMAS = (
    "busy_timeout=5000",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-2000",  # 2 MB a connection; the kernel keeps the file's pages as well
    "wal_autocheckpoint=4000",  # 16 MB: each checkpoint syncs three times, which flash feels
)


class Busy(Exception):
    """More writes wait than the queue holds; try again in a moment. Nothing was recorded."""


class NotWriting(Exception):
    """This site cannot record now (disk full, read-only, no anchor, restored). Nobody is answered
    as if it had; a work that did reach the disk is found again under its idempotency key."""


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


def connect(path: Path, *, key: str | None = None, read_only: bool = False) -> Any:
    """Open one connection with this project's pragmas asserted.

    Raises ``RuntimeError`` when durability (WAL, ``synchronous=FULL``) cannot be had.
    """
    mode = "ro" if read_only else "rwc"
    connection = DRIVER.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    if key:
        _unlock(connection, key)
    for pragma in (
        "busy_timeout=5000",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-2000",
        "wal_autocheckpoint=4000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
    else:
        _assert_durable(connection)
    return connection


def _unlock(connection: Any, key: str) -> None:
    if DRIVER.__name__.startswith("sqlite3"):
        raise RuntimeError("database_key is set, but this machine has no SQLCipher")
    quoted = key.replace("'", "''")
    connection.execute(f"PRAGMA key='{quoted}'")


def _assert_durable(connection: Any) -> None:
    if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        raise RuntimeError("the database cannot use a write-ahead log on this storage")
    connection.execute("PRAGMA synchronous=FULL")
    if connection.execute("PRAGMA synchronous").fetchone()[0] != 2:
        raise RuntimeError("the database does not keep synchronous=FULL")


class GroupCommit:
    """Commits many works at once: a savepoint each, one COMMIT, then all are answered.

    ``before_commit`` runs inside the transaction (the journal signs its checkpoint there);
    ``after_commit`` runs once it is durable, then what the works asked for by
    ``session.when_durable``, all before anybody is answered.
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

    def run(self, works: Iterable[Work]) -> list[Outcome]:
        """Run every work; a failing one undoes itself alone, a failing COMMIT fails them all.

        Works may come one by one while those before them run; the group is what has come by then.
        """
        self.session.effects.clear()
        coming, taken = iter(works), 0
        outcomes: list[Outcome] = []
        try:
            self._execute("BEGIN IMMEDIATE")
            for work in coming:
                taken += 1
                outcomes.append(self._run_one(work))
            self.before_commit(self.session)
            self._execute("COMMIT")
        except sqlite.Error as fault:
            self._undo()
            if not _is_storage_refusing(fault):
                raise
            refused = taken + sum(1 for _ in coming)
            return [Outcome(error=NotWriting(str(fault))) for _ in range(refused)]
        try:
            self.after_commit()
        except OSError as fault:
            return [Outcome(error=NotWriting(str(fault))) for _ in range(taken)]
        for effect in self.session.effects:
            effect()
        return outcomes

    def _run_one(self, work: Work) -> Outcome:
        before = len(self.session.effects)
        self._execute("SAVEPOINT work")
        try:
            value = work(self.session)
        except Exception as error:
            if isinstance(error, sqlite.OperationalError) and _is_storage_refusing(error):
                raise
            self._execute("ROLLBACK TO work")
            self._execute("RELEASE work")
            del self.session.effects[before:]
            return Outcome(error=error)
        self._execute("RELEASE work")
        return Outcome(value=value)

    def _undo(self) -> None:
        # SQLite has already rolled back by itself after some faults; then there is nothing to undo.
        if self.session.in_transaction:
            self._execute("ROLLBACK")


def _is_storage_refusing(fault: BaseException) -> bool:
    """Full or read-only storage refuses cleanly; any other failed COMMIT leaves doubt."""
    return getattr(fault, "sqlite_errorname", "") in {"SQLITE_FULL", "SQLITE_READONLY"}


@dataclass(slots=True)
class _Waiting:
    work: Work
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]"


class Database:
    """The one SQLite file of a site, held by this process alone until ``close``.

    While ``refusal`` is set (the code of a reason) nothing is written at all.
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
        self._lock = _lock_for_writing(path)
        self._connection = connect(path, key=key)
        self._queue: queue.Queue[_Waiting | None] = queue.Queue(queue_limit)
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._reader = threading.local()
        self._reader_connections: list[Any] = []
        self._thread: threading.Thread | None = None
        self.refusal: str | None = None
        self._writes = True
        self._rhythm = _Rhythm()
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
    def writes(self) -> bool:
        """Whether the storage took the last write."""
        return self._writes and self.refusal is None

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
            connection = connect(self.path, key=self._key, read_only=True)
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
        os.close(self._lock)

    def _assert_may_write(self) -> None:
        if self.refusal is not None:
            raise NotWriting(self.refusal)

    def _write_for_ever(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first]
            try:
                outcomes = self.group.run(self._gather(group))
            except BaseException:
                # Nobody knows what the disk holds now: answer none, and start again from it.
                os._exit(70)
            self._writes = not all(isinstance(each.error, NotWriting) for each in outcomes)
            self._on_group(len(group))
            _answer(group, outcomes)
            self._rhythm.answered(len(group))

    def _gather(self, group: list[_Waiting]) -> Iterator[Work]:
        """The works of ``group``, and of all who join it while those before them run."""
        yield group[0].work
        while len(group) < self._group_limit:
            try:
                following = self._queue.get(timeout=self._rhythm.patience(len(group)))
            except queue.Empty:
                break
            if following is None:
                self._queue.put(None)
                break
            group.append(following)
            yield following.work
        self._rhythm.complete()


class _Rhythm:
    """How long a commit may wait for those who were answered last: they are about to ask again,
    and two commits take twice as long as one. It never costs anybody more than a commit does."""

    def __init__(self) -> None:
        self._size = 0
        self._completed = self._answered = self._commit_seconds = 0.0

    def patience(self, size: int) -> float:
        """Seconds that a group of this size may wait for one more to come."""
        if size >= self._size:
            return 0.0
        return max(0.0, self._answered + self._commit_seconds - stopwatch_seconds())

    def complete(self) -> None:
        """The group is what it is, and goes to the disk."""
        self._completed = stopwatch_seconds()

    def answered(self, size: int) -> None:
        self._answered = stopwatch_seconds()
        self._commit_seconds = self._answered - self._completed
        self._size = size


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


def _lock_for_writing(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise AlreadyOpen(str(path)) from None
    return lock
