"""All SQL of what a site has heard from the hub."""

from typing import NamedTuple

from sqlalchemy import bindparam, select

from service.session import Session, columns_of, prepared, prepared_upsert
from service.sync.tables import SyncMark, SyncTry
from service.vocabulary import Epoch


class KeptMark(NamedTuple):
    """A row of ``sync_marks``."""

    epoch: Epoch
    text: str
    stored_seq: int
    durable_seq: int
    confirmed: int
    aside: int
    signed_ms: int


class KeptTry(NamedTuple):
    """When the hub was last tried (ms, UTC), what came of it, and when it last answered."""

    tried_ms: int
    outcome: str
    reached_ms: int | None


_MARK = columns_of(SyncMark)
_TRY = columns_of(SyncTry)
_PUT_MARK = prepared_upsert(SyncMark)
_FIND_MARK = prepared(select(*_MARK).where(_MARK.epoch == bindparam("epoch")))
_MARKS = prepared(select(*_MARK).order_by(_MARK.epoch))
_PUT_TRY = prepared_upsert(SyncTry)
_FIND_TRY = prepared(
    select(_TRY.tried_ms, _TRY.outcome, _TRY.reached_ms).where(_TRY.line == bindparam("line"))
)
_THE_LINE = 1


def put_mark(session: Session, mark: KeptMark) -> None:
    session.run(_PUT_MARK, **mark._asdict())


def find_mark(session: Session, epoch: Epoch) -> KeptMark | None:
    row = session.row(_FIND_MARK, epoch=epoch)
    return KeptMark(*row) if row else None


def all_marks(session: Session) -> list[KeptMark]:
    return [KeptMark(*row) for row in session.rows(_MARKS)]


def put_try(session: Session, tried: KeptTry) -> None:
    session.run(_PUT_TRY, line=_THE_LINE, **tried._asdict())


def last_try(session: Session) -> KeptTry | None:
    """The last attempt to reach the hub; ``None`` at a site that never had one."""
    row = session.row(_FIND_TRY, line=_THE_LINE)
    return KeptTry(*row) if row else None
