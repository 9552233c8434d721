"""Take in one signed page of a feed: whole, in order, and only from the authority."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.feeds import store
from service.feeds.page import FOR_ALL, Page
from service.feeds.tables import FeedPageRow
from service.kit import canonical_json
from service.session import Session
from service.vocabulary import SiteNo


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One thing the authority said, in its place: number ``number`` of ``feed``."""

    feed: str
    number: int
    data: dict[str, Any]


FeedApply = Callable[[Session, FeedItem], None]
FeedAppliers = Mapping[str, FeedApply]


class PageRefusal(StrEnum):
    """Why a well-signed page is not taken in here and now."""

    ALREADY_HELD = "page_already_held"
    NOT_NEXT = "page_not_next"
    DOES_NOT_LINK = "page_does_not_link"
    NOT_FOR_US = "page_not_for_this_site"


@dataclass(frozen=True, slots=True)
class PageApplied:
    """A page was taken in; its feed now stands at ``number``. It was signed at ``signed_at_ms``."""

    feed: str
    audience: str
    number: int
    signed_at_ms: int


def apply_page(
    session: Session, page: Page, header: bytes, *, site: SiteNo, appliers: FeedAppliers
) -> PageApplied | PageRefusal:
    """Store ``page`` (already verified, with its signed ``header``) and apply its items in order.

    Numbers are gapless per feed and audience and each page links to the one before, so a page
    out of order, or for another site, is refused and nothing changes.
    """
    refusal = _judge(page, store.position_of(session, page.feed, page.audience), site)
    if refusal:
        return refusal
    store.add_page(session, _page_row(page, header))
    store.add_items(session, _item_rows(page))
    _apply_items(session, page, appliers)
    store.move_position(
        session, page.feed, page.audience, store.Position(page.generation, page.last, page.head)
    )
    return PageApplied(page.feed, page.audience, page.last, page.signed_at_ms)


def apply_item(session: Session, item: FeedItem, appliers: FeedAppliers) -> None:
    """Let the item's slice change its tables; a type nobody applies changes none."""
    apply = appliers.get(item.data["type"])
    if apply is not None:
        apply(session, item)


def replay_feeds(session: Session, stored: Session, appliers: FeedAppliers) -> int:
    """Apply every held item of ``stored`` to the tables of ``session``; how many."""
    count = 0
    for feed, _, number, written in store.all_items(stored):
        item = FeedItem(feed, number, canonical_json.decode(written))
        apply_item(session, item, appliers)
        count += 1
    return count


def _judge(page: Page, position: store.Position, site: SiteNo) -> PageRefusal | None:
    if page.audience not in (FOR_ALL, site):
        return PageRefusal.NOT_FOR_US
    here = (page.generation, page.first)
    if here <= (position.generation, position.number):
        return PageRefusal.ALREADY_HELD
    if here != (position.generation, position.number + 1):
        return PageRefusal.NOT_NEXT
    if page.previous != position.head:
        return PageRefusal.DOES_NOT_LINK
    return None


def _page_row(page: Page, header: bytes) -> FeedPageRow:
    return FeedPageRow(
        feed=page.feed,
        audience=page.audience,
        generation=page.generation,
        first=page.first,
        last=page.last,
        head=page.head,
        header=header,
    )


def _item_rows(page: Page) -> list[dict[str, object]]:
    """Plain rows: to make 25,000 objects of the table's class takes longer than to store them."""
    feed = {"feed": page.feed, "audience": page.audience, "generation": page.generation}
    return [
        {**feed, "number": page.first + offset, "hash": page.hashes[offset], "bytes": item}
        for offset, item in enumerate(page.items)
    ]


def _apply_items(session: Session, page: Page, appliers: FeedAppliers) -> None:
    for offset, written in enumerate(page.items):
        if written is not None:
            item = FeedItem(page.feed, page.first + offset, canonical_json.decode(written))
            apply_item(session, item, appliers)
