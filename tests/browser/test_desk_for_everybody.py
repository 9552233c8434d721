"""Each screen of station and display pleases: three languages, large text, desk and phone, axe."""

import re
from collections.abc import Callable
from itertools import count
from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route, expect

from service.storage.rules import StorageWarning
from tests.browser.manners import judge
from tests.browser.people import People
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.site import PINS, Site

SHOWN_RECORDS: Final = 6
HOUR_MS: Final = 3600 * 1000
PILES: Final = count()
Way = Callable[[Screens, People], Screen]


def desk(screens: Screens) -> Screen:
    """A supervisor's station with so few records that axe does not read them for minutes."""
    return screens.station("2002", before=show_few_records)


def show_few_records(page: Page) -> None:
    def shorten(route: Route) -> None:
        route.continue_(url=re.sub(r"limit=\d+", f"limit={SHOWN_RECORDS}", route.request.url))

    page.route("**/v1/check-ins?limit=*", shorten)


def sign_in(screens: Screens, people: People) -> Screen:
    station = screens.locked_station()
    station.shows("lock.title")
    return station


def wrong_pin(screens: Screens, people: People) -> Screen:
    station = sign_in(screens, people)
    station.sign_in("4004", "918273")
    station.says("problems.wrong_code_or_pin")
    return station


def first_time(screens: Screens, people: People) -> Screen:
    station = sign_in(screens, people)
    station.page.get_by_label(station.t("lock.code")).fill("4004")
    station.keys("Enter")
    station.press("lock.first_time")
    station.shows("set_pin.title")
    return station


def locked(screens: Screens, people: People) -> Screen:
    station = desk(screens)
    station.keys("Alt+l")
    station.shows("lock.locked")
    return station


def no_station(screens: Screens, people: People) -> Screen:
    terminals = screens.terminals
    page = screens.open("officer", site=terminals.site, cookies=terminals.cookies("kiosk"))
    page.shows("lock.no_station")
    return page


def counter(screens: Screens, people: People) -> Screen:
    """With records of all kinds, a ticket called, and the reasons of an annulment."""
    kiosk = screens.kiosk()
    for person in (people.somebody(), people.somebody("suspended")):
        kiosk.scan(person.card)
        kiosk.page.locator("main button").first.wait_for()
    kiosk.scan(people.somebody().card)
    kiosk.press("who.goods")
    kiosk.press("today.later")
    kiosk.shows("done.entered")
    station = desk(screens)
    station.button("lanes.call_in", lane=station.t("lane.goods")).click()
    station.says("called.title")
    station.page.get_by_role("button", name=station.t("annul.short")).first.click()
    station.says("annul.title")
    return station


def admit(screens: Screens, people: People) -> Screen:
    station = desk(screens)
    station.scan(people.somebody().card)
    station.shows("verdict.admit")
    station.says("person.certificate")
    return station


def attest(screens: Screens, people: People) -> Screen:
    station = desk(screens)
    station.page.get_by_placeholder(station.t("scan.placeholder")).fill(people.somebody().digits)
    station.keys("Enter")
    station.shows("verdict.admit")
    return station


def refuse(screens: Screens, people: People) -> Screen:
    station = desk(screens)
    station.scan(people.somebody("suspended").card)
    station.shows("verdict.refuse")
    station.says("person.certificate")
    return station


def nobody(screens: Screens, people: People) -> Screen:
    station = desk(screens)
    station.scan("NO CARD AT ALL")
    station.shows("verdict.again")
    return station


def done(screens: Screens, people: People) -> Screen:
    station = admit(screens, people)
    station.keys("Enter")
    station.shows("done.entered")
    return station


def annul(screens: Screens, people: People) -> Screen:
    """A record is about to be taken back, with a reason. Newer ones may push it down meanwhile."""
    station = done(screens, people)
    station.keys("Enter")
    today = station.page.locator("section.today")
    today.get_by_role("button", name=station.t("annul.short")).first.click()
    today.get_by_label(station.t("annul.wrong_person")).check()
    return station


def look_up(screens: Screens, people: People) -> Screen:
    station, person = desk(screens), people.somebody()
    station.keys("Alt+2")
    station.page.get_by_label(station.t("look_up.number")).fill(person.digits)
    station.keys("Enter")
    station.says("person.certificate")
    return station


def trade_day(screens: Screens, people: People) -> Screen:
    station = desk(screens)
    station.keys("Alt+3")
    station.press("close.button")
    expect(station.button("close.confirm")).to_be_visible()
    return station


def troubled_storage(screens: Screens, people: People) -> Screen:
    """Every warning about the storage at once, and a proof that failed since one held."""
    station = screens.station("2002", before=show_troubled_storage)
    station.keys("Alt+3")
    station.says("storage.proof_old")
    return station


def show_troubled_storage(page: Page) -> None:
    def trouble(route: Route) -> None:
        answer = route.fetch()
        said: dict[str, Any] = answer.json()
        now: int = said["clock"]["now"]
        proof = {"at": now - HOUR_MS, "holds": False, "held_at": now - 31 * HOUR_MS}
        storage = {**said["storage"], "warnings": list(StorageWarning), "proof": proof}
        route.fulfill(response=answer, json={**said, "storage": storage})

    show_few_records(page)
    page.route("**/v1/status", trouble)


def paper(screens: Screens, people: People) -> Screen:
    """Slips are out; one of them is being keyed. Each test hands out slips of its own."""
    station = trade_day(screens, people)
    station.press("outage.paper")
    station.says("paper.open_title")
    first = 1 + 10 * next(PILES)
    station.page.get_by_label(station.t("paper.first")).first.fill(str(first))
    station.page.get_by_label(station.t("paper.last")).first.fill(str(first + 4))
    station.press("paper.open")
    station.says("paper.key_title")
    return station


def receipts(screens: Screens, people: People) -> Screen:
    station = trade_day(screens, people)
    station.press("outage.receipts")
    station.says("receipts.last")
    return station


def lost_card(screens: Screens, people: People) -> Screen:
    station = look_up(screens, people)
    station.press("lost_card.button")
    station.page.get_by_role("group", name=station.t("lost_card.button")).wait_for()
    return station


def opening(screens: Screens, people: People) -> Screen:
    """A day that two officers must vouch for."""
    station = desk(screens)
    station.page.route("**/v1/day", say_closed)
    station.keys("Alt+3")
    station.says("second.title")
    return station


def step_up(screens: Screens, people: People) -> Screen:
    """Asked for while a terminal is being taken away and another one waits for its code."""
    station = desk(screens)
    station.keys("Alt+5")
    station.page.get_by_label(station.t("offer.name")).fill("大门左侧")
    station.press("offer.button")
    station.says("offer.valid")
    row = station.page.get_by_role("row").filter(has_text="大门左侧")
    row.get_by_role("button").click()
    question = station.page.get_by_role("row").filter(has=station.page.locator("fieldset"))
    question.get_by_role("button", name=station.t("revoke.confirm"), exact=True).click()
    station.says("step_up.title")
    return station


def officers(screens: Screens, people: People) -> Screen:
    station = desk(screens)
    station.keys("Alt+6")
    station.shows("officers.title")
    station.says("officers.pin_set")
    return station


def say_closed(route: Route) -> None:
    answer = route.fetch()
    said: dict[str, Any] = answer.json()
    route.fulfill(response=answer, json={**said, "state": "closed", "needs": "second_officer"})


DESK: Final[tuple[Way, ...]] = (
    *(sign_in, wrong_pin, first_time, locked, no_station, counter, admit, attest, refuse, nobody),
    *(done, annul, look_up, trade_day, troubled_storage, opening, step_up, officers),
    *(paper, receipts, lost_card),
)


@pytest.mark.parametrize("way", DESK, ids=lambda way: way.__name__)
def test_a_screen_pleases_every_officer(screens: Screens, people: People, way: Way) -> None:
    judge(way(screens, people), "desk", "phone")


def test_the_display_pleases_everybody_in_the_hall(screens: Screens, people: People) -> None:
    kiosk, station = screens.kiosk(), screens.station("1001")
    for _ in range(2):
        kiosk.scan(people.somebody().card)
        kiosk.press("who.goods")
        kiosk.press("today.later")
        kiosk.shows("done.entered")
        station.button("lanes.call_in", lane=station.t("lane.goods")).click()
        station.press("called.served")
        expect(station.page.locator("section[aria-labelledby=called]")).to_have_count(0)
    display = screens.display(fake_time=True)
    display.page.locator("section[aria-labelledby=now] .number").wait_for()
    judge(display, "hall", "desk")


def test_a_closed_day_pleases_on_slip_and_display(screens: Screens, own_site: Site) -> None:
    terminals = Terminals(own_site)
    station = screens.station("2001", at=terminals)
    display = screens.display(at=terminals, fake_time=True)
    station.keys("Alt+3")
    station.press("close.button")
    station.press("close.confirm")
    station.give_pin(PINS["2001"])
    station.says("slip.closed")
    judge(station, "desk", "phone")
    display.speak("zh-CN")  # it has turned on by itself meanwhile
    display.comes_to_say("closed_sentence", within=5)
    judge(display, "hall", "desk")
