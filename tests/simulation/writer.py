"""The production writer without its thread: the simulator forms commit groups and breaks them."""

from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast
from unittest.mock import patch

from service.connection import DRIVER
from service.database import Database
from service.group_commit import GroupCommit, Outcome, Work
from service.session import Session
from service.sites.anchor import AnchorLost, Anchors

T = TypeVar("T")

_ROOMY_PAGES = 1_000_000


class Fault(StrEnum):
    """What goes wrong with one commit group."""

    NONE = "no fault"
    WORK_STUMBLES = "one work of the group raises after its changes"
    DISK_FULL = "the disk is full while the group is written"
    COMMIT_REFUSED = "the disk is full at COMMIT"
    CUT_IN_WORK = "the power is cut inside a work"
    CUT_BEFORE_COMMIT = "the power is cut before COMMIT"
    COMMIT_LOST = "COMMIT fails, and nothing was kept"
    COMMIT_KEPT = "COMMIT fails, and yet all was kept"
    CUT_AFTER_COMMIT = "the power is cut between COMMIT and anchor"
    ANCHOR_LOST = "no anchor can be written after COMMIT"
    CUT_AFTER_ANCHOR = "the power is cut before anybody is answered"


class PowerCut(BaseException):
    """The machine goes dark. No production code may catch this."""


class Stumbled(Exception):
    """A work of a commit group failed as a fault in the program would make it fail."""


Crash = (PowerCut, DRIVER.Error)
"""What ends the process of a site: a dark machine, or a COMMIT that leaves doubt."""


class SteppedDatabase(Database):
    """A site's database whose next commit group is the simulator's to choose."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._wire = _Wire(self._connection)
        self.group = GroupCommit(self._wire)
        self._unasked: list[Work] = []

    async def write(self, work: Callable[[Session], T]) -> T:
        """Wait in the queue until ``answer_together`` puts ``work`` into a group."""
        self._assert_may_write()
        return cast(T, await _Queued(work))

    async def read(self, query: Callable[[Session], T]) -> T:
        return self.read_now(query)

    def write_soon(self, work: Work) -> None:
        self._unasked.append(work)

    def commit(self, works: Sequence[Work], fault: Fault) -> list[Outcome]:
        """Commit one group, with this fault. Raises one of ``Crash`` when the site goes down."""
        self._wire.fault = fault
        middle = len(works) // 2
        works = [*works[:middle], _spoilt(works[middle], fault), *works[middle + 1 :]]
        unasked, self._unasked = self._unasked, []
        with self._storage(fault):
            outcomes = self.group.run([*unasked, *works])
        if fault is Fault.CUT_AFTER_ANCHOR:
            raise PowerCut
        return outcomes[len(unasked) :]

    @contextmanager
    def _storage(self, fault: Fault) -> Iterator[None]:
        """The disk as this fault lets it be, for one group."""
        anchor = self.group.after_commit
        if fault is Fault.ANCHOR_LOST:
            self.group.after_commit = partial(_lose_anchor, anchor)
        if fault is Fault.DISK_FULL:
            pages = self._connection.execute("PRAGMA page_count").fetchone()[0]
            self._connection.execute(f"PRAGMA max_page_count={pages}")
        yield
        self.group.after_commit = anchor
        if fault is Fault.DISK_FULL:
            self._connection.execute(f"PRAGMA max_page_count={_ROOMY_PAGES}")


def answer_together(
    asked: Sequence[Coroutine[Any, Any, T]],
    *,
    commit: Callable[[Sequence[Work]], Sequence[Outcome]],
    size: Callable[[int], int],
    heard: Callable[[int, T | None], None],
) -> None:
    """Run requests that arrive together, in this order, without an event loop.

    ``size`` chooses of how many waiting works the next group is made; ``heard`` is told each
    answer under its request's place, ``None`` for a request that stumbled. After a crash those
    that were not answered never will be.
    """
    waiting = [_Asked(place, coroutine) for place, coroutine in enumerate(asked)]
    queue = [each for each in waiting if each.goes_on(heard)]
    try:
        while queue:
            several = size(len(queue))
            group, rest = queue[:several], queue[several:]
            outcomes = commit([each.wants for each in group if each.wants])
            for each, outcome in zip(group, outcomes, strict=True):
                each.outcome = outcome
            queue = rest + [each for each in group if each.goes_on(heard)]
    finally:
        for each in waiting:
            each.coroutine.close()


@dataclass(slots=True)
class _Asked:
    """One request on its way: what it waits for, and what became of that."""

    place: int
    coroutine: Coroutine[Any, Any, Any]
    outcome: Outcome | None = None
    wants: Work | None = None

    def goes_on(self, heard: Callable[[int, Any], None]) -> bool:
        """Let it run to its next write; whether it has one."""
        try:
            self.wants = self._resume()
        except StopIteration as done:
            heard(self.place, done.value)
        except Stumbled:
            heard(self.place, None)
        else:
            return True
        return False

    def _resume(self) -> Work:
        if self.outcome is None:
            return cast(Work, self.coroutine.send(None))
        if self.outcome.error is not None:
            return cast(Work, self.coroutine.throw(self.outcome.error))
        return cast(Work, self.coroutine.send(self.outcome.value))


@dataclass(frozen=True, slots=True)
class _Queued:
    work: Work

    def __await__(self) -> Generator[Work, Any, Any]:
        return (yield self.work)


def _lose_anchor(anchor: Callable[[], None]) -> None:
    """What is to be anchored stays to be anchored, as in production."""
    lost = AnchorLost("no device takes the anchor")
    with patch.object(Anchors, "write", side_effect=lost):
        anchor()
    raise lost


def _spoilt(work: Work, fault: Fault) -> Work:
    def spoilt(session: Session) -> None:
        work(session)
        raise PowerCut if fault is Fault.CUT_IN_WORK else Stumbled

    return spoilt if fault in (Fault.CUT_IN_WORK, Fault.WORK_STUMBLES) else work


def _disk_full() -> Exception:
    error: Exception = DRIVER.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"  # type: ignore[attr-defined]  # as the driver sets it
    return error


class _Wire:
    """The connection as the group commit sees it, with a COMMIT that can fail either way."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.cursor = connection.cursor
        self.fault = Fault.NONE

    @property
    def in_transaction(self) -> bool:
        return bool(self._connection.in_transaction)

    def execute(self, statement: str) -> Any:
        if statement != "COMMIT":
            return self._connection.execute(statement)
        if self.fault is Fault.CUT_BEFORE_COMMIT:
            raise PowerCut
        if self.fault is Fault.COMMIT_REFUSED:
            raise _disk_full()
        done = self._connection.execute("ROLLBACK" if self.fault is Fault.COMMIT_LOST else "COMMIT")
        if self.fault is Fault.CUT_AFTER_COMMIT:
            raise PowerCut
        if self.fault in (Fault.COMMIT_LOST, Fault.COMMIT_KEPT):
            raise DRIVER.OperationalError("disk I/O error")
        return done
