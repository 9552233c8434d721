"""One site's memory: a single writer that commits in groups, and readers that never wait for it."""

import asyncio
import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from service.connection import DRIVER, connect
from service.group_commit import GroupCommit, NotWriting, Outcome, StorageFault, Work, refused_by
from service.kit.clock import stopwatch_seconds
from service.kit.durable import sync_folder, write_again
from service.kit.writer_lock import WriterLock
from service.session import Session

T = TypeVar("T")

SOON_SECONDS = 1.0


class Busy(Exception):
    """More writes wait than the queue holds; try again in a moment. Nothing was recorded."""


class AlreadyOpen(Exception):
    """Another process is this database's writer; speak to it over HTTP instead."""


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
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._queue_limit = queue_limit
        self._soon: deque[_Waiting] = deque()
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="reader")
        self._reader = threading.local()
        self._reader_connections: list[Any] = []
        self._thread: threading.Thread | None = None
        self.refusal: str | None = StorageFault.READ_ONLY if self.is_read_only else None
        self.fault: str | None = None
        self._changes = 0
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

    def keep_around(
        self,
        *,
        before_commit: Callable[[Session], None],
        after_commit: Callable[[], None],
        make_room: Callable[[], bool],
    ) -> None:
        """What to do around each COMMIT, and when the disk is full, from now on."""
        self.group.before_commit = before_commit
        self.group.after_commit = after_commit
        self.group.make_room = make_room

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
        if self.waiting >= self._queue_limit:
            raise Busy
        loop = asyncio.get_running_loop()
        waiting = _Waiting(work, loop, loop.create_future())
        self._queue.put(waiting)
        return cast(T, await waiting.answer)

    def write_soon(self, work: Work) -> None:
        """Run ``work`` before all others of the next commit group, within a second. Nobody waits
        for it, so it is for what may be lost with the power: not for what anybody was told."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(work, loop, loop.create_future())
        waiting.answer.add_done_callback(asyncio.Future.exception)  # nobody else will look
        self._soon.append(waiting)
        loop.call_later(SOON_SECONDS, self._hurry)

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
            session = self._reader.session = Session(connection, keeps=True)
        session.catch_up(self.group.told)
        return query(session)

    def read_moment(self, query: Callable[[Session], T]) -> T:
        """Run ``query`` on one moment of the whole database, whoever writes meanwhile."""
        connection = self._connect(read_only=True)
        try:
            connection.execute("BEGIN")
            return query(Session(connection))
        finally:
            connection.close()

    def engine(self) -> Engine:
        """A SQLAlchemy engine on the write connection, for migrations before the writer starts."""
        return create_engine(
            "sqlite://", module=DRIVER, creator=lambda: self._connection, poolclass=StaticPool
        )

    def close(self) -> None:
        """Finish what is queued, close every connection, give the writer's lock back."""
        if self._thread is not None:
            self._hurry()
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
        while (first := self._queue.get()) is not None:
            group = [*self._take_soon(), first]
            unasked = len(group) - 1
            try:
                outcomes = self.group.run(self._gather(group))
            except BaseException:
                # Nobody knows what the disk holds now: answer none, and start again from it.
                os._exit(70)
            self._learn(refused_by(outcomes))
            self._on_group(len(group))
            _answer(group, outcomes)
            self._rhythm.answered(len(group) - unasked)

    def _take_soon(self) -> Iterator[_Waiting]:
        with suppress(IndexError):
            while True:
                yield self._soon.popleft()

    def _hurry(self) -> None:
        """Begin a commit group for what was to be written soon, if none has come since."""
        for waiting in self._take_soon():
            self._queue.put(waiting)

    def _learn(self, refused: str | None) -> None:
        """A group that changed nothing has not shown that there is room again."""
        changes = self._connection.total_changes
        if refused is not None or changes != self._changes:
            self.fault = refused
        self._changes = changes

    def _gather(self, group: list[_Waiting]) -> Iterator[Work]:
        """The works of ``group``, and of all who join it while those before them run."""
        for waiting in tuple(group):
            yield waiting.work
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
