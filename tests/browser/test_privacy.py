"""Whoever walks away from the kiosk leaves nothing behind: by time, by back button, by reload."""

from typing import Any

from playwright.sync_api import Response, expect

from tests.browser.people import People
from tests.browser.screen import Screen
from tests.browser.screens import Screens
from tests.browser.words import Words

QUIET_SECONDS = 45
WARNING_SECONDS = 20


def member_on_screen(screens: Screens, people: People, **how: Any) -> tuple[Screen, str]:
    """A kiosk that asks a member "is this you?"; the masked name that it shows."""
    kiosk = screens.kiosk(**how)
    kiosk.shows("attract.title")
    kiosk.scan(people.somebody().card)
    kiosk.shows("who.title")
    return kiosk, kiosk.page.locator("p.name").inner_text()


def traces_of(kiosk: Screen, name: str) -> list[str]:
    """Where the name, or the screen that asks for it, can still be found."""
    kept = kiosk.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    places = {"page": kiosk.page.content(), "address": kiosk.page.url, "storage": kept}
    return [place for place, content in places.items() if name in content]


def test_a_screen_left_alone_asks_and_then_forgets(screens: Screens, people: People) -> None:
    kiosk, name = member_on_screen(screens, people, fake_time=True)
    kiosk.wait(QUIET_SECONDS - 5)
    expect(kiosk.page.get_by_role("alertdialog")).to_have_count(0)
    kiosk.wait(6)
    expect(kiosk.page.get_by_role("alertdialog")).to_be_visible()
    kiosk.says("still.title")
    kiosk.wait(WARNING_SECONDS)
    kiosk.shows("attract.title")
    assert traces_of(kiosk, name) == []


def test_the_question_counts_down_and_hides_the_name_behind_it(
    screens: Screens, people: People
) -> None:
    kiosk, name = member_on_screen(screens, people, fake_time=True)
    kiosk.wait(QUIET_SECONDS + 1)
    kiosk.says("still.sentence", seconds=20)
    kiosk.page.clock.run_for(5_000)
    kiosk.says("still.sentence", seconds=15)
    hit = kiosk.page.evaluate(
        """() => { const at = document.querySelector('p.name').getBoundingClientRect();
          return !!document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2)
            .closest('[role=alertdialog]'); }"""
    )
    assert hit, f"{name} can be read behind the question"


def test_who_is_still_there_keeps_the_screen_ten_times(screens: Screens, people: People) -> None:
    kiosk, name = member_on_screen(screens, people, fake_time=True)
    for _ in range(10):
        kiosk.wait(QUIET_SECONDS + 1)
        kiosk.press("still.yes")
        expect(kiosk.page.locator("p.name")).to_have_text(name)
    kiosk.wait(QUIET_SECONDS + 1)
    kiosk.says("still.title")
    expect(kiosk.button("still.yes")).to_have_count(0)
    kiosk.press("still.go")
    kiosk.shows("attract.title")


def test_a_touch_begins_the_quiet_time_anew(screens: Screens, people: People) -> None:
    kiosk, _ = member_on_screen(screens, people, fake_time=True)
    kiosk.wait(QUIET_SECONDS - 5)
    kiosk.page.mouse.click(10, 900)
    kiosk.wait(QUIET_SECONDS - 5)
    expect(kiosk.page.get_by_role("alertdialog")).to_have_count(0)
    kiosk.shows("who.title")


def test_a_green_screen_goes_by_itself(screens: Screens, people: People) -> None:
    kiosk, name = member_on_screen(screens, people, fake_time=True)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    kiosk.wait(9)
    kiosk.shows("attract.title")
    assert traces_of(kiosk, name) == []


def test_the_back_button_shows_nothing(screens: Screens, people: People) -> None:
    kiosk, name = member_on_screen(screens, people)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    kiosk.go_back()
    assert name not in kiosk.page.content()
    kiosk.go_forward()
    kiosk.shows("attract.title")
    assert traces_of(kiosk, name) == []


def test_the_browser_keeps_no_page_warm_with_a_name_on_it(screens: Screens, people: People) -> None:
    kiosk, name = member_on_screen(screens, people)
    kiosk.page.goto(f"{kiosk.site.url}/out-of-service.html")
    kiosk.go_back()
    kiosk.shows("attract.title")
    assert traces_of(kiosk, name) == []


def test_a_reload_in_the_middle_begins_anew(screens: Screens, people: People) -> None:
    kiosk, name = member_on_screen(screens, people)
    kiosk.page.reload()
    kiosk.shows("attract.title")
    assert traces_of(kiosk, name) == []


def test_nothing_that_the_site_answers_may_be_stored(screens: Screens, people: People) -> None:
    kiosk = screens.kiosk()
    stored: list[str] = []

    def note(answer: Response) -> None:
        is_program = "/assets/" in answer.url
        if not is_program and answer.headers.get("cache-control") != "no-store":
            stored.append(answer.url)

    kiosk.page.on("response", note)
    kiosk.page.reload()
    kiosk.shows("attract.title")
    kiosk.scan(people.somebody().card)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    assert stored == []


def test_a_language_chosen_in_the_middle_is_for_this_person_only(
    screens: Screens, people: People
) -> None:
    kiosk, name = member_on_screen(screens, people)
    kiosk.speak("vi")
    kiosk.shows("who.title")
    expect(kiosk.page.locator("p.name")).to_have_text(name)
    kiosk.press("who.only_me")
    kiosk.shows("done.entered")
    kiosk.press("done.finish")
    kiosk.t = Words("kiosk", "zh-CN")
    kiosk.shows("attract.title")


def test_large_text_is_larger_and_gone_with_the_person(screens: Screens, people: People) -> None:
    kiosk, _ = member_on_screen(screens, people)
    title = kiosk.page.locator("h1").first
    usual = title.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
    kiosk.press("frame.large")
    kiosk.shows("who.title")
    large = title.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
    assert large > 1.2 * usual
    kiosk.press("who.only_me")
    kiosk.press("done.finish")
    expect(kiosk.page.locator("html.large-text")).to_have_count(0)


def test_a_language_chosen_and_left_alone_goes_back_to_the_site_s(screens: Screens) -> None:
    kiosk = screens.kiosk(fake_time=True)
    kiosk.shows("attract.title")
    kiosk.speak("en")
    kiosk.shows("attract.title")
    kiosk.wait(QUIET_SECONDS + 1)
    kiosk.t = Words("kiosk", "zh-CN")
    kiosk.shows("attract.title")
