"""Read what a scanner, a keypad or an officer gives: a card, or a member's number."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from service.checkin.rules import Refused
from service.journal.receipt import RECEIPT_PREFIX
from service.kit.cose import Flaw
from service.kit.ids import has_check_digit
from service.sites.card import Card
from service.vocabulary import MemberNo, Presence

MAX_SCAN_CHARACTERS = 600
CARD_PREFIX = "TC1"

VerifyCard = Callable[[str], Card | Flaw]

_REFUSED_BY_FLAW = {
    Flaw.UNREADABLE: Refused.UNREADABLE,
    Flaw.UNKNOWN_KEY: Refused.CARD_UNKNOWN_KEY,
    Flaw.NOT_GENUINE: Refused.CARD_NOT_GENUINE,
}


@dataclass(frozen=True, slots=True)
class Named:
    """The member a scan names, and how; ``card_serial`` only when a genuine card was read."""

    member: MemberNo
    presence: Presence
    card_serial: int | None = None


def read_scan(text: str, verify_card: VerifyCard) -> Named | Refused:
    """Read ``text`` as a member card (``TC1…``) or as a member number of eight digits.

    Blanks, control characters, hyphens, small letters and full-width forms are forgiven, since
    scanners and input methods add them. Refuses with ``UNREADABLE``, ``RECEIPT_NO_CARD``,
    ``CARD_UNKNOWN_KEY``, ``CARD_NOT_GENUINE`` or, for digits that are nobody's number,
    ``UNKNOWN_MEMBER``.
    """
    if len(text) > MAX_SCAN_CHARACTERS:
        return Refused.UNREADABLE
    if looks_like_a_card(text):
        return _read_card(text, verify_card)
    plain = _plain(text)
    if plain.isascii() and plain.isdigit():
        return name_by_number(int(plain))
    if plain.startswith(RECEIPT_PREFIX):
        return Refused.RECEIPT_NO_CARD
    return Refused.UNREADABLE


def looks_like_a_card(text: str) -> bool:
    """Whether ``text`` claims to be a card, genuine or not; whatever else it is, it was guessed."""
    return text.startswith(CARD_PREFIX) or _plain(text).startswith(CARD_PREFIX)


def name_by_number(number: int) -> Named | Refused:
    """A typed number; one whose check digit is wrong is nobody's."""
    if not has_check_digit(number):
        return Refused.UNKNOWN_MEMBER
    return Named(MemberNo(number), Presence.NUMBER_AT_KIOSK)


def _read_card(text: str, verify_card: VerifyCard) -> Named | Refused:
    card = verify_card(text)
    if isinstance(card, Flaw):
        return _REFUSED_BY_FLAW[card]
    return Named(MemberNo(card.member), Presence.CARD_AT_KIOSK, card.serial)


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text))).upper()
