"""Numbers carry a check digit, and what is drawn comes from the randomness handed in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kit.ids import (
    FIRST_SERIAL,
    LAST_SERIAL,
    has_check_digit,
    random_digits,
    random_token,
    read_number,
    seeded_randomness,
    system_randomness,
    with_check_digit,
)

serials = st.integers(FIRST_SERIAL, LAST_SERIAL)


@given(serials)
def test_a_number_is_its_serial_and_a_valid_check_digit(serial: int) -> None:
    number = with_check_digit(serial)
    assert number // 10 == serial
    assert has_check_digit(number)


@given(serials, st.integers(0, 7), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(serial: int, place: int, shift: int) -> None:
    digits = list(str(with_check_digit(serial)))
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert read_number("".join(digits)) is None


@given(serials)
def test_only_one_last_digit_is_right(serial: int) -> None:
    assert sum(has_check_digit(serial * 10 + digit) for digit in range(10)) == 1


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert with_check_digit(1_000_001) == 10_000_012


@pytest.mark.parametrize("serial", [0, FIRST_SERIAL - 1, LAST_SERIAL + 1, -5])
def test_a_serial_has_seven_digits(serial: int) -> None:
    with pytest.raises(ValueError, match="seven digits"):
        with_check_digit(serial)


@pytest.mark.parametrize("typed", ["10000012", " 1000 0012 ", "１００００012", "1000-0012"])
def test_keyboards_may_type_blanks_hyphens_and_full_width_digits(typed: str) -> None:
    assert read_number(typed) == 10_000_012


@pytest.mark.parametrize("typed", ["", "1000001", "100000123", "x0000012", "10000018", "٣٠٠٠٠٠١٢"])
def test_other_texts_are_no_number(typed: str) -> None:
    assert read_number(typed) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_numbers(typed: str) -> None:
    number = read_number(typed)
    assert number is None or has_check_digit(number)


@given(st.integers(1, 40), st.text())
def test_random_digits_are_as_many_as_asked(length: int, seed: str) -> None:
    assert re.fullmatch(rf"[0-9]{{{length}}}", random_digits(seeded_randomness(seed), length))


def test_random_digits_use_all_digits_evenly() -> None:
    random = seeded_randomness("even")
    digits = "".join(random_digits(random, 20) for _ in range(1_000))
    assert all(1_800 < digits.count(str(digit)) < 2_200 for digit in range(10))


def test_at_least_one_digit_is_drawn() -> None:
    with pytest.raises(ValueError, match="at least one"):
        random_digits(system_randomness, 0)


def test_tokens_are_long_and_fit_a_cookie() -> None:
    token = random_token(system_randomness)
    assert re.fullmatch(r"[\w-]{43}", token, re.ASCII)
    assert token != random_token(system_randomness)


@given(st.text(), st.lists(st.integers(0, 100)))
def test_a_seed_gives_the_same_bytes_however_they_are_asked_for(
    seed: str, sizes: list[int]
) -> None:
    piecewise, at_once = seeded_randomness(seed), seeded_randomness(seed)
    assert b"".join(map(piecewise, sizes)) == at_once(sum(sizes))


def test_seeds_differ() -> None:
    assert seeded_randomness("1")(16) != seeded_randomness("2")(16)
