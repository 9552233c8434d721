"""Fetch from the hub the pages that this site does not hold, and take them in as from a file."""

from collections.abc import Sequence
from typing import Final

from service.sync.bring_pages import PageRefused
from service.sync.hub_line import HubLine, LineFailure, LineFault
from service.sync.messages import PlaceBody
from service.sync.site_at_line import SiteAtLine

NOTHING_HELD: Final = "1.0"
ALREADY_HELD: Final = "page_already_held"
FIRST_FEED: Final = "sites"
"""Before all others: it brings the keys by which they are believed."""


def pull_feeds(line: HubLine, site: SiteAtLine, places: Sequence[PlaceBody]) -> int:
    """Take in every page up to ``places``, each feed in order; how many.

    A feed whose page is refused is left there, and the others go on; then ``PageRefused`` is
    raised. Raises ``LineFault``; the pages before it are applied.
    """
    pages = 0
    refused: list[str] = []
    held = site.positions()
    for place in sorted(places, key=lambda each: (each.feed != FIRST_FEED, each.feed)):
        try:
            pages += _pull(line, site, place, held.get(_name(place), NOTHING_HELD))
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
