"""An officer without a mouse: signs in, admits, takes back, looks up, opens every screen, locks."""

from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.site import PINS

RING = """() => { const style = getComputedStyle(document.activeElement);
  return document.activeElement === document.body || document.activeElement.tagName === 'H1'
    || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2); }"""
STOPS = "() => document.querySelectorAll('a, button, input, select, [tabindex]').length"


def type_by_hand(station: Screen, digits: str) -> None:
    """So slowly that nobody takes it for a reader, and Enter."""
    station.page.keyboard.type(digits, delay=80)
    station.page.wait_for_timeout(80)
    station.keys("Enter")


def tab_to(station: Screen, name: str) -> None:
    """Go to a button or field by Tab alone; on the way the focus can always be seen."""
    for _ in range(station.page.evaluate(STOPS) + 2):
        station.keys("Tab")
        assert station.page.evaluate(RING), "the focus cannot be seen"
        here = station.page.evaluate(
            "(document.activeElement.ariaLabel ?? document.activeElement.innerText ?? '').trim()"
        )
        if here.removesuffix("Alt S").strip() == name:  # the next button begins with the same word
            return
    raise AssertionError(f"no way by Tab to {name}")


def test_the_whole_path_goes_by_keys(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    station, member = screens.locked_station("keys"), people.somebody()
    station.shows("lock.title")
    type_by_hand(station, "2001")
    station.says("lock.pin_sentence")
    type_by_hand(station, PINS["2001"])
    station.shows("counter.title")
    type_by_hand(station, member.digits)
    station.shows("verdict.admit")
    station.says("case.attest")
    station.page.wait_for_timeout(260)
    station.keys("Enter")
    station.shows("done.entered")
    station.keys("Alt+u")
    station.says("annul.title")
    station.keys("ArrowDown", "Enter")
    station.shows("counter.title")
    assert terminals.records("2001")[0]["outcome"] == "annulled"
    for place, title in enumerate(("look_up", "day", "goods", "terminals", "officers"), 2):
        station.keys(f"Alt+{place}")
        station.shows(f"{title}.title")
    station.keys("Alt+1")
    station.shows("counter.title")
    station.keys("Alt+l")
    station.shows("lock.locked")


def test_every_thing_on_the_counter_is_reached_by_tab_and_seen(
    screens: Screens, people: People
) -> None:
    kiosk, station = screens.kiosk(), screens.station("1001")
    kiosk.scan(people.somebody().card)
    kiosk.press("who.goods")
    kiosk.press("today.later")
    kiosk.shows("done.entered")
    lane = station.t("lanes.call_in", lane=station.t("lane.goods"))
    expect(station.page.get_by_role("button", name=lane)).to_be_enabled()
    tab_to(station, lane)
    station.keys("Enter")
    station.says("called.title")
    tab_to(station, station.t("called.served"))
    station.keys("Space")
    expect(station.page.locator("section[aria-labelledby=called]")).to_have_count(0)
