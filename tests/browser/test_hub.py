"""The hub's pages: how the sites stand, what they sum up to, what does not fit, what came when."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.hub import AUDITOR, OPERATOR, PEPPER_GRAMS, Centre, centre_of
from tests.browser.manners import judge
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals

SIZES: Final = ("office", "phone")


@pytest.fixture(scope="module")
def centre(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with centre_of(city, tmp_path_factory.mktemp("centre") / "demo") as opened:
        yield opened


@pytest.fixture
def page(centre: Centre, browser: Browser) -> Iterator[Screen]:
    """The hub's page, nobody signed in; at its end it may not have complained."""
    screens = Screens(browser, Terminals(centre.dongxing))
    opened = screens.open("hub", site=centre.door, address=f"{centre.url}/hub.html")
    yield opened
    complaints = screens.close()
    assert not complaints, "\n".join(complaints)


def sign_in(page: Screen, code: str, passphrase: str) -> None:
    page.shows("sign_in.title")
    page.page.get_by_label(page.t("sign_in.code")).fill(code)
    page.page.get_by_label(page.t("sign_in.pin"), exact=True).fill(passphrase)
    page.keys("Enter")


def go(page: Screen, place: str) -> None:
    """By the keyboard, as by the mouse: each page is a link."""
    page.page.get_by_role("link", name=page.t(f"place.{place}"), exact=True).focus()
    page.keys("Enter")
    page.shows(f"place.{place}")
    expect(page.page.locator("h1")).to_be_focused()


def test_an_operator_chooses_a_passphrase_and_sees_each_site_as_it_stands(
    page: Screen, centre: Centre
) -> None:
    page.shows("sign_in.title")
    page.press("sign_in.first")
    page.shows("sign_in.first_title")
    judge(page, *SIZES)
    page.page.get_by_label(page.t("sign_in.code")).fill(OPERATOR.officer)
    page.page.get_by_label(page.t("sign_in.once")).fill(centre.codes[OPERATOR.officer])
    for key in ("sign_in.new_pin", "sign_in.again"):
        page.page.get_by_label(page.t(key), exact=True).fill(OPERATOR.pin)
    page.keys("Enter")
    page.shows("place.sites")
    sites = page.page.locator("li.site")
    expect(sites).to_have_count(2)
    expect(sites.filter(has_text="S01")).to_contain_text(page.t("concern.storage"))
    judge(page, *SIZES)
    page.page.get_by_role("link", name="东兴互市区").click()
    page.says("concern_do.storage")
    expect(page.page.get_by_role("table")).to_have_count(2)
    judge(page, *SIZES)
    page.press("hub.sign_out")
    page.shows("sign_in.title")


def test_a_wrong_passphrase_is_told_and_nothing_is_shown(page: Screen) -> None:
    sign_in(page, AUDITOR.officer, "no such words at all")
    page.says("hub_problems.wrong_code_or_pin")
    expect(page.page.locator("nav")).to_have_count(0)


def test_an_auditor_reads_sums_and_takes_them_away_by_keyboard_alone(
    page: Screen, tmp_path: Path
) -> None:
    sign_in(page, AUDITOR.officer, AUDITOR.pin)
    page.shows("place.sites")
    go(page, "reports")
    foot = page.page.locator("tfoot td")
    expect(foot.first).to_have_text(str(len(PEPPER_GRAMS)))
    kind = page.page.get_by_label(page.t("reports.kind"))
    kind.select_option("exempt")
    expect(foot.first).to_have_text(f"¥{sum(PEPPER_GRAMS) * 45 // 1000}")
    page.page.locator("canvas").wait_for()
    judge(page, *SIZES)
    page.page.get_by_label(page.t("reports.by")).select_option("group")
    page.page.get_by_role("button", name="CSV").focus()
    page.keys("Enter")
    page.says("step_up.title")
    page.page.get_by_label(page.t("sign_in.pin"), exact=True).fill(AUDITOR.pin)
    with page.page.expect_download() as caught:
        page.keys("Enter")
    caught.value.save_as(tmp_path / "report.csv")
    rows = (tmp_path / "report.csv").read_bytes().decode("utf-8-sig").splitlines()
    amounts = [int(row.split(",")[2]) for row in rows[1:]]
    assert sum(amounts) == sum(PEPPER_GRAMS) * 45 // 10


def test_what_each_run_brought_and_the_proof_of_it_all_can_be_read(page: Screen) -> None:
    sign_in(page, AUDITOR.officer, AUDITOR.pin)
    page.shows("place.sites")
    go(page, "runs")
    page.press("proofs.now")
    page.says("proofs.well")
    runs = page.page.locator("tbody tr")
    expect(runs.filter(has_text="S01")).to_contain_text(page.t("outcome.done"))
    expect(runs).to_have_count(2)
    judge(page, *SIZES)
    go(page, "anomalies")
    page.says("anomalies.none")
    judge(page, *SIZES)
