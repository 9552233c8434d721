"""Many works in one commit: each in a savepoint of its own, all answered once it is durable."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.connection import DRIVER
from service.session import Session

Work = Callable[[Session], Any]


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


@dataclass(slots=True)
class Outcome:
    """What became of one work of a commit group: its value, or the exception that undid it."""

    value: Any = None
    error: BaseException | None = None

    def result(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


class GroupCommit:
    """Commits many works at once: a savepoint each, one COMMIT, then all are answered.

    ``before_commit`` runs inside the transaction (the journal signs its checkpoint there);
    ``after_commit`` runs once it is durable, then what the works asked for by
    ``session.when_durable``, all before anybody is answered. ``make_room`` is asked when the disk
    is full; if it gave some back, the group is tried once more. ``told`` is what readers go by
    (``Session.catch_up``).
    """

    def __init__(
        self,
        connection: Any,
        *,
        before_commit: Callable[[Session], None] = lambda session: None,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self.session = Session(connection, keeps=True)
        self._execute = connection.execute
        self.before_commit = before_commit
        self.after_commit = after_commit
        self.make_room: Callable[[], bool] = lambda: False
        self.told: Mapping[str, int] = {}

    def run(self, works: Iterable[Work]) -> list[Outcome]:
        """Run every work; a failing one undoes itself alone, a failing COMMIT fails them all.

        Works may come one by one while those before them run; the group is what has come by then.
        """
        taken: list[Work] = []
        outcomes = self._run_all(_keeping(works, taken))
        if refused_by(outcomes) == StorageFault.DISK_FULL and self.make_room():
            outcomes = self._run_all(iter(taken))
        self.told = self.session.versions
        return outcomes

    def _run_all(self, coming: Iterator[Work]) -> list[Outcome]:
        self.session.effects.clear()
        taken = 0
        outcomes: list[Outcome] = []
        try:
            self._execute("BEGIN IMMEDIATE")
            for work in coming:
                taken += 1
                outcomes.append(self._run_one(work))
            self.before_commit(self.session)
            self._execute("COMMIT")
        except DRIVER.Error as fault:
            self._undo()
            refusal = _refusal_of(fault)
            if refusal is None:
                raise
            refused = taken + sum(1 for _ in coming)
            return [Outcome(error=NotWriting(refusal)) for _ in range(refused)]
        try:
            self.after_commit()
        except OSError:
            return [Outcome(error=NotWriting(StorageFault.ANCHOR_LOST)) for _ in range(taken)]
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
            if isinstance(error, DRIVER.OperationalError) and _refusal_of(error):
                raise
            self._execute("ROLLBACK TO work")
            self._execute("RELEASE work")
            self.session.forget_kept()
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
        self.session.forget_kept()
        # SQLite has already rolled back by itself after some faults; then there is nothing to undo.
        if self.session.in_transaction:
            self._execute("ROLLBACK")


def _keeping(works: Iterable[Work], kept: list[Work]) -> Iterator[Work]:
    for work in works:
        kept.append(work)
        yield work


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
