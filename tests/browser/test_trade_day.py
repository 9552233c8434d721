"""A supervisor closes the day, gets its slip, and opens the next one, with the PIN once more."""

from playwright.sync_api import expect

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


def test_an_officer_who_is_no_supervisor_reads_the_day_only(screens: Screens) -> None:
    station = screens.station("1001")
    station.keys("Alt+3")
    station.shows("day.title")
    station.says("day.supervisor_only")
    expect(station.button("close.button")).to_have_count(0)
