"""Make every derived table again from journal and feeds, and compare it with what is there."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from service.journal import store
from service.journal.apply import Appliers, apply_event
from service.journal.event import Event
from service.session import Row, Session
from service.stored_row import StoredRow


@dataclass(frozen=True, slots=True)
class TableProof:
    """One derived table: its rows, and whether the replay gives the same ones."""

    table: str
    rows: int
    equal: bool


def replay_journal(session: Session, stored: Session, appliers: Appliers) -> int:
    """Apply every event of ``stored`` to the empty tables of ``session``; how many."""
    count = 0
    for written in store.all_events(stored):
        apply_event(session, Event.from_bytes(written.bytes), appliers)
        count += 1
    return count


def compare_tables(live: Session, rebuilt: Session, names: Iterable[str]) -> list[TableProof]:
    """Compare tables by the hash of all their rows in key order."""
    proofs = []
    for name in sorted(names):
        here, count = _digest(live, name)
        there, _ = _digest(rebuilt, name)
        proofs.append(TableProof(name, count, here == there))
    return proofs


def _digest(session: Session, name: str) -> tuple[bytes, int]:
    table = StoredRow.metadata.tables[name]
    columns = [column.name for column in table.columns]
    keys = [key.name for key in table.primary_key]
    rows: list[Row] = session.columns_in_order(name, columns, keys)
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr([_as_stored(value) for value in row]).encode())
    return digest.digest(), len(rows)


def _as_stored(value: object) -> object:
    """SQLite keeps a truth value as 0 or 1, PostgreSQL as itself: one proof serves both."""
    return int(value) if isinstance(value, bool) else value
