"""The officer station does with goods what the kiosk does, at speed, and what only officers do."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from service.console.site_at_hand import fresh_key
from tests.browser.manners import judge
from tests.browser.people import People, Person
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.site import PINS

Way = Callable[[Screens, People], Screen]

PEPPER: Final = "胡椒"
STARCH: Final = "木薯淀粉"
LIMIT_FEN: Final = 800_000
DECLARATIONS: Final = "/v1/declarations"


def post(terminals: Terminals, path: str, body: dict[str, Any]) -> dict[str, Any]:
    with terminals.client(terminals.signed_in("1001")) as client:
        said: dict[str, Any] = (
            client.post(path, json=body, headers=fresh_key()).raise_for_status().json()
        )
    return said


def comes_with_goods(terminals: Terminals, person: Person) -> Person:
    post(terminals, "/v1/check-ins", {"member": person.member, "lane": "goods"})
    return person


def declares(terminals: Terminals, person: Person, grams: int, **others: Any) -> dict[str, Any]:
    """Pepper at about 45 yuan a kilo, witnessed at the station."""
    line = {"goods": "pepper", "origin": "VN", "amount": grams, "value_fen": grams * 45 // 10}
    said = {"member": person.member, "lines": [line], "confirmed": [0], "excess": "dutiable"}
    return post(terminals, DECLARATIONS, said | {"presence": "officer_attested"} | others)


def goods_of(screens: Screens, person: Person, officer: str = "1001") -> Screen:
    station = screens.station(officer)
    station.press("nav.goods")
    station.shows("goods.title")
    station.page.get_by_label(station.t("look_up.number")).fill(person.digits)
    station.keys("Enter")
    station.says("goods.of_member")
    return station


def enter(station: Screen, name: str, amount: str) -> None:
    """A line by keyboard: goods, amount, Enter."""
    form = station.page.locator(".fields")
    form.get_by_label(station.t("file.goods")).select_option(label=name)
    form.get_by_label(station.t("file.kilos"), exact=True).fill(amount)
    with station.page.expect_response("**/v1/declarations/assess"):
        station.keys("Enter")


def withdrawing_among_all(screens: Screens, people: People) -> Screen:
    person = comes_with_goods(screens.terminals, people.somebody())
    declares(screens.terminals, person, 2_000)
    station = screens.station("1001")
    station.press("nav.goods")
    station.says("goods.newest")
    station.page.locator("article").first.wait_for()
    station.press("goods.withdraw")
    station.says("withdraw.title")
    return station


def filing(screens: Screens, people: People) -> Screen:
    person = comes_with_goods(screens.terminals, people.somebody())
    station = goods_of(screens, person)
    enter(station, PEPPER, "500")
    enter(station, "芒果", "12.5")
    station.says("line.partly_exempt")
    return station


def withdrawing(screens: Screens, people: People) -> Screen:
    person = comes_with_goods(screens.terminals, people.somebody())
    declares(screens.terminals, person, 2_000)
    station = goods_of(screens, person)
    station.press("goods.withdraw")
    station.says("withdraw.title")
    return station


def overriding(screens: Screens, people: People) -> Screen:
    person = comes_with_goods(screens.terminals, people.somebody())
    declares(screens.terminals, person, 500_000)
    station = goods_of(screens, person, "2002")
    station.press("override.button")
    station.says("override.title")
    return station


WAYS: Final[tuple[Way, ...]] = (withdrawing_among_all, filing, overriding)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_screen_of_goods_at_the_station_pleases_everybody(
    screens: Screens, people: People, way: Way
) -> None:
    judge(way(screens, people), "desk", "phone")


def test_an_officer_files_for_a_member_who_stands_there(screens: Screens, people: People) -> None:
    person = comes_with_goods(screens.terminals, people.somebody())
    station = goods_of(screens, person)
    enter(station, STARCH, "12.5")
    station.says("line.exempt")
    with station.page.expect_response(f"**{DECLARATIONS}") as answer:
        station.keys("Alt+f")
    said = answer.value.json()
    station.says("goods.done.filed")
    assert (said["state"], said["presence"], said["officer"]) == (
        "filed",
        "officer_attested",
        "1001",
    )
    station.says("goods.state.filed")
    station.says("state.saved")


def test_a_card_before_the_reader_opens_its_member(screens: Screens, people: People) -> None:
    person = comes_with_goods(screens.terminals, people.somebody())
    declares(screens.terminals, person, 1_000)
    station = screens.station("1001")
    station.press("nav.goods")
    station.shows("goods.title")
    station.scan(person.card)
    station.says("goods.of_member")
    expect(station.page.locator("article")).to_have_count(1)


def test_who_is_not_here_declares_nothing_and_the_station_says_so(
    screens: Screens, people: People
) -> None:
    station = goods_of(screens, people.somebody())
    form = station.page.locator(".fields")
    form.get_by_label(station.t("file.goods")).select_option(label=STARCH)
    form.get_by_label(station.t("file.kilos"), exact=True).fill("1")
    station.keys("Enter")
    station.says("goods.on_foot")


def test_a_declaration_is_withdrawn_with_its_reason(screens: Screens, people: People) -> None:
    station = withdrawing(screens, people)
    station.keys("Enter")
    station.says("goods.done.withdrawn")
    station.says("goods.state.withdrawn")
    expect(station.button("goods.withdraw")).to_have_count(0)


def test_what_waits_for_quota_is_filed_at_the_station(screens: Screens, people: People) -> None:
    person = comes_with_goods(screens.terminals, people.somebody())
    waiting = declares(screens.terminals, person, 500_000, excess="leave")
    assert waiting["state"] == "pending"
    station = goods_of(screens, person)
    station.says("goods.state.pending")
    station.press("goods.complete")
    station.says("goods.done.filed")
    station.says("goods.state.filed")


def test_only_a_supervisor_is_offered_an_override(screens: Screens, people: People) -> None:
    person = comes_with_goods(screens.terminals, people.somebody())
    declares(screens.terminals, person, 500_000)
    station = goods_of(screens, person)
    expect(station.page.locator("article")).to_have_count(1)
    expect(station.button("override.button")).to_have_count(0)


def test_an_override_takes_a_reason_the_pin_and_another_officer_and_is_counted_apart(
    screens: Screens, people: People
) -> None:
    station = overriding(screens, people)
    station.page.get_by_label(station.t("override.hardship")).check()
    station.page.get_by_label(station.t("second.code")).fill("2001")
    station.page.get_by_label(station.t("second.pin"), exact=True).fill(PINS["2001"])
    with station.page.expect_response("**/override"):
        station.keys("Enter")
    station.says("step_up.title")
    station.give_pin(PINS["2002"])
    station.says("goods.done.overridden")
    station.says("override.hardship")
    station.press("nav.day")
    station.says("totals.overridden_fen")
