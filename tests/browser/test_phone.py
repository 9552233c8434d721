"""A member's own phone: the pass that a link brought, kept and shown without a network."""

import io
from typing import Final

import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser.manners import judge
from tests.browser.passes import by_zbar, issue, verdict_on
from tests.browser.people import People
from tests.browser.screens import Screens, Terminals
from tests.browser.site import Site
from tests.browser.words import LANGUAGES

WECHAT: Final = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1 MicroMessenger/8.0.50"


def test_a_pass_in_the_hand_opens_offline_and_is_honoured_from_the_screen(
    screens: Screens, people: People, beyond: Terminals, hub: Site
) -> None:
    here, there = screens.station("1001"), screens.station("1201", at=beyond)
    text = issue(here, people.somebody())
    phone = screens.phone(hub, fragment=f"#{text}")
    phone.shows("pass.to", site="东兴北仑河二桥")
    phone.says("pass.from", site="东兴互市区")
    assert phone.page.url.endswith("/p/"), "the address of the page still holds the pass"
    printed = here.page.locator(".pass .code").first.inner_text()
    expect(phone.page.locator(".code strong")).to_have_text(printed)

    phone.page.evaluate("() => navigator.serviceWorker.ready")
    phone.watch.phone_is_cut_off = True
    phone.context.set_offline(True)
    phone.page.reload()
    phone.shows("pass.to", site="东兴北仑河二桥")
    picture = phone.page.get_by_role("img").screenshot()
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert found.text == by_zbar(picture) == text
    verdict_on(there, found.text, "admitted")

    phone.press("tab.sites")
    expect(phone.page.get_by_text("东兴互市区")).to_be_visible()
    judge(phone, "phone", "small_phone")
    phone.press("tab.pass")
    judge(phone, "phone", "small_phone")
    phone.press("pass.remove")
    phone.press("pass.remove_yes")
    phone.shows("first.title")
    phone.page.reload()
    phone.shows("first.title")


def test_the_picture_that_a_phone_saves_is_read_as_the_pass(
    screens: Screens, people: People, beyond: Terminals, hub: Site
) -> None:
    text = issue(screens.station("1001"), people.somebody())
    phone = screens.phone(hub, fragment=f"#{text}")
    with phone.page.expect_download() as saved:
        phone.press("pass.save")
    phone.says("pass.saved")
    assert by_zbar(saved.value.path().read_bytes()) == text


def test_a_phone_without_a_pass_says_how_one_comes_and_what_it_keeps(
    screens: Screens, hub: Site
) -> None:
    phone = screens.phone(hub)
    phone.shows("first.title")
    judge(phone, "phone", "small_phone")
    phone.press("tab.phone")
    phone.shows("phone.title")
    judge(phone, "phone", "small_phone")
    phone.press("tab.pass")
    phone.page.evaluate("() => { location.hash = '#TG1ABC' }")
    for language in LANGUAGES:
        phone.speak(language)
        phone.says("pass.unreadable")


def test_in_wechat_the_pass_is_a_picture_to_keep_and_a_way_out(
    screens: Screens, people: People, beyond: Terminals, hub: Site
) -> None:
    text = issue(screens.station("1001"), people.somebody())
    phone = screens.phone(hub, fragment=f"#{text}", agent=WECHAT)
    phone.says("wechat.hold")
    phone.says("wechat.leave")
    picture = phone.page.get_by_role("img")
    expect(picture).to_be_visible()
    assert by_zbar(picture.screenshot()) == text
    judge(phone, "phone")
