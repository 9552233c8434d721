"""A scan is a genuine card or a member's number; what scanners and keyboards add is forgiven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.checkin.read_scan import (
    MAX_SCAN_CHARACTERS,
    Named,
    VerifyCard,
    looks_like_a_card,
    name_by_number,
    read_scan,
)
from service.checkin.rules import Refused
from service.kit.cose import Flaw
from service.sites.card import Card
from service.sites.identity import card_verifier
from service.vocabulary import MemberNo, Presence, TradeDay
from tests.builders import City
from tests.people import CHEN
from tests.places import NOW_MS

DIGITS = str(CHEN.number)
BY_NUMBER = Named(CHEN.number, Presence.NUMBER_AT_KIOSK)


@pytest.fixture(scope="module")
def verify(city: City) -> VerifyCard:
    trust, judge = city.authority.trust, card_verifier(lambda: NOW_MS)
    return lambda text: judge(text, trust)


def no_card(text: str) -> Card | Flaw:
    raise AssertionError("a number is not verified as a card")


@pytest.mark.parametrize(
    "text",
    [
        DIGITS,
        f"  {DIGITS}\n",
        f"{DIGITS[:4]} {DIGITS[4:]}",
        f"{DIGITS[:4]}-{DIGITS[4:]}",
        f"\x02{DIGITS}\x03",
        DIGITS.translate({ord(d): ord(d) + 0xFEE0 for d in DIGITS}),  # full-width, by an IME
    ],
)
def test_a_number_is_read_as_keyboards_and_scanners_give_it(text: str) -> None:
    assert read_scan(text, no_card) == BY_NUMBER


@pytest.mark.parametrize("wrong", [int(DIGITS) + 1, 0, 7, 99_999_999, 123_456_789_012, 10**500])
def test_a_number_with_a_wrong_check_digit_is_nobodys(wrong: int) -> None:
    assert name_by_number(wrong) is Refused.UNKNOWN_MEMBER
    assert read_scan(str(wrong), no_card) is Refused.UNKNOWN_MEMBER


def test_a_card_names_its_bearer_and_serial(city: City, verify: VerifyCard) -> None:
    expected = Named(CHEN.number, Presence.CARD_AT_KIOSK, card_serial=3)
    assert read_scan(city.card(CHEN, serial=3), verify) == expected


@pytest.mark.parametrize("around", ["{0}\r\n", " {0}", "\x02{0}\x03", "\u200b{0}"])
def test_a_card_is_read_as_scanners_give_it(city: City, verify: VerifyCard, around: str) -> None:
    for card in (city.card(CHEN), city.card(CHEN).lower()):
        assert isinstance(read_scan(around.format(card), verify), Named)


@pytest.mark.parametrize(
    ("flaw", "refused"),
    [
        (Flaw.UNREADABLE, Refused.UNREADABLE),
        (Flaw.UNKNOWN_KEY, Refused.CARD_UNKNOWN_KEY),
        (Flaw.NOT_GENUINE, Refused.CARD_NOT_GENUINE),
    ],
)
def test_each_flaw_of_a_card_has_its_word(flaw: Flaw, refused: Refused) -> None:
    assert read_scan("TC1ABC", lambda text: flaw) is refused


@pytest.mark.parametrize("text", ["", "   ", "TF1ABC", "hello", "你好", "TC", "12a", "x" * 601])
def test_anything_else_is_unreadable(text: str) -> None:
    assert read_scan(text, no_card) is Refused.UNREADABLE


def test_a_scan_beyond_every_card_is_not_even_looked_at() -> None:
    assert read_scan("TC1" + "A" * MAX_SCAN_CHARACTERS, no_card) is Refused.UNREADABLE


@pytest.mark.parametrize(
    ("text", "card"),
    [("TC1ABC", True), (" tc1abc", True), (DIGITS, False), ("1000 0018", False), ("x", False)],
)
def test_only_what_claims_to_be_a_card_was_not_guessed(text: str, card: bool) -> None:
    assert looks_like_a_card(text) is card


@given(text=st.text(max_size=700))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    def verify(card: str) -> Card | Flaw:
        return Flaw.UNREADABLE

    read = read_scan(text, verify)
    assert isinstance(read, Refused | Named)


def test_a_genuine_card_is_verified_once_and_a_forged_one_each_time(city: City) -> None:
    """A member peeks, then confirms; what was refused is judged anew."""
    asked: list[int] = []

    def now_ms() -> int:
        asked.append(1)
        return NOW_MS

    trust, judge = city.authority.trust, card_verifier(now_ms)
    card = city.card(CHEN)
    assert (
        judge(card, trust)
        == judge(card, trust)
        == Card(MemberNo(CHEN.number), 1, TradeDay("2026-11-24"))
    )
    assert len(asked) == 1
    forged = card[:-1] + ("A" if card[-1] != "A" else "B")
    assert {type(judge(forged, trust)) for _ in range(2)} == {Flaw}
