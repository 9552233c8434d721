"""All SQL of the journal."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select

from service.journal.tables import JournalCheckpoint, JournalEpoch, JournalEvent
from service.session import OWN_JOURNAL, Session, columns_of, kept_until_changed, prepared
from service.vocabulary import Epoch


class Head(NamedTuple):
    """Where the chain of one epoch ends; seq 0 with the site record's hash before any event."""

    seq: int
    hash: bytes


class Checkpoint(NamedTuple):
    """A signed head; ``at_ms`` is when it was signed (UTC)."""

    epoch: Epoch
    seq: int
    head: bytes
    at_ms: int
    signature: bytes


class StoredEvent(NamedTuple):
    epoch: Epoch
    seq: int
    hash: bytes
    bytes: bytes


_EVENT = columns_of(JournalEvent)
_POINT = columns_of(JournalCheckpoint)
_BEGAN = columns_of(JournalEpoch)
_HEAD = prepared(
    select(_EVENT.seq, _EVENT.hash)
    .where(_EVENT.epoch == bindparam("epoch"))
    .order_by(_EVENT.seq.desc())
    .limit(1)
)
_HASH_AT = prepared(
    select(_EVENT.hash).where(_EVENT.epoch == bindparam("epoch"), _EVENT.seq == bindparam("seq"))
)
_FIND = prepared(
    select(_EVENT.epoch, _EVENT.seq, _EVENT.hash, _EVENT.bytes).where(
        _EVENT.epoch == bindparam("epoch"), _EVENT.seq == bindparam("seq")
    )
)
_EPOCHS = prepared(select(_BEGAN.epoch, _BEGAN.signed_record).order_by(_BEGAN.epoch))
_EPOCH = prepared(select(_BEGAN.epoch).where(_BEGAN.epoch == bindparam("epoch")))
_ADD_EPOCH = prepared(insert(JournalEpoch))
_APPEND = prepared(
    insert(JournalEvent).values(
        epoch=bindparam("epoch"),
        seq=bindparam("seq"),
        hash=bindparam("hash"),
        bytes=bindparam("bytes"),
    )
)
_AFTER = prepared(
    select(
        _EVENT.position,
        _EVENT.epoch,
        _EVENT.seq,
        _EVENT.hash,
        _EVENT.bytes,
    )
    .where(_EVENT.position > bindparam("after"))
    .order_by(_EVENT.position)
    .limit(bindparam("count"))
)
_NEWEST = prepared(select(_EVENT.bytes).order_by(_EVENT.position.desc()).limit(bindparam("count")))
_AFTER_SEQ = prepared(
    select(_EVENT.epoch, _EVENT.seq, _EVENT.hash, _EVENT.bytes)
    .where(_EVENT.epoch == bindparam("epoch"), _EVENT.seq > bindparam("after"))
    .order_by(_EVENT.seq)
    .limit(bindparam("count"))
)
_NEWEST_CHECKPOINT = prepared(
    select(_POINT.seq)
    .where(_POINT.epoch == bindparam("epoch"))
    .order_by(_POINT.seq.desc())
    .limit(1)
)
_NEWEST_EVENTS = prepared(
    select(_EVENT.epoch, _EVENT.seq, _EVENT.hash, _EVENT.bytes)
    .order_by(_EVENT.position.desc())
    .limit(bindparam("count"))
)
_CHECKPOINT_FROM = prepared(
    select(_POINT.epoch, _POINT.seq, _POINT.head, _POINT.at_ms, _POINT.signature)
    .where(_POINT.epoch == bindparam("epoch"), _POINT.seq >= bindparam("least"))
    .order_by(_POINT.seq)
    .limit(1)
)
_CHECKPOINT_BETWEEN = prepared(
    select(_POINT.epoch, _POINT.seq, _POINT.head, _POINT.at_ms, _POINT.signature)
    .where(
        _POINT.epoch == bindparam("epoch"),
        _POINT.seq.between(bindparam("first"), bindparam("last")),
    )
    .order_by(_POINT.seq.desc())
    .limit(1)
)
_DROP_CHECKPOINT = prepared(
    delete(JournalCheckpoint).where(
        _POINT.epoch == bindparam("epoch_"), _POINT.seq == bindparam("seq_")
    )
)
_ADD_CHECKPOINT = prepared(insert(JournalCheckpoint))
_CHECKPOINTS = prepared(
    select(
        _POINT.epoch,
        _POINT.seq,
        _POINT.head,
        _POINT.at_ms,
        _POINT.signature,
    ).order_by(_POINT.epoch, _POINT.seq)
)


def head_of(session: Session, epoch: Epoch, genesis: bytes) -> Head:
    """The last event of ``epoch``, or ``genesis`` at seq 0."""
    return _last(session, epoch) or Head(0, genesis)


@kept_until_changed(JournalEvent)
def _last(session: Session, epoch: Epoch) -> Head | None:
    row = session.row(_HEAD, epoch=epoch)
    return Head(*row) if row else None


def hash_at(session: Session, epoch: Epoch, seq: int) -> bytes | None:
    """The chain's hash after one event, or ``None`` where there is none."""
    found: bytes | None = session.value(_HASH_AT, epoch=epoch, seq=seq)
    return found


def find_event(session: Session, epoch: Epoch, seq: int) -> StoredEvent | None:
    """One event as written, or ``None`` where there is none."""
    row = session.row(_FIND, epoch=epoch, seq=seq)
    return StoredEvent(*row) if row else None


def keep_epoch(session: Session, epoch: Epoch, signed_record: bytes) -> None:
    """Remember the record an epoch began from; the first one stands, for h(0) is its hash."""
    session.lock(OWN_JOURNAL)
    if session.row(_EPOCH, epoch=epoch) is None:
        session.run(_ADD_EPOCH, epoch=epoch, signed_record=signed_record)


def signed_records(session: Session) -> dict[Epoch, bytes]:
    """The signed site record of every epoch of this journal."""
    return {Epoch(row[0]): row[1] for row in session.rows(_EPOCHS)}


def extend(session: Session, stored: StoredEvent) -> None:
    """Append what comes after the head of its epoch, and is the head from then on."""
    append(session, stored)
    session.know(_last, stored.epoch, answer=Head(stored.seq, stored.hash))


def append(session: Session, stored: StoredEvent) -> None:
    session.run(_APPEND, epoch=stored.epoch, seq=stored.seq, hash=stored.hash, bytes=stored.bytes)


def all_events(session: Session, *, page_size: int = 1000) -> Iterator[StoredEvent]:
    """Every event of this machine in the order written."""
    after = 0
    while rows := session.rows(_AFTER, after=after, count=page_size):
        for position, *rest in rows:
            after = position
            yield StoredEvent(*rest)


def events_after(
    session: Session, epoch: Epoch, after: int, *, page_size: int = 1000
) -> Iterator[StoredEvent]:
    """Every event of one epoch above a seq, in the order of seq."""
    while rows := session.rows(_AFTER_SEQ, epoch=epoch, after=after, count=page_size):
        for row in rows:
            yield StoredEvent(*row)
        after = rows[-1][1]


def newest_bytes(session: Session, *, count: int) -> list[bytes]:
    """The bytes of the last ``count`` events, newest first."""
    return [row[0] for row in session.rows(_NEWEST, count=count)]


def newest(session: Session, *, count: int) -> list[StoredEvent]:
    """The last ``count`` events, newest first."""
    return [StoredEvent(*row) for row in session.rows(_NEWEST_EVENTS, count=count)]


@kept_until_changed(JournalCheckpoint)
def newest_checkpoint_seq(session: Session, epoch: Epoch) -> int | None:
    seq: int | None = session.value(_NEWEST_CHECKPOINT, epoch=epoch)
    return seq


def checkpoint_from(session: Session, epoch: Epoch, least: int) -> Checkpoint | None:
    """The first signed head of an epoch that is not below a seq."""
    row = session.row(_CHECKPOINT_FROM, epoch=epoch, least=least)
    return Checkpoint(*row) if row else None


def checkpoint_between(session: Session, epoch: Epoch, first: int, last: int) -> Checkpoint | None:
    """The last signed head of an epoch within these bounds."""
    row = session.row(_CHECKPOINT_BETWEEN, epoch=epoch, first=first, last=last)
    return Checkpoint(*row) if row else None


def newest_checkpoint(session: Session, epoch: Epoch) -> Checkpoint | None:
    seq = newest_checkpoint_seq(session, epoch)
    return None if seq is None else checkpoint_from(session, epoch, seq)


def drop_checkpoint(session: Session, epoch: Epoch, seq: int) -> None:
    session.run(_DROP_CHECKPOINT, epoch_=epoch, seq_=seq)


def add_checkpoint(session: Session, checkpoint: Checkpoint) -> None:
    """Keep a signed head that lies above all others of its epoch."""
    session.run(_ADD_CHECKPOINT, **checkpoint._asdict())
    session.know(newest_checkpoint_seq, checkpoint.epoch, answer=checkpoint.seq)


def all_checkpoints(session: Session) -> list[Checkpoint]:
    return [Checkpoint(*row) for row in session.rows(_CHECKPOINTS)]
