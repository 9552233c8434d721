"""A site that answers and records nothing: every screen says why, to anybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.console.back_up import back_up
from service.console.recover_tail import recover_tail
from service.console.restore_site import restore_site
from service.open_site import database_path
from tests.browser.manners import judge
from tests.browser.people import People
from tests.browser.screens import Screens, Terminals
from tests.browser.site import Site
from tests.processes.rooms import Room, under_page_limit

SEEN_WITHIN = 15


@pytest.fixture
def cramped(city: Path, tmp_path: Path) -> Iterator[tuple[Site, Room]]:
    """A site of one test's own, whose disk can be filled."""
    with under_page_limit(city, tmp_path / "own") as (site, room):
        site.start()
        yield site, room
        site.stop()


def pair_all(site: Site) -> Terminals:
    """The screens, paired while the site still can."""
    terminals = Terminals(site)
    for surface in ("kiosk", "officer", "display"):
        terminals.cookies(surface)
    return terminals


def test_a_restored_site_says_so_on_every_screen_and_goes_on_with_its_tail(
    screens: Screens, own_site: Site, tmp_path: Path
) -> None:
    terminals = pair_all(own_site)
    old = back_up(own_site.settings, tmp_path / "backups").path
    kiosk, station = screens.kiosk(at=terminals), screens.locked_station(at=terminals)
    kiosk.scan(People(own_site.folder).somebody().card)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    records_before = len(terminals.records())
    for screen in screens.opened:
        screen.watch.site_may_die = screen.watch.site_may_refuse = True
    own_site.stop()
    aside = restore_site(own_site.settings, old) / database_path(own_site.settings).name
    own_site.start()

    kiosk.shows("out.title", within=SEEN_WITHIN)
    kiosk.says("out.why.records", within=SEEN_WITHIN)
    judge(kiosk, "kiosk", "phone")
    station.shows("stop.title.restored_behind_anchor", within=SEEN_WITHIN)
    expect(station.page.locator("code").first).to_have_text("twogate recover tail FILE")
    judge(station, "desk", "phone")
    display = screens.display(at=terminals, fake_time=True)
    display.says("not_writing")
    judge(display, "hall", "desk")

    display.watch.site_may_die = True
    own_site.stop()
    assert isinstance(recover_tail(own_site.settings, aside), int)
    own_site.start()
    kiosk.shows("attract.title", within=SEEN_WITHIN)
    station.shows("lock.title", within=SEEN_WITHIN)
    assert len(terminals.records()) == records_before


def test_a_full_disk_is_said_and_goes_away_with_its_cause(
    cramped: tuple[Site, Room], screens: Screens
) -> None:
    # The site comes first so that it outlives the pages.
    site, room = cramped
    people, terminals = People(site.folder), pair_all(site)
    station = screens.station("2001", at=terminals)
    stranger = screens.open("officer", site=site)
    display = screens.display(at=terminals, fake_time=True)
    kiosk = screens.kiosk(at=terminals)
    for screen in screens.opened:
        screen.watch.site_may_refuse = True
    room.fill()
    kiosk.scan(people.somebody().card)
    kiosk.press("who.goods")
    kiosk.shows("out.title", within=SEEN_WITHIN)
    kiosk.says("out.why.full")
    kiosk.says("out.paper")
    station.says("stop.title.disk_full", within=SEEN_WITHIN)
    station.says("counter.title")
    stranger.shows("stop.title.disk_full", within=SEEN_WITHIN)
    display.comes_to_say("not_writing", within=SEEN_WITHIN)
    judge(kiosk, "kiosk", "phone")
    judge(stranger, "desk", "phone")

    room.free()
    kiosk.shows("attract.title", within=SEEN_WITHIN)
    expect(station.page.get_by_text(station.t("stop.title.disk_full"))).to_have_count(0)
    kiosk.scan(people.somebody().card)
    kiosk.press("who.goods")
    kiosk.press("today.later")
    kiosk.shows("done.entered")
