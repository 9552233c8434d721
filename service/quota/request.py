"""A site asks another for quota of a member who is checked in there: a signed text of its own.

The same need gives the same text, so that whoever hears it twice sends once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, Final

from service.journal.event import EventName
from service.kit.cose import Flaw, Opened, cbor_encode, from_text, open1, to_text
from service.quota.rules import Amounts
from service.quota.transfer import KeysOf
from service.sites.keys import KEY_ID_BYTES, Signer
from service.vocabulary import ComponentNo, Epoch, MemberNo, SiteNo, TradeDay

REQUEST: Final = "quota-request"
REQUEST_PREFIX: Final = "TD1"

_FIRST_DAY: Final = date(1970, 1, 1)
_MOST_DAYS: Final = (date.max - _FIRST_DAY).days


@dataclass(frozen=True, slots=True)
class QuotaRequest:
    """What a member is short of, at the site of their ``check_in`` on ``day``; ``received`` is what
    came there already, so that a later need is another request."""

    check_in: EventName
    to_site: SiteNo
    to_epoch: Epoch
    member: MemberNo
    regime: str
    day: TradeDay
    amounts: Amounts
    received: Amounts


class Claim(IntEnum):
    """The claims of a request; those that a transfer has too are its own."""

    ISSUER = 1
    AUDIENCE = 3
    SEQ = 7
    MEMBER = -1
    QUOTA = -7
    REGIME = -20
    RECEIVED = -21


def sign_quota_request(request: QuotaRequest, signer: Signer) -> str:
    """The request as text, by the site of the check-in."""
    days = (date.fromisoformat(request.day) - _FIRST_DAY).days
    claims = {
        Claim.ISSUER: request.check_in.site,
        Claim.AUDIENCE: [request.to_site, bytes.fromhex(request.to_epoch)],
        Claim.SEQ: request.check_in.seq,
        Claim.MEMBER: request.member,
        Claim.QUOTA: [days, dict(request.amounts)],
        Claim.REGIME: request.regime,
        Claim.RECEIVED: dict(request.received),
    }
    return to_text(REQUEST_PREFIX, signer.sign(cbor_encode(claims), kind=REQUEST))


def read_quota_request(
    text: str, keys_of: KeysOf, *, sites: Iterable[SiteNo]
) -> QuotaRequest | Flaw:
    """Judge the text of a request: readable, key known, genuine, and of the site it names."""
    message = from_text(REQUEST_PREFIX, text)
    if isinstance(message, Flaw):
        return message
    known = tuple(dict.fromkeys(sites))
    opened = open1(
        message,
        kind=REQUEST,
        key_for=lambda kid: (key for site in known for key in keys_of(site, kid)),
    )
    if isinstance(opened, Flaw):
        return opened
    request = _read_claims(opened)
    if request is None:
        return Flaw.UNREADABLE
    own = open1(message, kind=REQUEST, key_for=lambda kid: keys_of(request.check_in.site, kid))
    return Flaw.NOT_GENUINE if isinstance(own, Flaw) else request


def _read_claims(opened: Opened) -> QuotaRequest | None:
    match opened.claims:
        case {
            Claim.ISSUER: str(issuer),
            Claim.AUDIENCE: [str(site), bytes(epoch)],
            Claim.SEQ: int(seq),
            Claim.MEMBER: int(member),
            Claim.QUOTA: [int(days), dict(amounts)],
            Claim.REGIME: str(regime),
            Claim.RECEIVED: dict(received),
        } if 0 <= days <= _MOST_DAYS and len(epoch) == KEY_ID_BYTES and _are_amounts(amounts):
            return QuotaRequest(
                check_in=EventName(SiteNo(issuer), Epoch(opened.kid.hex()), seq),
                to_site=SiteNo(site),
                to_epoch=Epoch(epoch.hex()),
                member=MemberNo(member),
                regime=regime,
                day=TradeDay((_FIRST_DAY + timedelta(days=days)).isoformat()),
                amounts={ComponentNo(each): amount for each, amount in amounts.items()},
                received=received,
            )
    return None


def _are_amounts(said: dict[Any, Any]) -> bool:
    return bool(said) and all(
        isinstance(number, int) and isinstance(amount, int) and amount > 0
        for number, amount in said.items()
    )
