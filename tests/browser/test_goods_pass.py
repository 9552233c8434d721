"""Goods go with a pass: measured and sealed here, proved and declared there; hits; the look-up."""

import re
from typing import Final

from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.manners import judge
from tests.browser.passes import DEAF_MS, read_off
from tests.browser.people import People, Person
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.test_goods_station import PEPPER, comes_with_goods, declares

CERTIFICATE: Final = "人证核对"


def begin(station: Screen, person: Person) -> None:
    station.keys("Alt+0")
    station.shows("inspect.title")
    if station.button("inspect.all").count():
        station.press("inspect.all")
    station.page.get_by_label(station.t("inspect.number")).fill(person.digits)
    station.keys("Enter")
    station.page.get_by_label(CERTIFICATE).check()


def add_line(station: Screen, name: str, kilos: str) -> None:
    fields = station.page.get_by_role("group", name=station.t("file.line"))
    fields.get_by_label(station.t("file.goods")).select_option(label=name)
    fields.get_by_label(station.t("file.kilos"), exact=True).fill(kilos)
    station.keys("Enter")


def measured(station: Screen) -> Locator:
    return station.page.get_by_label(re.compile(station.t("load.measured")))


def press_enter(station: Screen) -> None:
    """From anywhere but a field, which has an Enter of its own."""
    station.page.locator("h1").first.click()
    station.keys("Enter")


def send_pepper(station: Screen, person: Person) -> tuple[str, str]:
    """The texts of a pass and of its list: 20 kg of pepper that nobody declared, one seal."""
    begin(station, person)
    station.page.get_by_label(station.t("load.others")).check()
    add_line(station, PEPPER, "20")
    station.page.get_by_label(station.t("load.plate")).fill("桂P12345")
    station.press("inspect.seal_on")
    station.page.get_by_label(station.t("inspect.seal_number")).fill("SEAL-001")
    picture = FilePayload(name="seal.png", mimeType="image/png", buffer=b"a picture")
    station.page.locator("input[type=file]").set_input_files(files=[picture])
    station.says("inspect.seal_photo_taken")
    station.keys("Alt+c")
    station.says("inspect.lacks_confirmed")
    station.page.get_by_label(station.t("shown.confirmed")).check()
    judge(station, "desk", "phone")
    press_enter(station)
    station.says("issue.where")
    expect(station.page.locator(".place input:checked")).to_be_visible()
    press_enter(station)
    station.says("list.title")
    judge(station, "desk")
    texts = [read_off(station.page.locator(f"{each} img")) for each in (".pass", ".list")]
    return texts[0], texts[1]


def test_goods_are_measured_here_and_proved_and_declared_there(
    screens: Screens, people: People, beyond: Terminals
) -> None:
    here, there = screens.station("1001"), screens.station("1201", at=beyond)
    person = comes_with_goods(screens.terminals, people.somebody())
    text, goods = send_pepper(here, person)
    assert goods.startswith("TL1")
    here.keys("Escape")
    again = here.page.locator("li", has=here.button("inspect.hand_again")).first
    again.get_by_role("button").click()
    here.says("hand.paper_title")
    assert read_off(here.page.locator(".pass img")) == text, "handed out again, the very same"
    there.scan(goods)
    there.says("pass.problem.list_without_pass")
    there.scan(text)
    there.shows("pass.verdict.admitted")
    there.says("goods_of_pass.wanted")
    there.scan(goods)
    there.says("goods_of_pass.proved")
    there.page.get_by_label(there.t("seals.read", place=1)).fill("seal-009")
    there.says("seals.other")
    judge(there, "desk", "phone")
    there.page.wait_for_timeout(DEAF_MS)
    press_enter(there)
    there.shows("pass.verdict.referred_seal")
    there.page.wait_for_timeout(DEAF_MS)
    there.keys("Enter")
    there.page.get_by_label(CERTIFICATE).check()
    there.keys("Alt+c")
    press_enter(there)
    there.shows("pass.verdict.admitted")
    there.page.wait_for_timeout(DEAF_MS)
    press_enter(there)
    there.shows("pass.redeemed")
    there.says("declare.title")
    there.page.get_by_label(there.t("declare.confirmed")).check()
    judge(there, "desk")
    there.keys("Alt+f")
    there.says("goods.done.pending")
    there.keys("Alt+2")
    there.page.get_by_label(there.t("look_up.number")).fill(person.digits)
    there.keys("Enter")
    there.says("today_of.redeemed", site="东兴互市区")
    there.says("goods.state.pending")
    judge(there, "desk", "phone")


def test_a_hit_is_entered_read_and_lifted_and_differences_are_told(
    screens: Screens, people: People
) -> None:
    person = comes_with_goods(screens.terminals, people.somebody())
    declares(screens.terminals, person, 20_000)
    officer, supervisor = screens.station("1001"), screens.station("2001")
    supervisor.press("nav.hits")
    supervisor.shows("hits.title")
    whom = supervisor.page.get_by_label(supervisor.t("hits.value.member"))
    whom.fill("12345678")
    supervisor.keys("Enter")
    supervisor.says("hits.form.member")
    whom.fill(person.digits)
    supervisor.keys("Enter")
    supervisor.says("hits.done.entered")
    begin(officer, person)
    officer.says("hits.on_case")
    officer.keys("Alt+c")
    officer.says("inspect.lacks_hits")
    officer.page.get_by_label(officer.t("hits.read")).check()
    measured(officer).fill("25")
    officer.says("inspect.lacks_hold")
    measured(officer).fill("18")
    officer.says("inspect.lacks_weight")
    officer.page.get_by_label(officer.t("inspect.finding.weight_differs")).check()
    officer.page.get_by_label(officer.t("load.plate")).fill("?")
    officer.page.get_by_label(officer.t("shown.confirmed")).check()
    press_enter(officer)
    officer.says("pass.problem.inspection_bad_plate")
    officer.says("inspect.kept")
    officer.page.get_by_label(officer.t("load.plate")).fill("")
    officer.page.get_by_label(officer.t("shown.confirmed")).check()
    press_enter(officer)
    officer.says("issue.where")
    supervisor.press("hits.lift")
    judge(supervisor, "desk", "phone")
    supervisor.page.get_by_label(supervisor.t("hits.lift.mistake")).check()
    supervisor.keys("Enter")
    supervisor.says("hits.done.lifted")
