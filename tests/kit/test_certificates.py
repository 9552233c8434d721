"""A certificate number is taken when its form, its birth date and its check digit agree."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from service.kit.certificates import (
    Certificate,
    CertificateKind,
    CertificateReason,
    judge_certificate,
    normal_certificate,
)

DAY = "2026-11-24"

births = st.dates(date(1907, 1, 1), date(2026, 11, 24))
bodies = st.builds(
    lambda area, born, serial: f"999{area:03d}{born:%Y%m%d}{serial:03d}",
    st.integers(0, 999),
    births,
    st.integers(0, 999),
)


def with_check_digit(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


@given(bodies)
def test_a_number_with_its_check_digit_is_taken(body: str) -> None:
    number = with_check_digit(body)
    judged = judge_certificate(number, DAY)
    assert isinstance(judged, Certificate)
    assert judged.number == number
    assert judged.kind is CertificateKind.CN_RESIDENT
    assert judged.born == f"{body[6:10]}-{body[10:12]}-{body[12:14]}"
    assert judged.is_synthetic


@given(bodies, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(body: str, place: int, digit: str) -> None:
    number = with_check_digit(body)
    wrong = number[:place] + digit + number[place + 1 :]
    assert wrong == number or isinstance(judge_certificate(wrong, DAY), CertificateReason)


@given(bodies, st.integers(0, 15))
def test_two_digits_swapped_are_found(body: str, place: int) -> None:
    number = with_check_digit(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or isinstance(judge_certificate(swapped, DAY), CertificateReason)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", CertificateReason.MISSING),
        (" \u3000 ", CertificateReason.MISSING),
        ("99900119800531001", CertificateReason.LENGTH),
        ("999001800531001", CertificateReason.LENGTH),
        ("9990011980053100161", CertificateReason.LENGTH),
        ("99900119800531O016", CertificateReason.CHARACTERS),
        ("X99001198005310016", CertificateReason.CHARACTERS),
        ("王小明王小明王小明王小明王小明王小明", CertificateReason.CHARACTERS),
        ("٩٩٩٠٠١١٩٨٠٠٥٣١٠٠١٦", CertificateReason.CHARACTERS),
        ("99900119800230001X", CertificateReason.BIRTH_DATE),
        ("999001198013010010", CertificateReason.BIRTH_DATE),
        ("999001000000000010", CertificateReason.BIRTH_DATE),
        ("999001202611250010", CertificateReason.BIRTH_DATE),
        ("999001190505310010", CertificateReason.BIRTH_DATE),
        ("99900119800531001X", CertificateReason.CHECK_DIGIT),
        ("9.99001198005310E+17", CertificateReason.ROUNDED),
        ("9.99E17", CertificateReason.ROUNDED),
        ("02208000123A", CertificateReason.CHARACTERS),
        ("022280001234", CertificateReason.BIRTH_DATE),
        ("022480001234", CertificateReason.BIRTH_DATE),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_its_reason(
    typed: str, reason: CertificateReason
) -> None:
    assert judge_certificate(typed, DAY) is reason


@given(bodies)
def test_full_width_digits_blanks_and_small_x_are_how_people_type(body: str) -> None:
    number = with_check_digit(body)
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    for typed in (wide, number.lower(), f"{number[:6]} {number[6:14]}-{number[14:]}", f"'{number}"):
        assert normal_certificate(typed) == number


def test_an_unknown_county_is_reported_and_not_refused() -> None:
    known = judge_certificate(with_check_digit("45068119800531001"), DAY)
    unknown = judge_certificate(with_check_digit("12345619800531001"), DAY)
    assert isinstance(known, Certificate)
    assert isinstance(unknown, Certificate)
    assert (known.area_known, unknown.area_known) == (True, False)
    assert not known.is_synthetic


def test_people_older_than_their_county_are_not_even_reported() -> None:
    born_before_dongxing_became_a_city = with_check_digit("45068119500101001")
    judged = judge_certificate(born_before_dongxing_became_a_city, DAY)
    assert isinstance(judged, Certificate)
    assert judged.area_known


@pytest.mark.parametrize(
    ("number", "born"), [("022080001234", "1980-12-31"), ("022305001234", "2005-12-31")]
)
def test_a_vietnamese_number_tells_the_year_and_nobody_comes_of_age_early(
    number: str, born: str
) -> None:
    judged = judge_certificate(number, DAY)
    assert judged == Certificate(number, CertificateKind.VN_CITIZEN, born, area_known=True)


def test_a_vietnamese_province_beyond_the_table_is_reported() -> None:
    judged = judge_certificate("500080001234", DAY)
    assert isinstance(judged, Certificate)
    assert not judged.area_known


@given(st.text())
def test_no_text_breaks_the_judgement(typed: str) -> None:
    judged = judge_certificate(typed, DAY)
    assert isinstance(judged, Certificate | CertificateReason)
