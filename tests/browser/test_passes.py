"""Inspected once at Dongxing, honoured once at Beilun bridge: the officers' screens of a pass."""

from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.manners import judge
from tests.browser.passes import DEAF_MS, clear, inspect, issue, let_in, read_off, verdict_on
from tests.browser.people import People
from tests.browser.screens import Screens, Terminals


def test_a_pass_is_issued_here_honoured_there_and_honoured_once(
    screens: Screens, people: People, beyond: Terminals
) -> None:
    here, there, person = screens.station("1001"), screens.station("1201", at=beyond), people
    member = person.somebody()
    text = issue(here, member)
    verdict_on(there, text, "admitted")
    papers = there.page.locator("section[aria-labelledby=who]")
    expect(papers).to_contain_text(member.group)
    expect(papers).to_contain_text("东兴互市区")
    there.keys("Enter")
    there.shows("pass.redeemed")
    there.says("state.saved")
    verdict_on(there, text, "already_redeemed")
    there.keys("Escape")
    there.shows("counter.title")
    here.keys("Escape", "Alt+1")
    verdict_on(here, text, "wrong_destination")
    here.says("pass.sentence.wrong_destination", site="东兴北仑河二桥")
    verdict_on(there, text[:-9] + "AAAAAAAAA", "pass_not_genuine")
    verdict_on(there, text[:60], "pass_unreadable")


def test_each_screen_of_an_inspection_and_of_a_pass_pleases_everybody(
    screens: Screens, people: People, beyond: Terminals
) -> None:
    here, there, member = screens.station("1001"), screens.station("1201", at=beyond), people
    person = member.somebody()
    let_in(here, person)
    here.keys("Alt+e")
    here.shows("inspect.title")
    judge(here, "desk", "phone")
    here.keys("Escape")
    here.says("inspect.today")
    judge(here, "desk")
    here.keys("Alt+1")
    here.shows("counter.title")
    inspect(here, people.somebody())
    judge(here, "desk")
    here.page.locator("h1").click()
    here.keys("Enter")
    here.says("hand.paper_title")
    judge(here, "desk", "phone")
    text = read_off(here.page.locator(".pass img"))
    verdict_on(there, text, "admitted")
    judge(there, "desk", "phone")


def test_whoever_does_not_match_is_inspected_again_and_then_admitted(
    screens: Screens, people: People, beyond: Terminals
) -> None:
    here, there = screens.station("1001"), screens.station("1201", at=beyond)
    text = issue(here, people.somebody())
    verdict_on(there, text, "admitted")
    there.keys("Alt+m")
    there.shows("pass.verdict.referred_mismatch")
    there.page.wait_for_timeout(DEAF_MS)
    there.keys("Enter")
    clear(there)
    there.shows("pass.verdict.admitted")
    there.page.wait_for_timeout(DEAF_MS)
    there.keys("Enter")
    there.shows("pass.redeemed")
    there.keys("Alt+u", "Enter")
    there.shows("pass.annulled")
    there.press("pass.admit_again")
    there.shows("pass.admitted_again")


def test_a_draft_outlives_a_lock_and_a_page_that_died(screens: Screens, people: People) -> None:
    station, person = screens.station("1001"), people.somebody()
    let_in(station, person)
    station.keys("Alt+e")
    finding = station.page.get_by_label(station.t("inspect.finding.packing_damaged"))
    finding.check()
    station.says("inspect.kept")
    station.page.reload()
    station.shows("counter.title")
    station.keys("Alt+0")
    number = f"{person.digits[:4]} {person.digits[4:]}"
    begun = station.page.locator("li", has_text=number)
    begun.get_by_role("button", name=station.t("inspect.go_on")).click()
    expect(finding).to_be_checked()


def test_a_random_check_is_blue_and_asks_for_an_inspection(
    screens: Screens, people: People, beyond: Terminals
) -> None:
    def draw(route: Route) -> None:
        answer = route.fetch()
        said: dict[str, Any] = answer.json()
        route.fulfill(response=answer, json=said | {"code": "draw", "colour": "blue"})

    here, there = screens.station("1001"), screens.station("1201", at=beyond)
    text = issue(here, people.somebody())
    there.page.route("**/v1/passes/peek", draw)
    verdict_on(there, text, "draw")
    there.says("pass.sentence.draw")
    expect(there.button("pass.matches")).to_have_count(0)
    judge(there, "desk")


def test_a_pass_at_the_kiosk_brings_a_turn_and_tells_bystanders_nothing(
    screens: Screens, people: People, beyond: Terminals
) -> None:
    here, there = screens.station("1001"), screens.station("1201", at=beyond)
    text = issue(here, people.somebody())
    kiosk = screens.kiosk(at=beyond)
    kiosk.scan(text)
    kiosk.shows("present.welcome")
    judge(kiosk, "kiosk", "phone", within_reach=True)
    kiosk.press("present.me")
    kiosk.shows("present.counter")
    judge(kiosk, "kiosk", within_reach=True)
    verdict_on(there, text, "admitted")
    there.keys("Enter")
    there.shows("pass.redeemed")
    kiosk.scan(text)
    kiosk.shows("refused.officer")
    assert "*" not in kiosk.text(), "no name, however masked"
    elsewhere = screens.kiosk()
    elsewhere.scan(text)
    elsewhere.shows("present.wrong_destination")
    elsewhere.says("present.wrong_destination_why", site="东兴北仑河二桥")
    judge(elsewhere, "kiosk", within_reach=True)


def test_a_pass_is_found_by_its_ten_characters_where_its_text_is_held(
    screens: Screens, people: People, beyond: Terminals
) -> None:
    here = screens.station("1001")
    text = issue(here, people.somebody())
    code = here.page.locator(".pass .code").inner_text()
    assert text.startswith("TG1")
    here.keys("Escape", "Alt+2")
    here.page.get_by_label(here.t("look_up.code")).fill(code.lower())
    here.press("look_up.code_button")
    here.shows("pass.verdict.wrong_destination")
