"""All SQL of the events that receipts brought back."""

from typing import Any

from sqlalchemy import bindparam, func, insert, select

from service.journal.event import EventName
from service.receipts.tables import RecoveredEvent
from service.session import Session, columns_of, prepared

_ROW = columns_of(RecoveredEvent)
_ADD = prepared(insert(RecoveredEvent))
_HASH = prepared(
    select(_ROW.hash).where(_ROW.epoch == bindparam("epoch"), _ROW.seq == bindparam("seq"))
)
_COUNTS = prepared(
    select(_ROW.day, _ROW.kind, func.count())
    .group_by(_ROW.day, _ROW.kind)
    .order_by(_ROW.day, _ROW.kind)
)


def add_recovered(session: Session, fields: dict[str, Any]) -> None:
    session.run(_ADD, **fields)


def recovered_hash(session: Session, name: EventName) -> bytes | None:
    """The hash of an event that was brought back, or ``None``."""
    found: bytes | None = session.value(_HASH, epoch=name.epoch, seq=name.seq)
    return found


def count_recovered(session: Session) -> list[tuple[str | None, str, int]]:
    """How many events of each day and type were brought back."""
    return [(row[0], row[1], row[2]) for row in session.rows(_COUNTS)]
