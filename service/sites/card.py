"""The member card: a signed member number on paper or on a phone.

It identifies and proves no presence; whoever finds or photographs a card is not its member.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Any, Final

from service.kit.cose import cbor_encode, to_text
from service.sites.keys import Signer
from service.vocabulary import MemberNo, TradeDay

CARD: Final = "member-card"
CARD_PREFIX: Final = "TC1"

_FIRST_DAY: Final = date(1970, 1, 1)
_MOST_DAYS: Final = (date.max - _FIRST_DAY).days


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says: whose it is, which of this member's cards, and since which day."""

    member: MemberNo
    serial: int
    issued: TradeDay


class Claim(IntEnum):
    """The claims of a card; `ISSUED` counts days since 1970-01-01."""

    MEMBER = -1
    SERIAL = -2
    ISSUED = -3


def sign_card(card: Card, signer: Signer) -> str:
    """Sign a card and spell it for its QR code."""
    claims = {
        Claim.MEMBER: card.member,
        Claim.SERIAL: card.serial,
        Claim.ISSUED: (date.fromisoformat(card.issued) - _FIRST_DAY).days,
    }
    return to_text(CARD_PREFIX, signer.sign(cbor_encode(claims), kind=CARD))


def read_card(claims: dict[int | str, Any]) -> Card | None:
    """Read the claims of a genuine card; None if they are not those of a card."""
    match claims:
        case {Claim.MEMBER: int(member), Claim.SERIAL: int(serial), Claim.ISSUED: int(days)} if (
            0 <= days <= _MOST_DAYS
        ):
            return Card(MemberNo(member), serial, _day_after(days))
    return None


@lru_cache(maxsize=64)
def _day_after(days: int) -> TradeDay:
    """Kept: cards are issued by the thousand on one day."""
    return TradeDay((_FIRST_DAY + timedelta(days=days)).isoformat())
