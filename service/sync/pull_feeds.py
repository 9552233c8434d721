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
    held = site.positions()
    for place in sorted(hello.feeds, key=lambda each: (each.feed != FIRST_FEED, each.feed)):
        here = held.get(_name(place), NOTHING_HELD)
        try:
            if place.number >= PAYS_FROM_ITEMS and here == NOTHING_HELD:
                pages += pull_snapshot(line, site, place, hello.record, downloads)
                here = site.positions().get(_name(place), NOTHING_HELD)
            pages += _pull(line, site, place, here)
        except PageRefused as fault:
            refused.append(str(fault))
    if refused:
        raise PageRefused("; ".join(refused))
    return pages


def _pull(line: HubLine, site: SiteAtLine, place: PlaceBody, held: str) -> int:
    pages = 0
    while _is_behind(held, place):
        target = f"/sync/v1/feeds/{place.feed}?audience={place.audience}&after={held}"
        answer = line.ask("GET", target)
        if answer.status_code == 204:
            break
        if answer.status_code != 200:
            raise LineFault(LineFailure.REFUSED, "feed")
        refusal = site.take(answer.content)
        before, held = held, site.positions().get(_name(place), NOTHING_HELD)
        if refusal == ALREADY_HELD and held != before:
            continue  # somebody brought it on a stick meanwhile
        if refusal:
            raise PageRefused(f"{_name(place)} after {before}: {refusal}")
        pages += 1
    return pages


def _name(place: PlaceBody) -> str:
    return f"{place.feed}/{place.audience}"


def _is_behind(held: str, place: PlaceBody) -> bool:
    generation, _, number = held.partition(".")
    return (int(generation), int(number)) < (place.generation, place.number)
