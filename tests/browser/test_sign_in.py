"""Officers sign in with code and PIN, are locked out when they walk off, and find their place."""

from playwright.sync_api import expect

from tests.browser.people import People
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.site import NEWCOMER, PINS

LOCKS_AFTER = 90


def wake(station: Screen, officer: str) -> None:
    """Back at the desk: any key, then the PIN."""
    station.keys("Space")
    station.shows("lock.unlock_title")
    station.give_pin(PINS[officer])


def test_a_badge_and_a_pin_open_the_counter(screens: Screens) -> None:
    station = screens.locked_station("badge")
    station.shows("lock.title")
    station.scan("1001")
    station.says("lock.officer", officer="1001")
    station.give_pin(PINS["1001"])
    station.shows("counter.title")


def test_a_wrong_pin_and_an_unknown_officer_sound_alike(screens: Screens) -> None:
    station = screens.locked_station("strangers")
    station.sign_in("1001", "918273")
    station.says("problems.wrong_code_or_pin")
    station.press("lock.another")
    station.sign_in("7777", "918273")
    station.says("problems.wrong_code_or_pin")


def test_a_member_card_signs_nobody_in(screens: Screens, people: People) -> None:
    station = screens.locked_station("strangers")
    station.shows("lock.title")
    station.scan(people.somebody().card)
    station.says("lock.odd_scan")


def test_five_wrong_pins_make_an_officer_wait(screens: Screens) -> None:
    station = screens.locked_station("guesser")
    with station.page.expect_response("**/v1/session"):
        station.sign_in("9001", "918273")
    for _ in range(4):
        with station.page.expect_response("**/v1/session"):
            station.give_pin("918273")
    station.says("lock.wait")
    station.page.get_by_label(station.t("lock.pin"), exact=True).fill(PINS["9001"])
    expect(station.button("lock.enter")).to_be_disabled()


def test_a_newcomer_sets_a_pin_with_the_one_time_code(
    screens: Screens, terminals: Terminals
) -> None:
    station = screens.locked_station("newcomer")
    station.sign_in(NEWCOMER, "000000")
    station.shows("set_pin.title")
    station.page.get_by_label(station.t("set_pin.code")).fill(
        terminals.site.one_time_code(NEWCOMER)
    )
    station.keys("Enter")
    for key in ("set_pin.pin", "set_pin.again"):
        station.page.get_by_label(station.t(key), exact=True).fill("580347")
        station.keys("Enter")
    station.shows("roster.title")  # the newcomer is an operator


def test_a_station_left_alone_locks_and_the_officer_comes_back_to_the_same_place(
    screens: Screens,
) -> None:
    station = screens.station("1001", fake_time=True)
    station.keys("Alt+2")
    station.shows("look_up.title")
    station.wait(LOCKS_AFTER - 2)
    station.shows("look_up.title")
    station.wait(3)
    station.shows("lock.locked")
    wake(station, "1001")
    station.shows("look_up.title")


def test_a_locked_station_shows_no_member_and_records_no_scan(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    station, member = screens.station("1001", fake_time=True), people.somebody()
    station.scan(member.card)
    station.shows("verdict.admit")
    group = member.group
    expect(station.page.locator("h2#who")).to_be_visible()
    assert group in station.page.content()
    station.keys("Alt+l")
    station.shows("lock.locked")
    # By the group: a member's masked name may be that of the officer, who is named on the lock.
    expect(station.page.locator("h2#who")).to_have_count(0)
    assert group not in station.page.content()
    before = terminals.records()
    station.scan(member.card)
    station.shows("lock.unlock_title")
    expect(station.page.get_by_label(station.t("lock.pin"), exact=True)).to_have_value("")
    assert terminals.records() == before


def test_another_officer_finds_nothing_of_the_first(screens: Screens, people: People) -> None:
    station, member = screens.station("1001"), people.somebody()
    station.keys("Alt+2")
    station.page.get_by_label(station.t("look_up.number")).fill(member.digits)
    station.keys("Enter")
    station.says("person.certificate")
    station.keys("Alt+l")
    station.shows("lock.locked")
    station.keys("Space")
    station.press("lock.another")
    station.sign_in("2001")
    station.shows("counter.title")
    station.keys("Alt+2")
    station.shows("look_up.title")
    expect(station.page.locator("h2#who")).to_have_count(0)


def test_who_signs_out_leaves_a_station_that_asks_for_a_code(screens: Screens) -> None:
    station = screens.station("1001")
    station.press("nav.sign_out")
    station.shows("lock.title")
    station.page.reload()
    station.shows("lock.title")
