"""A member who comes with goods declares them at the kiosk, from what is left to the receipt."""

import json
import re
from collections.abc import Callable
from typing import Any, Final, cast

import pytest
from playwright.sync_api import Route, expect

from tests.browser.manners import judge
from tests.browser.people import People, Person
from tests.browser.screen import Screen
from tests.browser.screens import Screens

Way = Callable[[Screens, People], Screen]

LIMIT: Final = "8,000 元"
DEAR_KILOS: Final = "500"
"""Of pepper, at the middle of its band: far above a day's exemption."""


def today(screens: Screens, people: People) -> Screen:
    """Somebody whom no test has met has come with goods."""
    kiosk = screens.kiosk()
    come_with_goods(kiosk, people.somebody())
    return kiosk


def come_with_goods(kiosk: Screen, member: Person) -> None:
    kiosk.scan(member.card)
    kiosk.shows("who.title")
    kiosk.press("who.goods")
    kiosk.says("today.declare")


def touch(kiosk: Screen, name: str) -> None:
    """Touch a picture, turning the pages until it comes."""
    tile = kiosk.page.locator(".tile", has_text=re.compile(rf"^\s*{name}\s*$"))
    for _ in range(10):
        if tile.count():
            break
        kiosk.press("goods.next")
    tile.click()


def bring(kiosk: Screen, name: str, amount: str) -> None:
    """Choose goods and type how much of them; the site then has judged them."""
    touch(kiosk, name)
    for sign in amount:
        name_of_key = kiosk.t("amount.point") if sign == "." else sign
        kiosk.page.get_by_role("button", name=name_of_key, exact=True).click()
    with kiosk.page.expect_response("**/v1/declarations/assess"):
        kiosk.press("pad.done")


def check_all(kiosk: Screen) -> None:
    """Each line by its own tick."""
    waiting = kiosk.page.locator(".tick[aria-pressed=false]")
    for left in range(waiting.count(), 0, -1):
        expect(waiting).to_have_count(left)
        waiting.first.click()
    kiosk.press("check.next")


def file(kiosk: Screen, choice: str) -> dict[str, Any]:
    with kiosk.page.expect_response(re.compile(r"/v1/declarations$")) as filing:
        kiosk.press(choice)
    answer: dict[str, Any] = filing.value.json()
    return answer


def catalogue(screens: Screens, people: People) -> Screen:
    kiosk = today(screens, people)
    kiosk.press("today.declare")
    kiosk.shows("goods.title")
    return kiosk


def amount(screens: Screens, people: People) -> Screen:
    kiosk = catalogue(screens, people)
    touch(kiosk, "芒果")
    kiosk.touch_digits("12")
    return kiosk


def price(screens: Screens, people: People) -> Screen:
    kiosk = amount(screens, people)
    kiosk.press("amount.change_price")
    return kiosk


def capped(screens: Screens, people: People) -> Screen:
    kiosk = catalogue(screens, people)
    bring(kiosk, "白糖", "3")
    kiosk.says("told.fits")
    return kiosk


def over_quota(screens: Screens, people: People) -> Screen:
    kiosk = catalogue(screens, people)
    bring(kiosk, "胡椒", DEAR_KILOS)
    kiosk.says("told.fits")
    return kiosk


def goods_so_far(screens: Screens, people: People) -> Screen:
    kiosk = catalogue(screens, people)
    bring(kiosk, "木薯淀粉", "12.5")
    kiosk.shows("goods.title_more")
    return kiosk


def check(screens: Screens, people: People) -> Screen:
    kiosk = over_quota(screens, people)
    kiosk.press("told.keep", amount=f"{DEAR_KILOS} 公斤")
    bring(kiosk, "白糖", "1")
    kiosk.press("told.keep", amount="1 公斤")
    for name in ("大米", "八角"):
        bring(kiosk, name, "2")
        kiosk.press("told.keep", amount="2 公斤")
    kiosk.press("goods.check")
    kiosk.shows("check.title")
    return kiosk


def totals(screens: Screens, people: People) -> Screen:
    kiosk = check(screens, people)
    check_all(kiosk)
    kiosk.says("totals.excess")
    return kiosk


def filed(screens: Screens, people: People) -> Screen:
    kiosk = goods_so_far(screens, people)
    kiosk.press("goods.check")
    check_all(kiosk)
    file(kiosk, "totals.confirm")
    kiosk.shows("filed.filed")
    kiosk.page.get_by_role("img", name=kiosk.t("done.receipt")).wait_for()
    return kiosk


def referred(screens: Screens, people: People) -> Screen:
    kiosk = amount(screens, people)
    kiosk.press("pad.done")
    kiosk.press("goods.check")
    check_all(kiosk)
    file(kiosk, "totals.confirm")
    kiosk.shows("filed.officer")
    return kiosk


def pending(screens: Screens, people: People) -> Screen:
    """Filed without an answer to what becomes of the excess, as where quota is elsewhere."""
    kiosk = totals(screens, people)
    kiosk.page.route(re.compile(r"/v1/declarations$"), leave_it_open)
    assert file(kiosk, "totals.dutiable")["state"] == "pending"
    kiosk.shows("filed.officer")
    return kiosk


def leave_it_open(route: Route) -> None:
    said = {**cast(dict[str, Any], route.request.post_data_json), "excess": "leave"}
    route.continue_(post_data=json.dumps(said))


def withdrawn(screens: Screens, people: People) -> Screen:
    kiosk = pending(screens, people)
    kiosk.press("filed.wrong")
    kiosk.says("filed.withdrawn")
    return kiosk


WAYS: Final[tuple[Way, ...]] = (
    *(today, catalogue, amount, price, capped, over_quota, goods_so_far),
    *(check, totals, filed, referred, pending, withdrawn),
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_screen_of_goods_pleases_everybody_and_is_within_reach(
    screens: Screens, people: People, way: Way
) -> None:
    judge(way(screens, people), "kiosk", "phone", within_reach=True)


def test_goods_within_the_quota_are_declared_in_a_few_touches(
    screens: Screens, people: People
) -> None:
    kiosk = today(screens, people)
    kiosk.shows("quota.left_day", amount=LIMIT)
    kiosk.press("today.declare")
    bring(kiosk, "木薯淀粉", "12.5")
    kiosk.shows("goods.title_more")
    kiosk.press("goods.check")
    expect(kiosk.button("check.next")).to_be_disabled()
    check_all(kiosk)
    said = file(kiosk, "totals.confirm")
    kiosk.shows("filed.filed")
    assert said["state"] == "filed"
    line = said["lines"][0]
    assert (line["goods"], line["origin"], line["amount"]) == ("cassava_starch", "VN", 12_500)
    assert said["totals"]["exempt_fen"] == line["value_fen"] == 4_688
    shown = kiosk.text()
    assert said["reference"] in shown
    assert "7,953.12 元" in shown
    kiosk.says("state.saved")


def test_goods_may_be_left_for_the_counter(screens: Screens, people: People) -> None:
    kiosk = today(screens, people)
    kiosk.press("today.later")
    kiosk.shows("done.entered")
    kiosk.says("lane.goods")


def test_a_capped_kind_of_goods_says_how_much_fits(screens: Screens, people: People) -> None:
    kiosk = capped(screens, people)
    kiosk.shows("told.capped", goods="白糖", limit="1 公斤", left="1 公斤")
    kiosk.press("told.take", amount="1 公斤")
    kiosk.shows("goods.title_more")
    kiosk.press("goods.check")
    check_all(kiosk)
    said = file(kiosk, "totals.confirm")
    assert said["lines"][0]["amount"] == 1_000
    assert said["totals"]["excess_fen"] == 0


def test_what_is_above_the_quota_may_come_in_with_duty(screens: Screens, people: People) -> None:
    kiosk = over_quota(screens, people)
    kiosk.press("told.keep", amount=f"{DEAR_KILOS} 公斤")
    kiosk.press("goods.check")
    check_all(kiosk)
    kiosk.shows("totals.title", amount=LIMIT)
    said = file(kiosk, "totals.dutiable")
    assert said["state"] == "filed"
    assert said["totals"]["exempt_fen"] == 800_000
    assert said["totals"]["excess_fen"] > 0


def test_what_is_above_the_quota_may_be_left_and_the_rest_is_checked_again(
    screens: Screens, people: People
) -> None:
    kiosk = over_quota(screens, people)
    kiosk.press("told.keep", amount=f"{DEAR_KILOS} 公斤")
    kiosk.press("goods.check")
    check_all(kiosk)
    kiosk.press("totals.leave")
    kiosk.shows("check.title")
    expect(kiosk.button("check.next")).to_be_disabled()
    check_all(kiosk)
    said = file(kiosk, "totals.confirm")
    assert said["totals"]["excess_fen"] == 0
    assert said["lines"][0]["amount"] == 177_700


def test_a_pending_declaration_that_was_wrong_is_taken_back_and_may_be_corrected(
    screens: Screens, people: People
) -> None:
    kiosk = withdrawn(screens, people)
    kiosk.press("goods.check")
    kiosk.shows("check.title")
    expect(kiosk.page.locator(".tick[aria-pressed=false]")).to_have_count(4)


def test_what_has_spent_quota_is_taken_back_by_an_officer(screens: Screens, people: People) -> None:
    kiosk = filed(screens, people)
    kiosk.press("filed.wrong")
    kiosk.says("problems.see_officer")
    kiosk.shows("filed.filed")


def test_fresh_fruit_is_written_down_and_goes_to_the_officer(
    screens: Screens, people: People
) -> None:
    kiosk = referred(screens, people)
    kiosk.says("filed.officer_sentence")


def test_goods_that_are_left_alone_are_forgotten(screens: Screens, people: People) -> None:
    kiosk = screens.kiosk(fake_time=True)
    come_with_goods(kiosk, people.somebody())
    kiosk.press("today.declare")
    kiosk.shows("goods.title")
    kiosk.wait(46)
    kiosk.says("still.title")
    kiosk.wait(21)
    kiosk.shows("attract.title")
    assert "10" not in kiosk.page.url.rpartition("/kiosk/")[2]
    kiosk.page.go_back()
    kiosk.page.go_forward()
    kiosk.shows("attract.title")


def waiting(screens: Screens, people: People) -> Screen:
    """Somebody comes back to the kiosk whose declaration waits for quota."""
    kiosk, member = screens.kiosk(), people.somebody()
    come_with_goods(kiosk, member)
    kiosk.press("today.declare")
    bring(kiosk, "胡椒", DEAR_KILOS)
    kiosk.press("told.keep", amount=f"{DEAR_KILOS} 公斤")
    kiosk.press("goods.check")
    check_all(kiosk)
    kiosk.page.route(re.compile(r"/v1/declarations$"), leave_it_open)
    assert file(kiosk, "totals.dutiable")["state"] == "pending"
    kiosk.press("done.finish")
    kiosk.scan(member.card)
    kiosk.shows("who.inside_title")
    kiosk.press("who.my_goods")
    kiosk.says("today.waiting")
    return kiosk


def test_who_waits_for_quota_is_told_so_and_asks_again(screens: Screens, people: People) -> None:
    kiosk = waiting(screens, people)
    judge(kiosk, "kiosk", "phone", within_reach=True)
    kiosk.press("today.file_waiting")
    kiosk.says("problems.quota_not_enough")
    kiosk.press("today.declare")
    kiosk.shows("goods.title")


def test_an_origin_that_is_relaxed_says_until_when(screens: Screens, people: People) -> None:
    kiosk = catalogue(screens, people)
    touch(kiosk, "带壳腰果")
    kiosk.page.get_by_role("button", name="柬埔寨").click()
    kiosk.page.get_by_text("柬埔寨的货只放宽到").wait_for()
