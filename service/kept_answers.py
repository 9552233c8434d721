"""Answers kept by idempotency key: a retried request gets the same answer, not a second act."""

from typing import NamedTuple

from sqlalchemy import BigInteger, Index, bindparam, delete, insert, or_, select

from service.session import Session, columns_of, holds_bytes, prepared
from service.stored_row import Field, StoredRow

KEPT_MS = 35 * 24 * 3600 * 1000
"""35 days: longer than the 30 a site must live alone (docs/protocol.md, Idempotency)."""


class KeptAnswer(StoredRow):
    """Not derived from the journal: answers are kept for clients, not for the record."""

    __tablename__ = "kept_answers"
    __table_args__ = (Index("kept_answers_by_age", "at_ms"),)

    key: str = Field(primary_key=True)
    caller: str
    digest: str
    at_ms: int = Field(sa_type=BigInteger)
    status: int
    media_type: str
    body: bytes


class Answer(NamedTuple):
    """An HTTP answer: status, media type, body."""

    status: int
    media_type: str
    body: bytes


class Kept(NamedTuple):
    """An answer with the caller and the body digest it is bound to; ``at_ms`` when it was given."""

    key: str
    caller: str
    digest: str
    at_ms: int
    answer: Answer


_KEPT = columns_of(KeptAnswer)
_FIND = prepared(
    select(
        _KEPT.key,
        _KEPT.caller,
        _KEPT.digest,
        _KEPT.at_ms,
        _KEPT.status,
        _KEPT.media_type,
        _KEPT.body,
    ).where(_KEPT.key == bindparam("key"))
)
_KEEP = prepared(insert(KeptAnswer))
_FORGET = prepared(delete(KeptAnswer).where(_KEPT.at_ms < bindparam("before_ms")))
_FORGET_HOLDING = prepared(
    delete(KeptAnswer).where(
        or_(
            holds_bytes(_KEPT.body, bindparam("before_more")),
            holds_bytes(_KEPT.body, bindparam("at_the_end")),
        )
    )
)


def find(session: Session, key: str) -> Kept | None:
    row = session.row(_FIND, key=key)
    return Kept(row[0], row[1], row[2], row[3], Answer(row[4], row[5], row[6])) if row else None


def keep(session: Session, kept: Kept) -> None:
    session.run(
        _KEEP,
        key=kept.key,
        caller=kept.caller,
        digest=kept.digest,
        at_ms=kept.at_ms,
        status=kept.answer.status,
        media_type=kept.answer.media_type,
        body=kept.answer.body,
    )


def forget_old(session: Session, now_ms: int) -> int:
    """Drop answers older than 35 days; how many."""
    return forget_before(session, now_ms - KEPT_MS)


def forget_before(session: Session, before_ms: int) -> int:
    """Drop answers given before then (ms, UTC); how many."""
    return session.run(_FORGET, before_ms=before_ms)


def forget_holding(session: Session, mark: bytes) -> int:
    """Drop the answers whose JSON holds this member of an object (``"member":10000012``); how many.

    Whoever asks again with their keys is judged anew."""
    return session.run(_FORGET_HOLDING, before_more=mark + b",", at_the_end=mark + b"}")
