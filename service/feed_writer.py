"""Say something new on a feed, in the transaction in which it was decided: the hub's feed writer.

One writer at a time (an advisory lock on PostgreSQL); a number is given inside the commit, so that
numbers have no gaps whichever of the hub's processes gives them (docs/protocol.md, Feeds).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from service.feeds import store
from service.feeds.apply_items import FeedAppliers
from service.feeds.apply_page import PageApplied, apply_page
from service.feeds.page import FOR_ALL, Place, open_page, sign_page
from service.journal.act import Act
from service.kit import canonical_json
from service.kit.cose import Flaw
from service.session import Session
from service.sites.authority import Authority
from service.sites.identity import SiteIdentity
from service.sites.load_trust import load_keys

ITEMS_A_PAGE: Final = 2_000
FEED_WRITER: Final = "feed writer"
"""The lock of whoever decides by what the feeds hold, and then says something on one."""


@dataclass(frozen=True, slots=True)
class FeedKey:
    """What lets this machine write feeds: the authority's signing keys, which the root certified,
    and what its own tables make of an item."""

    authority: Authority
    identity: SiteIdentity
    appliers: FeedAppliers


class CannotSign(Exception):
    """The signing key's record has lapsed, or is of another root; nothing was said."""


def write_feed(
    act: Act,
    feed: str,
    items: Sequence[dict[str, Any]],
    *,
    key: FeedKey,
    audience: str = FOR_ALL,
) -> int:
    """Sign ``items`` as the next pages of ``feed``, apply them here and record who said so; the
    number of the last item of the feed. For no items nothing is signed. Raises ``CannotSign``."""
    act.session.lock(FEED_WRITER)
    for start in range(0, len(items), ITEMS_A_PAGE):
        chunk = [canonical_json.encode(item) for item in items[start:][:ITEMS_A_PAGE]]
        _write_page(act, feed, audience, chunk, key)
    return store.position_of(act.session, feed, audience).number


def _write_page(act: Act, feed: str, audience: str, items: list[bytes], key: FeedKey) -> None:
    place = next_place(act.session, feed, audience)
    at_ms = act.moment.at_ms
    data = sign_page(place, items, signer=key.authority.feeds, at_ms=at_ms)
    page = open_page(data, load_keys(act.session, key.identity.trust), at_ms=at_ms)
    if isinstance(page, Flaw):
        raise CannotSign(page)
    header = data.partition(b"\n")[0]
    done = apply_page(act.session, page, header, site=key.identity.site, appliers=key.appliers)
    assert isinstance(done, PageApplied), f"the next page does not apply: {done}"
    act.record(
        "feed.written",
        {
            "feed": feed,
            "audience": audience,
            "generation": page.generation,
            "first": page.first,
            "last": page.last,
            "head": page.head.hex(),
        },
    )


def next_place(session: Session, feed: str, audience: str) -> Place:
    """Where the next page of a feed stands."""
    held = store.position_of(session, feed, audience)
    return Place(feed, audience, held.generation, held.number + 1, held.head)
