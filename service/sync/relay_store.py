"""All SQL of the texts that the hub hands on."""

from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update

from service.session import Session, columns_of, prepared, prepared_upsert
from service.sync.relay_tables import RelayCursor, RelayedText
from service.vocabulary import Epoch, SiteNo


class Relayed(NamedTuple):
    """A text in its place in a site's inbox."""

    number: int
    text: str


_TEXT = columns_of(RelayedText)
_CURSOR = columns_of(RelayCursor)
_ADD = prepared(insert(RelayedText))
_LAST = prepared(select(func.max(_TEXT.number)).where(_TEXT.receiver == bindparam("receiver")))
_HELD = prepared(
    select(_TEXT.number).where(
        _TEXT.receiver == bindparam("receiver"), _TEXT.text == bindparam("text")
    )
)
_AFTER = prepared(
    select(_TEXT.number, _TEXT.text)
    .where(
        _TEXT.receiver == bindparam("receiver"),
        _TEXT.number > bindparam("after"),
        _TEXT.text != "",
    )
    .order_by(_TEXT.number)
    .limit(50)
)
_DROP = prepared(
    delete(RelayedText).where(
        _TEXT.receiver == bindparam("receiver_"), _TEXT.number < bindparam("taken_")
    )
)
_EMPTY = prepared(
    update(RelayedText)
    .where(_TEXT.receiver == bindparam("receiver_"), _TEXT.number == bindparam("taken_"))
    .values(text="")
)
_PUT_CURSOR = prepared_upsert(RelayCursor)
_FIND_CURSOR = prepared(
    select(_CURSOR.upto).where(
        _CURSOR.site == bindparam("site"), _CURSOR.epoch == bindparam("epoch")
    )
)
_CURSORS = prepared(select(_CURSOR.epoch, _CURSOR.upto).where(_CURSOR.site == bindparam("site")))


def add_text(session: Session, *, receiver: SiteNo, sender: SiteNo, text: str, at_ms: int) -> None:
    """Put a text into a site's inbox, unless it waits there already."""
    session.lock(f"inbox of {receiver}")
    if session.row(_HELD, receiver=receiver, text=text) is None:
        number = (session.value(_LAST, receiver=receiver) or 0) + 1
        session.run(_ADD, receiver=receiver, number=number, sender=sender, text=text, at_ms=at_ms)


def texts_for(session: Session, receiver: SiteNo, *, after: int) -> list[Relayed]:
    """The next fifty of a site's inbox."""
    return [Relayed(*row) for row in session.rows(_AFTER, receiver=receiver, after=after)]


def drop_taken(session: Session, receiver: SiteNo, *, taken: int) -> None:
    """Let go of what a site has heard, up to that number."""
    session.run(_DROP, receiver_=receiver, taken_=taken)
    session.run(_EMPTY, receiver_=receiver, taken_=taken)


def move_cursor(session: Session, site: SiteNo, epoch: Epoch, upto: int) -> None:
    known = session.value(_FIND_CURSOR, site=site, epoch=epoch) or 0
    session.run(_PUT_CURSOR, site=site, epoch=epoch, upto=max(known, upto))


def cursors_of(session: Session, site: SiteNo) -> dict[str, int]:
    """By epoch."""
    return {row[0]: row[1] for row in session.rows(_CURSORS, site=site)}
