"""The receipt of an event: what one takes home, and what brings the event back if a disk is lost.

A COSE_Sign1 over a map of claims. Issuer, issued-at and id are claims 1, 6 and 7 of a CWT
(RFC 8392); the negative ones are ours. The epoch is not among them: it is the key's id.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.journal.event import Event, EventName
from service.kit.cose import Flaw, cbor_encode, from_text, open1, to_text
from service.sites.keys import Signer
from service.vocabulary import Epoch, MemberNo, SiteNo, TradeDay

RECEIPT: Final = "receipt"
RECEIPT_PREFIX: Final = "TR1"

HASH_BYTES: Final = 32
_EPOCH_BYTES: Final = 4
_FIRST_DAY: Final = date(1970, 1, 1)
_MOST_DAYS: Final = (date.max - _FIRST_DAY).days
_LATEST_SECONDS: Final = 253_402_300_799
"""The end of the year 9999, beyond which no date is written."""

KeyFor = Callable[[bytes], Iterable[Ed25519PublicKey]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says of one event: its name and place in the chain, whom and which day it is
    about. ``amounts`` by component number; ``pass_id`` names the event that issued a pass."""

    name: EventName
    head: bytes
    kind: str
    at_ms: int
    member: MemberNo | None = None
    day: TradeDay | None = None
    amounts: dict[int, int] = field(default_factory=dict)
    pass_id: EventName | None = None


class Claim(IntEnum):
    """The claims of a receipt; `DAY` counts days since 1970-01-01, `AT` is in seconds."""

    SITE = 1
    AT = 6
    SEQ = 7
    MEMBER = -1
    HEAD = -2
    KIND = -3
    DAY = -4
    AMOUNTS = -5
    PASS = -6


def receipt_of(event: Event, head: bytes) -> Receipt:
    """The receipt of an event whose hash in the chain is ``head``."""
    return Receipt(
        name=event.name,
        head=head,
        kind=event.type,
        at_ms=event.moment.at_ms // 1000 * 1000,
        member=event.data.get("member"),
        day=event.day,
        amounts=dict(event.data.get("spent") or event.data.get("quota") or ()),
        pass_id=EventName.parse(event.data.get("pass") or ""),
    )


def sign_receipt(receipt: Receipt, signer: Signer) -> str:
    """Sign a receipt and spell it for its QR code: the same bytes whenever it is asked for."""
    claims: dict[int, Any] = {
        Claim.SITE: receipt.name.site,
        Claim.AT: receipt.at_ms // 1000,
        Claim.SEQ: receipt.name.seq,
        Claim.HEAD: receipt.head,
        Claim.KIND: receipt.kind,
    }
    if receipt.member is not None:
        claims[Claim.MEMBER] = receipt.member
    if receipt.day is not None:
        claims[Claim.DAY] = (date.fromisoformat(receipt.day) - _FIRST_DAY).days
    if receipt.amounts:
        claims[Claim.AMOUNTS] = receipt.amounts
    if issued := receipt.pass_id:
        claims[Claim.PASS] = [issued.site, bytes.fromhex(issued.epoch), issued.seq]
    return to_text(RECEIPT_PREFIX, signer.sign(cbor_encode(claims), kind=RECEIPT))


def verify_receipt(text: str, key_for: KeyFor) -> Receipt | Flaw:
    """Judge the text of a receipt: readable, then key known, then genuine."""
    message = from_text(RECEIPT_PREFIX, text)
    if isinstance(message, Flaw):
        return message
    opened = open1(message, kind=RECEIPT, key_for=key_for)
    if isinstance(opened, Flaw):
        return opened
    return _read(opened.kid, opened.claims) or Flaw.UNREADABLE


def _read(kid: bytes, claims: dict[int | str, Any]) -> Receipt | None:
    match claims:
        case {
            Claim.SITE: str(site),
            Claim.AT: int(at),
            Claim.SEQ: int(seq),
            Claim.HEAD: bytes(head),
            Claim.KIND: str(kind),
        } if len(head) == HASH_BYTES and _is_count(at, _LATEST_SECONDS) and _is_count(seq):
            name = EventName(SiteNo(site), Epoch(kid.hex()), seq)
            return _with_subject(Receipt(name, head, kind, at * 1000), claims)
    return None


def _with_subject(receipt: Receipt, claims: dict[int | str, Any]) -> Receipt | None:
    """The receipt with whom it is about; None when one of these claims is none."""
    member = claims.get(Claim.MEMBER)
    days = claims.get(Claim.DAY)
    amounts = claims.get(Claim.AMOUNTS, {})
    issued = claims.get(Claim.PASS)
    if not (_is_count(member) and _is_count(days, _MOST_DAYS) and _are_amounts(amounts)):
        return None
    pass_id = None if issued is None else _pass_id(issued)
    if issued is not None and pass_id is None:
        return None
    return Receipt(
        name=receipt.name,
        head=receipt.head,
        kind=receipt.kind,
        at_ms=receipt.at_ms,
        member=None if member is None else MemberNo(member),
        day=None if days is None else TradeDay((_FIRST_DAY + timedelta(days=days)).isoformat()),
        amounts=amounts,
        pass_id=pass_id,
    )


def _is_count(value: object, most: int = 2**53) -> bool:
    """A whole number from nought to ``most``, or nothing at all; a truth value is no number."""
    return value is None or (type(value) is int and 0 <= value <= most)


def _are_amounts(value: object) -> bool:
    return isinstance(value, dict) and all(
        type(number) is int and type(amount) is int for number, amount in value.items()
    )


def _pass_id(value: object) -> EventName | None:
    match value:
        case [str(site), bytes(epoch), int(seq)] if len(epoch) == _EPOCH_BYTES:
            return EventName(SiteNo(site), Epoch(epoch.hex()), seq)
    return None
