"""Quota on its way: from one epoch of a site to one epoch of another, as a signed text."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.journal.event import EventName
from service.kit.cose import Flaw, Opened, cbor_encode, from_text, open1, to_text
from service.quota.rules import Amounts
from service.sites.keys import KEY_ID_BYTES, Signer
from service.vocabulary import ComponentNo, Epoch, MemberNo, SiteNo, TradeDay

TRANSFER: Final = "quota-transfer"
TRANSFER_PREFIX: Final = "TM1"

_FIRST_DAY: Final = date(1970, 1, 1)
_MOST_DAYS: Final = (date.max - _FIRST_DAY).days


@dataclass(frozen=True, slots=True)
class Carried:
    """Quota that one site debited for another to credit; ``day`` is the sender's open day.

    ``name`` is the event that sent it, or the pass that carries it: it is credited once.
    """

    name: EventName
    to_site: SiteNo
    to_epoch: Epoch
    member: MemberNo
    regime: str
    day: TradeDay
    amounts: Amounts


class Claim(IntEnum):
    """The claims of a transfer; those of a pass have the same numbers."""

    ISSUER = 1
    AUDIENCE = 3
    SEQ = 7
    MEMBER = -1
    QUOTA = -7
    REGIME = -20


def sign_transfer(carried: Carried, signer: Signer) -> str:
    """Sign quota on its way, and spell it for a QR code or a stick."""
    days = (date.fromisoformat(carried.day) - _FIRST_DAY).days
    claims = {
        Claim.ISSUER: carried.name.site,
        Claim.AUDIENCE: [carried.to_site, bytes.fromhex(carried.to_epoch)],
        Claim.SEQ: carried.name.seq,
        Claim.MEMBER: carried.member,
        Claim.QUOTA: [days, dict(carried.amounts)],
        Claim.REGIME: carried.regime,
    }
    return to_text(TRANSFER_PREFIX, signer.sign(cbor_encode(claims), kind=TRANSFER))


KeysOf = Callable[[SiteNo, bytes], Iterable[Ed25519PublicKey]]
"""The keys with an id that a site may sign with."""


def read_transfer(text: str, keys_of: KeysOf, *, sites: Iterable[SiteNo]) -> Carried | Flaw:
    """Judge the text of a transfer: readable, key known, genuine, and of the site it names."""
    message = from_text(TRANSFER_PREFIX, text)
    if isinstance(message, Flaw):
        return message
    known = tuple(dict.fromkeys(sites))
    opened = open1(
        message,
        kind=TRANSFER,
        key_for=lambda kid: (key for site in known for key in keys_of(site, kid)),
    )
    if isinstance(opened, Flaw):
        return opened
    carried = _read_claims(opened)
    if carried is None:
        return Flaw.UNREADABLE
    own = open1(message, kind=TRANSFER, key_for=lambda kid: keys_of(carried.name.site, kid))
    return Flaw.NOT_GENUINE if isinstance(own, Flaw) else carried


def _read_claims(opened: Opened) -> Carried | None:
    match opened.claims:
        case {
            Claim.ISSUER: str(issuer),
            Claim.AUDIENCE: [str(site), bytes(epoch)],
            Claim.SEQ: int(seq),
            Claim.MEMBER: int(member),
            Claim.QUOTA: [int(days), dict(amounts)],
            Claim.REGIME: str(regime),
        } if 0 <= days <= _MOST_DAYS and len(epoch) == KEY_ID_BYTES and _are_amounts(amounts):
            return Carried(
                name=EventName(SiteNo(issuer), Epoch(opened.kid.hex()), seq),
                to_site=SiteNo(site),
                to_epoch=Epoch(epoch.hex()),
                member=MemberNo(member),
                regime=regime,
                day=TradeDay((_FIRST_DAY + timedelta(days=days)).isoformat()),
                amounts={ComponentNo(each): amount for each, amount in amounts.items()},
            )
    return None


def _are_amounts(said: dict[Any, Any]) -> bool:
    return bool(said) and all(
        isinstance(number, int) and isinstance(amount, int) and amount > 0
        for number, amount in said.items()
    )
