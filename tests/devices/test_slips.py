"""A slip can be read by people and readers, in three languages, on both widths of paper."""

import json
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from PIL import Image, ImageFont
from pydantic import ValidationError

from service.devices import draw_slip as drawing
from service.devices.bodies import Language
from service.devices.draw_slip import FONTS, NoFont, draw_slip, picture_of
from service.devices.rules import PAPERS, Paper
from service.devices.sample_slips import RECEIPT as SAMPLE_RECEIPT
from service.devices.sample_slips import SITE, sample_slips
from service.devices.words import WORDS
from tests.devices.slips import (
    AT_MS,
    RECEIPT,
    SHANGHAI,
    a_job,
    a_slip,
    black_share,
    codes_in,
)

LOCALES = Path(__file__).resolve().parents[2] / "kiosk_ui/src/locales"
BOTH = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())


def drawn(paper: Paper = PAPERS["58"], **slip: Any) -> Image.Image:
    return picture_of(draw_slip(a_job(**slip), paper, zone=SHANGHAI))


@BOTH
def test_a_slip_is_as_wide_as_its_paper_and_no_longer_than_it_must_be(paper: Paper) -> None:
    raster = draw_slip(a_job(), paper, zone=SHANGHAI)
    assert raster.width_dots == paper.width_dots
    assert {len(row) for row in raster.rows} == {paper.width_dots // 8}
    assert len(raster.rows) < 1.4 * paper.width_dots
    assert 0.03 < black_share(raster) < 0.25


@BOTH
def test_nothing_is_drawn_to_the_very_edge(paper: Paper) -> None:
    for raster in sample_slips(paper, at_ms=AT_MS):
        assert not any(row[0] & 0xF8 or row[-1] & 0x1F for row in raster.rows)
        assert not any(raster.rows[0] + raster.rows[-1])


@BOTH
def test_the_number_is_the_largest_thing_on_it(paper: Paper) -> None:
    assert height_of_blackest_band(drawn(paper)) >= paper.width_dots // 5


def height_of_blackest_band(picture: Image.Image) -> int:
    """The height in dots of the tallest line: rows with any black in them, one after another."""
    tallest = here = 0
    for row in range(picture.height):
        is_black = picture.crop((0, row, picture.width, row + 1)).getextrema()[0] == 0
        here = here + 1 if is_black else 0
        tallest = max(tallest, here)
    return tallest


@BOTH
@pytest.mark.parametrize("length", [40, 243, 400])
def test_a_receipt_on_it_is_read_by_a_reader(paper: Paper, length: int) -> None:
    receipt = ("TR1" + "MFRGGZDF" * 50)[:length]
    assert codes_in(drawn(paper, receipt=receipt)) == [receipt]


def test_a_receipt_is_read_off_a_slip_that_was_printed_pale_and_askew() -> None:
    picture = drawn(receipt=RECEIPT).convert("L").point(lambda dot: 90 + dot * 6 // 10)
    askew = picture.rotate(4, expand=True, fillcolor=243)
    assert codes_in(askew.resize((askew.width * 3 // 4, askew.height * 3 // 4))) == [RECEIPT]


def test_a_number_without_a_check_in_is_a_slip_too() -> None:
    ticket = drawn(turn="H003", lane="help", reference=None)
    assert ticket.height < drawn().height


@pytest.mark.parametrize("language", get_args(Language))
def test_every_letter_of_a_slip_is_in_its_font(language: Language) -> None:
    words = WORDS[language]
    said = [words.checked_in, words.turn, words.saved, *words.lanes.values(), SITE[language]]
    said += [words.passing, words.comes_from, words.goes_to, words.valid_until]
    said += [words.closing, *words.totals.values(), words.records, words.unsent, words.head]
    font = ImageFont.truetype(next(path for path in FONTS if path.exists()), 24, index=2)
    unknown = bytes(font.getmask("\U0010fffe"))
    letters = set("".join([*said, words.yuan, words.dong, "0123456789PGVH-:.,·"])) - {" "}
    assert [each for each in sorted(letters) if bytes(font.getmask(each)) == unknown] == []


@pytest.mark.parametrize("language", get_args(Language))
def test_a_slip_says_what_the_screens_say(language: Language) -> None:
    words = WORDS[language]
    shared = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))
    kiosk = json.loads((LOCALES / "kiosk" / f"{language}.json").read_text("utf-8"))
    assert words.saved == shared["state.saved"]
    assert words.lanes == {lane: shared[f"lane.{lane}"] for lane in words.lanes}
    assert words.turn == kiosk["done.turn"]
    assert (words.yuan, words.dong) == (shared["unit.fen"], shared["unit.dong"])


@BOTH
def test_the_samples_are_read_and_say_that_they_are_samples(paper: Paper) -> None:
    for raster in sample_slips(paper, at_ms=AT_MS):
        assert codes_in(picture_of(raster)) == [SAMPLE_RECEIPT]
        assert "SAMPLE" in SAMPLE_RECEIPT


def test_without_a_font_it_says_which_package_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "FONTS", (Path("/nowhere/at-all.ttc"),))
    with pytest.raises(NoFont, match="fonts-noto-cjk"):
        drawn()


@pytest.mark.parametrize(
    "wrong",
    [
        {"turn": "P12; reboot"},
        {"turn": "边民"},
        {"lane": "vip"},
        {"language": "fr"},
        {"reference": "S01.5a3b9c1d.1\x1b@"},
        {"reference": "测试"},
        {"receipt": "TR1<script>"},
        {"receipt": "TR1" + "A" * 598},
        {"at": -1},
        {"at": 10**15},
        {"name": "王小明"},
    ],
)
def test_a_slip_has_no_room_for_anything_but_what_belongs_on_it(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_slip(**wrong)


CLOSING: Final = {
    "day": "2026-11-24",
    "totals": {
        "entered": 812,
        "left": 790,
        "inside": 22,
        "refused": 9,
        "annulled": 3,
        "declared": 640,
        "exempt_fen": 498_211_050,
        "dutiable_fen": 1_200_000,
        "overrides": 1,
        "overridden_fen": 20_000,
        "waiting": 2,
    },
    "records": 1931,
    "unsent": 1931,
    "head": "5a3b9c1d" * 8,
}


@pytest.mark.parametrize("language", get_args(Language))
@BOTH
def test_a_closing_slip_carries_its_receipt(paper: Paper, language: Language) -> None:
    slip = {"turn": None, "lane": None, "reference": None, "receipt": RECEIPT}
    picture = drawn(paper, language=language, closing=CLOSING, **slip)
    assert codes_in(picture) == [RECEIPT]
    assert picture.width == paper.width_dots


@pytest.mark.parametrize("language", get_args(Language))
def test_a_closing_slip_says_what_the_station_says(language: Language) -> None:
    words = WORDS[language]
    path = LOCALES / "officer" / f"{language}.json"
    officer = json.loads(path.read_text(encoding="utf-8"))
    assert words.totals == {total: officer[f"totals.{total}"] for total in words.totals}
    said = (words.closing, words.records, words.unsent, words.head)
    keys = ("slip.title", "day.records", "day.unsent", "day.head")
    assert said == tuple(officer[key] for key in keys)
