"""What is printed can be read: two readers read each card on a photograph of the sheet."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from service.groups.draw_card_sheet import A_PAGE, draw_card_sheet
from service.groups.issue_cards import PrintedCard
from service.kit.ids import FIRST_SERIAL, with_check_digit
from service.kit.qr import QUIET_ZONE_MODULES, qr_version
from service.sites.authority import issue_card
from service.sites.card import Card
from service.sites.records import SiteNames
from service.vocabulary import GroupNo, MemberNo, SiteNo, TradeDay
from tests.places import make_authority

CARDS: Final = A_PAGE + 3
DOTS_A_PX: Final = 2
"""A photograph of paper has 192 dots to an inch; a screen has half as many, and a reader of cards
sees one at a time."""
PX_A_MM: Final = 96 / 25.4
A4_PX: Final = (794, 1123)
LONG: Final = "Nguyễn V* A*", "Tổ tương trợ thôn Bắc Luân thứ mười bảy <b>"


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> list[PrintedCard]:
    """More cards than a page holds, with a name and a group that are long."""
    authority = make_authority(tmp_path_factory.mktemp("office") / "authority")
    numbers = [MemberNo(with_check_digit(FIRST_SERIAL + place)) for place in range(CARDS)]
    names = SiteNames("东兴互市区", "Dongxing mutual-trade zone", "Khu chợ biên giới Đông Hưng")
    return [
        PrintedCard(
            card=(card := Card(number, 1, TradeDay("2026-11-24"))),
            text=issue_card(authority, card),
            name=LONG[0] if number % 2 else "陈*福",
            group=GroupNo("G017"),
            group_name=LONG[1] if number % 2 else "合寨",
            site=SiteNo("S01"),
            site_names=names,
        )
        for number in numbers
    ]


@pytest.fixture
def sheet(browser: Browser, cards: list[PrintedCard], tmp_path: Path) -> Iterator[Page]:
    path = tmp_path / "cards.html"
    path.write_text(draw_card_sheet(cards, title="G017 合寨"), encoding="utf-8")
    size: ViewportSize = {"width": A4_PX[0], "height": A4_PX[1]}
    page = browser.new_page(viewport=size, device_scale_factor=DOTS_A_PX)
    page.goto(path.as_uri())
    yield page
    page.close()


def texts_by_zbar(photograph: bytes, folder: Path) -> set[str]:
    path = folder / "photograph.png"
    path.write_bytes(photograph)
    said = subprocess.run(
        ["zbarimg", "--quiet", "--raw", path], capture_output=True, text=True, check=True
    )
    return set(said.stdout.split())


def texts_by_zxing(photograph: bytes) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(photograph)))}


def test_two_readers_read_every_card_of_every_page(
    sheet: Page, cards: list[PrintedCard], tmp_path: Path
) -> None:
    pages = sheet.locator(".sheet")
    assert pages.count() == 2
    for number, some in enumerate((cards[:A_PAGE], cards[A_PAGE:])):
        photograph = pages.nth(number).screenshot()
        assert texts_by_zxing(photograph) == {each.text for each in some}
    for place, card in enumerate(cards):
        photograph = sheet.locator(".card").nth(place).screenshot()
        assert texts_by_zbar(photograph, tmp_path) == {card.text}
        assert texts_by_zxing(photograph) == {card.text}


def test_a_module_has_three_pixels_and_a_code_more_than_25_mm(
    sheet: Page, cards: list[PrintedCard]
) -> None:
    for code, card in zip(sheet.locator(".card > svg").all(), cards, strict=True):
        box = code.bounding_box()
        assert box is not None and box["width"] == box["height"]
        modules = 4 * qr_version(card.text) + 17 + 2 * QUIET_ZONE_MODULES
        assert box["width"] / modules >= 3
        assert (box["width"] - 2 * QUIET_ZONE_MODULES * box["width"] / modules) / PX_A_MM >= 25


def test_a_card_is_as_large_as_a_bank_card_and_nothing_runs_over(sheet: Page) -> None:
    for card in sheet.locator(".card").all():
        box = card.bounding_box()
        assert box is not None
        assert abs(box["width"] / PX_A_MM - 85.6) < 0.2
        assert abs(box["height"] / PX_A_MM - 54) < 0.2
        over = card.evaluate("card => card.scrollHeight - card.clientHeight")
        assert over <= 0
    for said in sheet.locator(".said").all():
        assert said.evaluate("said => said.scrollHeight - said.clientHeight") <= 0


def test_it_prints_on_as_many_a4_pages_as_there_are_sheets(sheet: Page) -> None:
    pdf = sheet.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert boxes
    for width, height in boxes:
        assert abs(float(width) - 595) < 2 and abs(float(height) - 842) < 2


def test_it_needs_nothing_from_anywhere(sheet: Page) -> None:
    said = sheet.content()
    assert "<b>" not in said
    for outside in ("http://", "https://", "<script", "@import", "url("):
        assert outside not in said.replace("http://www.w3.org/2000/svg", "")
