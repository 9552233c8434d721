"""Take in one signed page of a feed: whole, in order, and only from the authority."""

from dataclasses import dataclass
from enum import StrEnum

from service.feeds import store
from service.feeds.apply_items import FeedAppliers, apply_items
from service.feeds.page import FOR_ALL, Page
from service.session import Session
from service.vocabulary import HUB, SiteNo


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
    out of order, or for another site, is refused and nothing changes. An item that this software
    cannot apply is held and told; it holds nobody else up. The hub takes in what is for any site.
    """
    session.lock(f"feed {page.feed}/{page.audience}")
    refusal = _judge(page, store.position_of(session, page.feed, page.audience), site)
    if refusal:
        return refusal
    store.add_page(session, _page_row(page, header))
    store.add_items(session, _item_rows(page))
    apply_items(session, _items_held(page), appliers)
    store.move_position(
        session, page.feed, page.audience, store.Position(page.generation, page.last, page.head)
    )
    return PageApplied(page.feed, page.audience, page.last, page.signed_at_ms)


def replay_feeds(session: Session, stored: Session, appliers: FeedAppliers) -> int:
    """Apply every held item of ``stored`` to the tables of ``session``; how many."""
    return apply_items(session, store.all_items(stored), appliers)


def _judge(page: Page, position: store.Position, site: SiteNo) -> PageRefusal | None:
    if page.audience not in (FOR_ALL, site) and site != HUB:
        return PageRefusal.NOT_FOR_US
    here = (page.generation, page.first)
    if here <= (position.generation, position.number):
        return PageRefusal.ALREADY_HELD
    if here != (position.generation, position.number + 1):
        return PageRefusal.NOT_NEXT
    if page.previous != position.head:
        return PageRefusal.DOES_NOT_LINK
    return None


def _page_row(page: Page, header: bytes) -> dict[str, object]:
    return {
        "feed": page.feed,
        "audience": page.audience,
        "generation": page.generation,
        "first": page.first,
        "last": page.last,
        "head": page.head,
        "header": header,
    }


def _item_rows(page: Page) -> list[dict[str, object]]:
    """Plain rows: to make 25,000 objects of the table's class takes longer than to store them."""
    feed = {"feed": page.feed, "audience": page.audience, "generation": page.generation}
    return [
        {**feed, "number": page.first + offset, "hash": page.hashes[offset], "bytes": item}
        for offset, item in enumerate(page.items)
    ]


def _items_held(page: Page) -> list[store.StoredItem]:
    return [
        store.StoredItem(
            store.ItemPlace(page.feed, page.audience, page.generation, page.first + offset), item
        )
        for offset, item in enumerate(page.items)
        if item is not None
    ]
