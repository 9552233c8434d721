"""The rulebook of PINs, pauses, sessions and codes."""

import pytest

from service.officers.rules import (
    BackOff,
    NewPinRefusal,
    RefusedFor,
    SecretTry,
    SignInRefusal,
    SignInRefused,
    TerminalRefusal,
    hash_code,
    is_locked,
    is_stepped_up,
    judge_new_pin,
    judge_secret,
    next_terminal_no,
    pairing_expires_ms,
    pause_ms,
)
from service.vocabulary import OfficerNo, TerminalNo

NOW = 1_800_000_000_000
RIGHT = SecretTry(officer_is_here=True, pin_is_set=True, is_right=True)
WRONG = SecretTry(officer_is_here=True, pin_is_set=True, is_right=False)
NOBODY = SecretTry(officer_is_here=False, pin_is_set=False, is_right=False)
NO_PIN = SecretTry(officer_is_here=True, pin_is_set=False, is_right=False)


def after_wrong(tries: int, at_ms: int = NOW) -> BackOff:
    back_off = BackOff()
    for _ in range(tries):
        back_off = back_off.after_wrong(at_ms)
    return back_off


def test_a_right_secret_opens_and_clears_the_count() -> None:
    verdict = judge_secret(RIGHT, back_off=after_wrong(4), at_ms=NOW)
    assert (verdict.refused, verdict.back_off, verdict.record) == (None, BackOff(), None)


@pytest.mark.parametrize(
    ("wrong", "seconds"),
    [(1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (99, 900)],
)
def test_the_fifth_wrong_try_brings_thirty_seconds_and_each_more_doubles_to_a_quarter_hour(
    wrong: int, seconds: int
) -> None:
    assert pause_ms(wrong) == seconds * 1000


def test_the_fifth_wrong_try_tells_of_the_pause_it_brings() -> None:
    verdict = judge_secret(WRONG, back_off=after_wrong(4), at_ms=NOW)
    assert verdict.refused == SignInRefused(SignInRefusal.WRONG, 30)
    assert verdict.back_off == BackOff(5, NOW + 30_000)


def test_during_a_pause_not_even_a_right_secret_is_judged_or_recorded() -> None:
    verdict = judge_secret(RIGHT, back_off=after_wrong(5), at_ms=NOW + 29_001)
    assert verdict.refused == SignInRefused(SignInRefusal.WAIT, 1)
    assert verdict.record is None and verdict.back_off == after_wrong(5)


def test_after_the_pause_a_right_secret_opens() -> None:
    assert judge_secret(RIGHT, back_off=after_wrong(5), at_ms=NOW + 30_000).refused is None


def test_a_clock_set_back_does_not_stretch_a_pause() -> None:
    back_off = after_wrong(5)
    yesterday = NOW - 24 * 3600 * 1000
    verdict = judge_secret(RIGHT, back_off=back_off, at_ms=yesterday)
    assert verdict.refused == SignInRefused(SignInRefusal.WAIT, 30)
    later = judge_secret(RIGHT, back_off=verdict.back_off, at_ms=yesterday + 30_000)
    assert later.refused is None


def test_who_is_unknown_hears_the_same_as_who_is_wrong_and_is_counted_the_same() -> None:
    unknown = judge_secret(NOBODY, back_off=BackOff(), at_ms=NOW)
    wrong = judge_secret(WRONG, back_off=BackOff(), at_ms=NOW)
    assert (unknown.refused, unknown.back_off) == (wrong.refused, wrong.back_off)
    assert unknown.record is RefusedFor.NOT_AN_OFFICER_HERE
    assert wrong.record is RefusedFor.WRONG_PIN


def test_an_officer_without_a_pin_is_told_so_and_not_counted() -> None:
    verdict = judge_secret(NO_PIN, back_off=BackOff(), at_ms=NOW)
    assert verdict.refused == SignInRefused(SignInRefusal.PIN_NOT_SET)
    assert verdict.back_off == BackOff()


@pytest.mark.parametrize("pin", ["480273", "100200", "998877665544", "135791"])
def test_a_pin_of_six_to_twelve_digits_will_do(pin: str) -> None:
    assert judge_new_pin(pin, OfficerNo("1001")) is None


@pytest.mark.parametrize(
    "pin",
    [
        "48027",
        "4802734802734",
        "48027a",
        "４８０２７３",
        "",
        "000000",
        "123456",
        "987654",
        "789012",
        "210987",
        "100148",
        "481001",
    ],
)
def test_a_pin_is_no_run_no_repetition_no_officer_code_and_has_the_right_length(pin: str) -> None:
    assert judge_new_pin(pin, OfficerNo("1001")) is NewPinRefusal.TOO_SIMPLE


def test_a_code_is_read_as_people_copy_it() -> None:
    assert hash_code("1001", "K7QF-3M0T-1D2X") == hash_code("1001", " k7qf 3mOt iD2x ")


def test_the_hash_of_a_code_is_salted_by_whom_it_is_for() -> None:
    assert hash_code("1001", "K7QF3M0T1D2X") != hash_code("1002", "K7QF3M0T1D2X")


@pytest.mark.parametrize(("idle_ms", "locked"), [(0, False), (89_999, False), (90_000, True)])
def test_a_session_locks_after_ninety_seconds(idle_ms: int, locked: bool) -> None:
    assert is_locked(NOW, NOW + idle_ms) is locked


def test_a_clock_that_leaps_back_locks_too() -> None:
    assert is_locked(NOW, NOW - 90_000)


def test_a_step_up_stands_for_five_minutes() -> None:
    assert is_stepped_up(NOW, NOW + 299_999)
    assert not is_stepped_up(NOW, NOW + 300_000)
    assert not is_stepped_up(None, NOW)


def test_a_pairing_code_lives_a_quarter_hour() -> None:
    assert pairing_expires_ms(NOW) == NOW + 15 * 60 * 1000


def test_terminal_numbers_go_up() -> None:
    assert next_terminal_no([]) == "T01"
    assert next_terminal_no([TerminalNo("T09"), TerminalNo("T03")]) == "T10"
    assert next_terminal_no([TerminalNo("T99")]) == "T100"
    assert next_terminal_no([TerminalNo("T999")]) is TerminalRefusal.NUMBERS_USED_UP
