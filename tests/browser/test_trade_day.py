"""A supervisor closes the day, gets its slip, and opens the next one, with the PIN once more."""

import re

from playwright.sync_api import expect

from service.console.site_at_hand import site_at_hand
from service.demo.prepare_demo import DEMO_SITE
from service.feeds.archive import archive_of
from service.kit.clock import SystemClock
from service.policies.sign_notice import sign_notice
from service.sites.authority import load_authority
from service.sync.bring_pages import bring_pages
from tests.browser.people import People
from tests.browser.screens import Screens, Terminals
from tests.browser.site import PINS, Site


def test_a_day_is_closed_and_the_next_one_opened(screens: Screens, own_site: Site) -> None:
    people, terminals = People(own_site.folder), Terminals(own_site)
    station = screens.station("2001", at=terminals)
    kiosk, display = screens.kiosk(at=terminals), screens.display(at=terminals)
    station.press("nav.day")
    station.shows("day.title")
    station.press("close.button")
    station.press("close.confirm")
    station.says("step_up.title")
    station.give_pin("111111")
    station.says("step_up.wrong")
    station.give_pin(PINS["2001"])
    station.says("slip.closed")
    expect(station.page.locator("article.slip")).to_contain_text(station.t("day.head"))
    kiosk.says("attract.closed")
    kiosk.scan(people.somebody().card)
    kiosk.shows("refused.closed")
    kiosk.press("refused.finish")
    expect(display.page.get_by_role("heading", name=display.t("closed"))).to_be_visible()
    head = station.page.locator("article.slip .head").inner_text()
    station.page.reload()
    station.shows("counter.title")
    station.press("nav.day")
    station.press("slip.again")
    expect(station.page.locator("article.slip .head")).to_have_text(head)
    station.press("open.button")
    expect(station.button("close.button")).to_be_visible()
    kiosk.scan(people.somebody().card)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    assert terminals.records("1001")[0]["outcome"] == "entered"


def test_a_notice_closes_the_site_on_every_screen(screens: Screens, own_site: Site) -> None:
    people, terminals = People(own_site.folder), Terminals(own_site)
    station = screens.station("1001", at=terminals)
    kiosk, display = screens.kiosk(at=terminals), screens.display(at=terminals)
    close_by_notice(own_site)
    for screen in (kiosk, station, display):
        told = screen.page.get_by_text(
            re.compile("因台风关闭|Đóng cửa vì bão|because of a typhoon")
        )
        expect(told.first).to_be_visible(timeout=15_000)
    kiosk.says("attract.shut")
    station.says("site.closed")
    kiosk.scan(people.somebody().card)
    kiosk.shows("frame.shut")
    assert terminals.records("1001")[0]["outcome"] == "site_closed"


def close_by_notice(site: Site) -> None:
    directory = site.folder / "authority"
    archive = archive_of(directory, load_authority(directory))
    now_ms = SystemClock().now().at_ms
    message = {"zh": "因台风关闭", "vi": "Đóng cửa vì bão", "en": "Closed because of a typhoon"}
    said = {"state": "closed", "from_ms": now_ms, "message": message}
    pages = sign_notice(archive, DEMO_SITE, said, at_ms=now_ms)
    with site_at_hand(site.settings) as at_hand:
        bring_pages(pages, at_hand, progress=lambda done, of: None)


def test_an_officer_who_is_no_supervisor_reads_the_day_only(screens: Screens) -> None:
    station = screens.station("1001")
    station.keys("Alt+3")
    station.shows("day.title")
    station.says("day.supervisor_only")
    expect(station.button("close.button")).to_have_count(0)
