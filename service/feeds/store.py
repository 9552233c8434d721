"""All SQL of the feeds."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, func, insert, null, select, tuple_, update

from service.feeds.page import hash_entry
from service.feeds.tables import FeedItemRow, FeedPageRow, FeedPosition, QuarantinedItem
from service.session import (
    Session,
    columns_of,
    holds_bytes,
    kept_until_changed,
    prepared,
    prepared_upsert,
)


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


class ItemPlace(NamedTuple):
    """Which item of which feed."""

    feed: str
    audience: str
    generation: int
    number: int


class Aside(NamedTuple):
    """An item that was put aside: which, of what type, why, and by which software."""

    feed: str
    audience: str
    generation: int
    number: int
    type: str
    reason: str
    software: str


class StoredItem(NamedTuple):
    """An item that is still held, in its place."""

    place: ItemPlace
    bytes: bytes


_ITEM = columns_of(FeedItemRow)
_ASIDE = columns_of(QuarantinedItem)
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
_PAGE_AFTER = prepared(
    select(_PAGE.feed, _PAGE.audience, _PAGE.generation, _PAGE.first, _PAGE.last, _PAGE.header)
    .where(
        _PAGE.feed == bindparam("feed"),
        _PAGE.audience == bindparam("audience"),
        tuple_(_PAGE.generation, _PAGE.first)
        > tuple_(bindparam("generation"), bindparam("number")),
    )
    .order_by(_PAGE.generation, _PAGE.first)
    .limit(1)
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
_HELD = select(_ITEM.feed, _ITEM.audience, _ITEM.generation, _ITEM.number, _ITEM.bytes).where(
    _ITEM.bytes.is_not(None)
)
_ITEMS = prepared(_HELD.order_by(_ITEM.feed, _ITEM.audience, _ITEM.generation, _ITEM.number))
_ITEMS_FROM = prepared(
    _HELD.where(
        _ITEM.feed == bindparam("feed"),
        _ITEM.audience == bindparam("audience"),
        tuple_(_ITEM.generation, _ITEM.number)
        >= tuple_(bindparam("generation"), bindparam("number")),
    ).order_by(_ITEM.generation, _ITEM.number)
)
_ITEMS_OF = prepared(
    _HELD.where(_ITEM.feed == bindparam("feed")).order_by(
        _ITEM.audience, _ITEM.generation, _ITEM.number
    )
)
_ITEMS_HOLDING = prepared(
    _HELD.where(_ITEM.feed == bindparam("feed"), holds_bytes(_ITEM.bytes, bindparam("needle")))
)
_HERE = and_(
    _ITEM.feed == bindparam("feed_"),
    _ITEM.audience == bindparam("audience_"),
    _ITEM.generation == bindparam("generation_"),
    _ITEM.number == bindparam("number_"),
)
_LEAVE_HASH = prepared(update(FeedItemRow).where(_HERE).values(bytes=null()))
_QUARANTINE = prepared_upsert(QuarantinedItem)
_RELEASE = prepared(
    delete(QuarantinedItem).where(
        _ASIDE.feed == bindparam("feed_"),
        _ASIDE.audience == bindparam("audience_"),
        tuple_(_ASIDE.generation, _ASIDE.number)
        >= tuple_(bindparam("generation_"), bindparam("number_")),
    )
)
_QUARANTINED = prepared(
    select(*_ASIDE)
    .order_by(_ASIDE.feed, _ASIDE.audience, _ASIDE.generation, _ASIDE.number)
    .limit(bindparam("count"))
)
_QUARANTINED_BEFORE = prepared(
    select(_ASIDE.feed, _ASIDE.audience, _ASIDE.generation, _ASIDE.number)
    .where(_ASIDE.software != bindparam("software"))
    .order_by(_ASIDE.feed, _ASIDE.audience, _ASIDE.generation, _ASIDE.number)
)
_COUNT_QUARANTINED = prepared(select(func.count()).select_from(QuarantinedItem))


def position_of(session: Session, feed: str, audience: str) -> Position:
    """Where ``feed`` for ``audience`` stands; generation 1, number 0 when nothing was applied."""
    row = session.row(_POSITION, feed=feed, audience=audience)
    return Position(*row) if row else NOTHING_YET


@kept_until_changed(FeedPosition)
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


def add_page(session: Session, row: dict[str, object]) -> None:
    """Add a row of ``FeedPageRow`` with all its columns."""
    session.run(_ADD_PAGE, **row)


def add_items(session: Session, rows: list[dict[str, object]]) -> None:
    """Add rows of ``FeedItemRow``, each with all its columns."""
    session.run_many(_ADD_ITEM, rows)


def newest_headers(session: Session) -> list[bytes]:
    """The signed header of the newest page of each feed."""
    return [row[0] for row in session.rows(_NEWEST_HEADERS)]


def all_pages(session: Session) -> list[StoredPage]:
    """Every page, each feed in order."""
    return [StoredPage(*row) for row in session.rows(_PAGES)]


def page_after(
    session: Session, feed: str, audience: str, *, generation: int, number: int
) -> StoredPage | None:
    """The first page of a feed that begins above a position; ``None`` where it ends there."""
    row = session.row(
        _PAGE_AFTER, feed=feed, audience=audience, generation=generation, number=number
    )
    return StoredPage(*row) if row else None


def entries_of(session: Session, page: StoredPage) -> list[bytes]:
    """The entries of a page as it would be sent on: each item, or the mark of its hash."""
    where = page._asdict()
    del where["header"]
    rows = session.rows(_ENTRIES, **where)
    return [hash_entry(item_hash) if item is None else item for item_hash, item in rows]


def all_positions(session: Session) -> dict[tuple[str, str], Position]:
    """Every feed's position, by feed and audience."""
    return {(row[0], row[1]): Position(*row[2:]) for row in session.rows(_ALL_POSITIONS)}


def all_items(session: Session) -> Iterator[StoredItem]:
    """Every item still held, in feed order."""
    for row in session.rows(_ITEMS):
        yield StoredItem(ItemPlace(*row[:4]), row[4])


def items_from(session: Session, first: ItemPlace) -> list[StoredItem]:
    """The items of one feed and audience still held, from ``first`` on."""
    rows = session.rows(_ITEMS_FROM, **first._asdict())
    return [StoredItem(ItemPlace(*row[:4]), row[4]) for row in rows]


def items_of(session: Session, feed: str) -> Iterator[StoredItem]:
    """Every item of a feed still held, each audience in order."""
    for row in session.rows(_ITEMS_OF, feed=feed):
        yield StoredItem(ItemPlace(*row[:4]), row[4])


def items_holding(session: Session, feed: str, needle: bytes) -> list[StoredItem]:
    """The items of a feed, for whatever audience, whose bytes contain ``needle``."""
    rows = session.rows(_ITEMS_HOLDING, feed=feed, needle=needle)
    return [StoredItem(ItemPlace(*row[:4]), row[4]) for row in rows]


def leave_hash(session: Session, place: ItemPlace) -> None:
    """Destroy an item's bytes. Its hash stays, so that the page around it still verifies."""
    session.run(_LEAVE_HASH, **_here(place))


def quarantine(session: Session, item: Aside) -> None:
    session.run(_QUARANTINE, **item._asdict())


def release_from(session: Session, first: ItemPlace) -> None:
    """Take the items of one feed and audience out of quarantine, from ``first`` on."""
    session.run(_RELEASE, **_here(first))


def quarantined(session: Session, *, count: int) -> list[Aside]:
    """The first items that are held and not applied."""
    return [Aside(*row) for row in session.rows(_QUARANTINED, count=count)]


def quarantined_before(session: Session, software: str) -> list[ItemPlace]:
    """For each feed and audience the first item that another software put aside."""
    firsts: dict[tuple[str, str], ItemPlace] = {}
    for row in session.rows(_QUARANTINED_BEFORE, software=software):
        firsts.setdefault((row[0], row[1]), ItemPlace(*row))
    return list(firsts.values())


def count_quarantined(session: Session) -> int:
    return int(session.value(_COUNT_QUARANTINED))


def _here(place: ItemPlace) -> dict[str, str | int]:
    return {f"{name}_": value for name, value in place._asdict().items()}
