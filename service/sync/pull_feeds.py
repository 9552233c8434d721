"""Fetch from the hub the pages that this site does not hold, and take them in as from a file."""

from typing import Final

from service.sync.bring_pages import PageRefused
from service.sync.hub_line import HubLine, LineFailure, LineFault
from service.sync.messages import HelloBody, PlaceBody
from service.sync.pull_snapshot import PAYS_FROM_ITEMS, Downloads, pull_snapshot
from service.sync.site_at_line import SiteAtLine

NOTHING_HELD: Final = "1.0"
ALREADY_HELD: Final = "page_already_held"
FIRST_FEED: Final = "sites"
"""Before all others: it brings the keys by which they are believed."""


def pull_feeds(line: HubLine, site: SiteAtLine, hello: HelloBody, downloads: Downloads) -> int:
    """Take in every page up to where the hub's greeting, which the site has believed, says that
    the feeds stand, each in order; how many. A long feed of which nothing is held yet comes as a
    snapshot, and then page by page.

    A feed whose page is refused is left there, and the others go on; then ``PageRefused`` is
    raised. Raises ``LineFault``; the pages before it are applied.
    """
    pages = 0
    refused: list[str] = []
    for place in sorted(hello.feeds, key=lambda each: (each.feed != FIRST_FEED, each.feed)):
        try:
            if place.number >= PAYS_FROM_ITEMS and _holds_nothing(site, place):
                pages += pull_snapshot(line, site, place, hello.record, downloads)
            pages += _pull(line, site, place)
        except PageRefused as fault:
            refused.append(str(fault))
    if refused:
        raise PageRefused("; ".join(refused))
    return pages


def _pull(line: HubLine, site: SiteAtLine, place: PlaceBody) -> int:
    name, pages = f"{place.feed}/{place.audience}", 0
    while _is_behind(held := site.positions().get(name, NOTHING_HELD), place):
        target = f"/sync/v1/feeds/{place.feed}?audience={place.audience}&after={held}"
        answer = line.ask("GET", target)
        if answer.status_code == 204:
            break
        if answer.status_code != 200:
            raise LineFault(LineFailure.REFUSED, "feed")
        refusal = site.take(answer.content)
        if refusal == ALREADY_HELD and site.positions().get(name, NOTHING_HELD) != held:
            continue  # somebody brought it on a stick meanwhile
        if refusal:
            raise PageRefused(f"{name} after {held}: {refusal}")
        pages += 1
    return pages


def _holds_nothing(site: SiteAtLine, place: PlaceBody) -> bool:
    return site.positions().get(f"{place.feed}/{place.audience}", NOTHING_HELD) == NOTHING_HELD


def _is_behind(held: str, place: PlaceBody) -> bool:
    generation, _, number = held.partition(".")
    return (int(generation), int(number)) < (place.generation, place.number)
