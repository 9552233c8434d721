"""Sites and the hub come together: over the line, whatever becomes of it on the way."""

from contextlib import suppress
from unittest.mock import patch

import httpx

from service.journal.events import CATALOGUE, EventKind
from service.session import Session
from service.sync.run_sync import SyncRun, run_sync
from tests.simulation.invariants.centre import NEWER
from tests.simulation.line import Line
from tests.simulation.world import World
from tests.simulation.writer import Fault


def sync(world: World) -> None:
    """One run of the sync at this site, as its loop makes it."""
    world.observer.look(world.site)
    run = run_once(world)
    world.trace("  sync: %s", run or "broken off")
    world.observer.look(world.site)
    look_at_centre(world)


def run_once(world: World) -> SyncRun | None:
    """``None`` when the site went down, or stumbled, in the middle of it."""
    line, site = world.land.lines[world.site.no].ends()
    try:
        return run_sync(line, site)
    except (OSError, httpx.HTTPError):
        return None


def bring_pages_to_centre(world: World) -> None:
    """The authority's new pages are brought to the hub."""
    centre = world.land.centre
    assert centre is not None
    for feed in world.authority.feeds.values():
        for page in feed.pages_after(centre.position(feed.name)):
            if centre.tell("/v1/feeds/pages", page) != 201:
                return


def line_changes(world: World) -> None:
    """The network goes, or comes back."""
    line = _line(world)
    line.is_cut = not line.is_cut
    world.trace("  the line of %s is %s", world.site.no, "cut" if line.is_cut else "there")


def late_request_arrives(world: World) -> None:
    """What the network had kept arrives at the hub, out of its order."""
    with suppress(httpx.HTTPError):
        _line(world).deliver_late()
    look_at_centre(world)


def hub_power_cut(world: World) -> None:
    """The power of the hub goes."""
    assert world.land.centre is not None
    world.land.centre.crash()
    look_at_centre(world)


def newer_software_speaks(world: World) -> None:
    """This site had a newer software for a moment: it has written what the hub does not know."""
    site = world.site.site

    def speak(session: Session) -> object:
        return site.act(session).record(NEWER, {})

    with patch.dict(CATALOGUE, {NEWER: EventKind(1, frozenset(), "what nobody here knows yet")}):
        world.site.database.commit([speak], Fault.NONE)


def look_at_centre(world: World) -> None:
    """Hold what the hub has stored since against what its sites committed."""
    assert world.land.centre is not None
    world.land.centre.look()


def _line(world: World) -> Line:
    return world.land.lines[world.site.no]
