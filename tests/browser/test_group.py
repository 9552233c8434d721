"""A leader brings a group: one after another checks in, and nobody has to begin anew."""

from playwright.sync_api import expect

from tests.browser.people import People, Person
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals


def counted(kiosk: Screen, number: int) -> None:
    count = kiosk.page.locator(".count")
    expect(count).to_contain_text(kiosk.t("group.counter"))
    expect(count).to_contain_text(str(number))


def come_next(kiosk: Screen, member: Person) -> None:
    kiosk.scan(member.card)
    kiosk.shows("who.title")
    kiosk.press("who.only_me")


def test_members_of_a_group_follow_one_another_and_are_counted(
    screens: Screens, people: People, terminals: Terminals
) -> None:
    kiosk, members = screens.kiosk(), [people.somebody() for _ in range(3)]
    kiosk.press("attract.group")
    kiosk.shows("group.title")
    for place, member in enumerate(members, 1):
        come_next(kiosk, member)
        counted(kiosk, place)
        expect(kiosk.page.locator("main")).to_contain_text(kiosk.t("state.saved"))
    recorded = [each["member"]["member"] for each in terminals.records()[:3]]
    assert recorded == [member.member for member in reversed(members)]
    kiosk.press("group.finish")
    kiosk.shows("attract.title")


def test_who_is_refused_holds_up_nobody_of_the_group(screens: Screens, people: People) -> None:
    kiosk = screens.kiosk()
    kiosk.press("attract.group")
    come_next(kiosk, people.somebody())
    counted(kiosk, 1)
    kiosk.scan(people.somebody("expired").card)
    kiosk.shows("refused.officer")
    kiosk.press("refused.finish")
    counted(kiosk, 1)
    come_next(kiosk, people.somebody())
    counted(kiosk, 2)


def test_a_group_left_alone_is_forgotten_with_the_names_of_its_members(
    screens: Screens, people: People
) -> None:
    kiosk = screens.kiosk(fake_time=True)
    kiosk.press("attract.group")
    come_next(kiosk, people.somebody())
    counted(kiosk, 1)
    kiosk.wait(46)
    kiosk.says("still.title")
    kiosk.wait(20)
    kiosk.shows("attract.title")
    kiosk.press("attract.group")
    counted(kiosk, 0)
