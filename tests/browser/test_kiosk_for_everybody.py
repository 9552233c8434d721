"""Each screen of the kiosk pleases everybody: three languages, large text, big fingers, axe."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import Route

from tests.browser.manners import faults_of, judge
from tests.browser.people import People
from tests.browser.screen import Screen, Size
from tests.browser.screens import Screens
from tests.browser.words import LANGUAGES, Language

Way = Callable[[Screens, People], Screen]


def attract(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk()
    kiosk.shows("attract.title")
    kiosk.says("frame.open")
    return kiosk


def attract_closed(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk(fake_time=True)
    kiosk.page.route("**/v1/status", close_the_day)
    kiosk.comes_to_say("attract.closed", within=10)
    return kiosk


def attract_shut(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk(fake_time=True)
    kiosk.page.route("**/v1/status", close_by_notice)
    kiosk.comes_to_say("attract.shut", within=10)
    return kiosk


def attract_restricted(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk(fake_time=True)
    kiosk.page.route("**/v1/status", restrict)
    kiosk.comes_to_say("opening.designated", within=10)
    return kiosk


def refused_as_full(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk(fake_time=True)
    kiosk.page.route("**/v1/check-ins/peek", say_full)
    kiosk.scan(people.somebody().card)
    kiosk.shows("refused.wait")
    return kiosk


def scan(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk()
    kiosk.press("attract.start")
    kiosk.shows("scan.title")
    return kiosk


def scan_once_more(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk()
    kiosk.scan("NO CARD AT ALL")
    kiosk.says("problems.unreadable")
    return kiosk


def another_way(screens: Screens, people: People) -> Screen:
    kiosk = scan(screens, people)
    kiosk.press("scan.another")
    kiosk.shows("another.title")
    return kiosk


def wrong_number(screens: Screens, people: People) -> Screen:
    kiosk = another_way(screens, people)
    kiosk.press("another.number")
    kiosk.touch_digits("12345678")
    kiosk.says("number.wrong")
    return kiosk


def who(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk()
    kiosk.scan(people.somebody().card)
    kiosk.shows("who.title")
    return kiosk


def done(screens: Screens, people: People) -> Screen:
    kiosk = who(screens, people)
    kiosk.press("who.goods")
    kiosk.press("today.later")
    kiosk.shows("done.entered")
    return kiosk


def who_is_inside(screens: Screens, people: People) -> Screen:
    kiosk, member = screens.kiosk(), people.somebody()
    for title in ("who.title", "who.inside_title"):
        kiosk.scan(member.card)
        kiosk.shows(title)
        if title == "who.title":
            kiosk.press("who.only_me")
            kiosk.shows("done.entered")
    return kiosk


def left_without_entry(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk()
    kiosk.press("attract.leave")
    kiosk.scan(people.somebody().card)
    kiosk.press("who.leaving")
    kiosk.shows("done.left")
    return kiosk


def refused(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk()
    kiosk.page.route("**/v1/check-ins/peek", say_card_unknown)
    kiosk.scan(people.somebody().card)
    kiosk.shows("refused.officer")
    return kiosk


def ticket(screens: Screens, people: People) -> Screen:
    kiosk = another_way(screens, people)
    kiosk.press("another.officer")
    kiosk.shows("ticket.title")
    return kiosk


def group(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk()
    kiosk.press("attract.group")
    kiosk.shows("group.title")
    return kiosk


def group_goes_on(screens: Screens, people: People) -> Screen:
    kiosk = group(screens, people)
    kiosk.scan(people.somebody().card)
    kiosk.press("who.only_me")
    kiosk.says("done.entered")
    kiosk.scan("NO CARD AT ALL")
    kiosk.says("problems.unreadable")
    return kiosk


def unpaired(screens: Screens, people: People) -> Screen:
    kiosk = screens.open("kiosk", site=screens.terminals.site)
    kiosk.shows("pair.title")
    return kiosk


def screen_size(screens: Screens, people: People) -> Screen:
    kiosk = unpaired(screens, people)
    kiosk.press("pair.size")
    kiosk.shows("size.title")
    return kiosk


def out_of_service(screens: Screens, people: People) -> Screen:
    kiosk = screens.kiosk(fake_time=True)
    kiosk.watch.site_may_die = True
    kiosk.page.route("**/v1/status", lambda route: route.abort("connectionrefused"))
    kiosk.comes_to_show("out.title", within=30)
    return kiosk


def close_the_day(route: Route) -> None:
    answer = route.fetch()
    said: dict[str, Any] = answer.json()
    said["day"] = {"state": "closed", "day": None, "opened_at": None}
    route.fulfill(response=answer, json=said)


def stand(route: Route, **opening: Any) -> None:
    answer = route.fetch()
    said: dict[str, Any] = answer.json()
    message = {
        "zh": "因台风来袭，今天下午暂停开放",
        "vi": "Chiều nay tạm đóng cửa vì bão lớn",
        "en": "Closed this afternoon because of the typhoon",
    }
    said["opening"] |= {"message": message, **opening}
    route.fulfill(response=answer, json=said)


def close_by_notice(route: Route) -> None:
    stand(route, state="closed", opens_at=1_795_600_000_000)


def restrict(route: Route) -> None:
    hours = [["08:00", "12:00"], ["14:00", "18:00"]]
    stand(route, state="restricted", hours=hours, designated=True, goods=["08"], capacity=1200)


def say_full(route: Route) -> None:
    peek: dict[str, Any] = {"direction": "in", "member": None, "lanes": [], "inside": None}
    route.fulfill(json={"outcome": "site_full", **peek})


def say_card_unknown(route: Route) -> None:
    peek: dict[str, Any] = {"direction": "in", "member": None, "lanes": [], "inside": None}
    route.fulfill(json={"outcome": "card_unknown_key", **peek})


WITH_FRAME: Final[tuple[Way, ...]] = (
    *(
        attract,
        attract_closed,
        attract_shut,
        attract_restricted,
        refused_as_full,
        scan,
        scan_once_more,
        another_way,
        wrong_number,
        who,
        done,
    ),
    *(who_is_inside, left_without_entry, refused, ticket, group, group_goes_on),
)
WITHOUT_FRAME: Final[tuple[Way, ...]] = (unpaired, screen_size, out_of_service)


@pytest.mark.parametrize("way", WITH_FRAME, ids=lambda way: way.__name__)
def test_a_screen_pleases_everybody_and_is_within_reach(
    screens: Screens, people: People, way: Way
) -> None:
    judge(way(screens, people), "kiosk", "phone", within_reach=True)


@pytest.mark.parametrize("way", WITHOUT_FRAME, ids=lambda way: way.__name__)
def test_a_screen_for_whoever_keeps_the_machine_pleases_as_well(
    screens: Screens, people: People, way: Way
) -> None:
    judge(way(screens, people), "kiosk", "phone")


@pytest.mark.parametrize("size", ["kiosk", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_whether_somebody_is_there_pleases_everybody(
    screens: Screens, people: People, language: Language, size: Size
) -> None:
    kiosk = screens.kiosk(fake_time=True, language=language, size=size)
    kiosk.scan(people.somebody().card)
    kiosk.shows("who.title")
    kiosk.wait(46)
    kiosk.says("still.title")
    faults = faults_of(kiosk, size, asks_axe=size == "kiosk")
    assert not faults, "\n".join(faults)
