"""The operator hands in a roster: it is judged, confirmed and taken, and the bad rows come back."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.manners import judge
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.site import NEWCOMER, PINS, Site
from tests.people import Person, roster, somebody

GOOD: Final = [somebody(place, group="G001") for place in (50, 51)]
BAD: Final = replace(somebody(52), certificate="1.23E+17", group="G001")
PICTURES: Final = Path("build/browser")


def file_of(name: str, *people: Person) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": roster(*people).getvalue()}


@pytest.fixture
def station(screens: Screens, own_site: Site) -> Screen:
    """The station at which the operator, who has just set a PIN, has signed in."""
    terminals = Terminals(own_site)
    with terminals.client(terminals.cookies("officer", "operator")) as client:
        code = own_site.one_time_code(NEWCOMER)
        body = {"officer": NEWCOMER, "one_time_code": code, "pin": PINS[NEWCOMER]}
        answer = client.post("/v1/officers/pin", json=body, headers={"Idempotency-Key": "x" * 20})
        assert answer.is_success
    opened = screens.locked_station("operator", at=terminals)
    opened.sign_in(NEWCOMER)
    opened.shows("roster.title")
    return opened


def choose(station: Screen, file: FilePayload) -> None:
    station.page.get_by_label(station.t("roster.file")).set_input_files(file)


def test_an_operator_has_a_desk_with_lists_sticks_and_hits_alone(station: Screen) -> None:
    expect(station.page.get_by_role("navigation").get_by_role("button")).to_have_count(3)


def test_a_good_roster_is_judged_first_and_taken_once_confirmed(station: Screen) -> None:
    choose(station, file_of("list.csv", *GOOD))
    station.says("roster.is_good")
    expect(station.button("roster.save_bad")).to_have_count(0)
    station.press("roster.take")
    station.says("roster.done")
    expect(station.button("roster.take")).to_have_count(0)
    station.press("roster.another")
    choose(station, file_of("list.csv", *GOOD))
    station.says("roster.is_good")
    expect(station.page.locator("dl div", has_text=station.t("roster.unchanged"))).to_contain_text(
        "2"
    )


def test_bad_rows_are_told_and_come_back_as_a_file(station: Screen, tmp_path: Path) -> None:
    choose(station, file_of("名册 2026.csv", *GOOD, BAD))
    station.says("roster.has_bad")
    rows = station.page.get_by_role("region", name=station.t("roster.bad_rows"))
    expect(rows).to_contain_text("第 4 行，证件号")
    with station.page.expect_download() as caught:
        station.press("roster.save_bad")
    assert caught.value.suggested_filename == "名册 2026-rejected.csv"
    caught.value.save_as(tmp_path / "rejected.csv")
    lines = (tmp_path / "rejected.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and BAD.name in lines[1] and lines[0].endswith("未导入原因")
    station.press("roster.take_good")
    station.says("roster.done")


def test_what_is_no_roster_is_told_in_the_words_of_the_file(station: Screen) -> None:
    choose(station, {"name": "x.csv", "mimeType": "text/csv", "buffer": b"hello"})
    expect(station.page.get_by_role("alert")).to_contain_text("没有找到标题行")
    station.speak("vi")
    choose(station, {"name": "y.csv", "mimeType": "text/csv", "buffer": b""})
    expect(station.page.get_by_role("alert")).to_contain_text("Tệp trống")


def test_the_screen_pleases_everybody(station: Screen, request: Any) -> None:
    choose(station, file_of("list.csv", *GOOD, *[BAD] * 12))
    station.says("roster.has_bad")
    judge(station, "desk", "phone")
