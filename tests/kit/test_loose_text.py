"""Cells are read as people type them, and doubtful dates are not guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kit.loose_text import plain_text, read_date, read_yes_no


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  王\u3000小明 \t", "王 小明"),
        ("９９９００１", "999001"),
        ("'999001", "999001"),
        ('="999001"', "999001"),
        ("\ufeff999\u200b001\u202d", "999001"),
        ("Ｘ", "X"),
        ("a\r\nb", "a b"),
        ("", ""),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_has_one_plain_form(cell: str, text: str) -> None:
    assert plain_text(cell) == text


@given(st.text())
def test_plain_text_is_plain_already(cell: str) -> None:
    once = plain_text(cell)
    assert plain_text(once) == once or once[:1] in "='`"


DATES = "2027-03-09 2027/3/9 2027.3.9 2027年3月9日 20270309 46455 46455.0 2027-03-09T00:00:00"
NO_DATES = "09/03/2027 3/9/27 2027-02-30 2027-13-01 20271301 0 999999 12345678 长期 2027-3"


@pytest.mark.parametrize("text", [*DATES.split(), "2027-03-09 00:00:00", "2027/3/9 0:00"])
def test_a_date_is_read_year_first_or_as_a_day_number(text: str) -> None:
    assert read_date(text) == "2027-03-09"


@pytest.mark.parametrize("text", [*NO_DATES.split(), "", "2027-03-09 12:30:00"])
def test_a_doubtful_date_is_no_date(text: str) -> None:
    assert read_date(text) is None


@given(st.dates(date(1928, 1, 1), date(2150, 1, 1)))
def test_spreadsheets_count_days_from_the_end_of_1899(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    assert read_date(str(serial)) == day.isoformat()


@given(st.text())
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    read = read_date(text)
    assert read is None or date.fromisoformat(read).isoformat() == read


@pytest.mark.parametrize("text", ["是", "有", "Yes", "Y", "TRUE", "1", "√", "có"])
def test_yes_is_yes_in_three_languages(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["否", "无", "No", "n", "False", "0", "×", "không"])
def test_no_is_no_in_three_languages(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize("text", ["", "也许", "2", "maybe"])
def test_other_words_are_neither(text: str) -> None:
    assert read_yes_no(text) is None
