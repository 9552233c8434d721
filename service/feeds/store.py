"""All SQL of the feeds."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import and_, bindparam, insert, select

from service.feeds.page import hash_entry
from service.feeds.tables import FeedItemRow, FeedPageRow, FeedPosition
from service.session import Session, columns_of, prepared, prepared_upsert


class Position(NamedTuple):
    """Up to where a feed has been applied; number 0 before its first item."""

    generation: int
    number: int
    head: bytes

    def __str__(self) -> str:
        return f"{self.generation}.{self.number}"


NOTHING_YET = Position(1, 0, b"")
"""Where a feed stands before its first item."""


class StoredPage(NamedTuple):
    """A page as it was taken in, without its items."""

    feed: str
    audience: str
    generation: int
    first: int
    last: int
    header: bytes


_ITEM = columns_of(FeedItemRow)
_PAGE = columns_of(FeedPageRow)
_PLACE = columns_of(FeedPosition)
_POSITION = prepared(
    select(_PLACE.generation, _PLACE.number, _PLACE.head).where(
        _PLACE.feed == bindparam("feed"), _PLACE.audience == bindparam("audience")
    )
)
_POSITIONS = prepared(
    select(_PLACE.feed, _PLACE.audience, _PLACE.generation, _PLACE.number).order_by(
        _PLACE.feed, _PLACE.audience
    )
)
_MOVE = prepared_upsert(FeedPosition)
_ADD_PAGE = prepared(insert(FeedPageRow))
_ADD_ITEM = prepared(insert(FeedItemRow))
_NEWEST_HEADERS = prepared(
    select(_PAGE.header).join(
        FeedPosition,
        and_(
            _PAGE.feed == _PLACE.feed,
            _PAGE.audience == _PLACE.audience,
            _PAGE.generation == _PLACE.generation,
            _PAGE.last == _PLACE.number,
        ),
    )
)
_PAGES = prepared(
    select(
        _PAGE.feed, _PAGE.audience, _PAGE.generation, _PAGE.first, _PAGE.last, _PAGE.header
    ).order_by(_PAGE.feed, _PAGE.audience, _PAGE.generation, _PAGE.first)
)
_ENTRIES = prepared(
    select(_ITEM.hash, _ITEM.bytes)
    .where(
        _ITEM.feed == bindparam("feed"),
        _ITEM.audience == bindparam("audience"),
        _ITEM.generation == bindparam("generation"),
        _ITEM.number.between(bindparam("first"), bindparam("last")),
    )
    .order_by(_ITEM.number)
)
_ALL_POSITIONS = prepared(
    select(_PLACE.feed, _PLACE.audience, _PLACE.generation, _PLACE.number, _PLACE.head)
)
_ITEMS = prepared(
    select(_ITEM.feed, _ITEM.audience, _ITEM.number, _ITEM.bytes)
    .where(_ITEM.bytes.is_not(None))
    .order_by(_ITEM.feed, _ITEM.audience, _ITEM.generation, _ITEM.number)
)


def position_of(session: Session, feed: str, audience: str) -> Position:
    """Where ``feed`` for ``audience`` stands; generation 1, number 0 when nothing was applied."""
    row = session.row(_POSITION, feed=feed, audience=audience)
    return Position(*row) if row else NOTHING_YET


def positions(session: Session) -> dict[str, str]:
    """Every feed's position as events carry it: ``{"members/all": "1.25000"}``."""
    return {
        f"{feed}/{audience}": f"{generation}.{number}"
        for feed, audience, generation, number in session.rows(_POSITIONS)
    }


def move_position(session: Session, feed: str, audience: str, position: Position) -> None:
    session.run(
        _MOVE,
        feed=feed,
        audience=audience,
        generation=position.generation,
        number=position.number,
        head=position.head,
    )


def add_page(session: Session, page: FeedPageRow) -> None:
    session.run(_ADD_PAGE, **page.model_dump())


def add_items(session: Session, rows: list[dict[str, object]]) -> None:
    """Add rows of ``FeedItemRow``, each with all its columns."""
    session.run_many(_ADD_ITEM, rows)


def newest_headers(session: Session) -> list[bytes]:
    """The signed header of the newest page of each feed."""
    return [row[0] for row in session.rows(_NEWEST_HEADERS)]


def all_pages(session: Session) -> list[StoredPage]:
    """Every page, each feed in order."""
    return [StoredPage(*row) for row in session.rows(_PAGES)]


def entries_of(session: Session, page: StoredPage) -> list[bytes]:
    """The entries of a page as it would be sent on: each item, or the mark of its hash."""
    where = page._asdict()
    del where["header"]
    rows = session.rows(_ENTRIES, **where)
    return [hash_entry(item_hash) if item is None else item for item_hash, item in rows]


def all_positions(session: Session) -> dict[tuple[str, str], Position]:
    """Every feed's position, by feed and audience."""
    return {(row[0], row[1]): Position(*row[2:]) for row in session.rows(_ALL_POSITIONS)}


def all_items(session: Session) -> Iterator[tuple[str, str, int, bytes]]:
    """(feed, audience, number, bytes) of every item still held, in feed order."""
    yield from session.rows(_ITEMS)
