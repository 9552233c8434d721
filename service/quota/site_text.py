"""A text about quota that one site signs for another: a transfer, or a request for one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, Final, Generic, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.journal.event import EventName
from service.kit.cose import Flaw, Opened, cbor_encode, from_text, open1, to_text
from service.quota.rules import Amounts
from service.sites.keys import KEY_ID_BYTES, Signer
from service.vocabulary import ComponentNo, Epoch, MemberNo, SiteNo, TradeDay

_FIRST_DAY: Final = date(1970, 1, 1)
_MOST_DAYS: Final = (date.max - _FIRST_DAY).days

KeysOf = Callable[[SiteNo, bytes], Iterable[Ed25519PublicKey]]
"""The keys with an id that a site may sign with."""

T = TypeVar("T")


class Claim(IntEnum):
    """What both texts say; those of a pass have the same numbers."""

    ISSUER = 1
    AUDIENCE = 3
    SEQ = 7
    MEMBER = -1
    QUOTA = -7
    REGIME = -20


@dataclass(frozen=True, slots=True)
class QuotaText:
    """``amounts`` of a member's quota of ``day``, said to one epoch of a site by the site of the
    event ``name``, on account of that event."""

    name: EventName
    to_site: SiteNo
    to_epoch: Epoch
    member: MemberNo
    regime: str
    day: TradeDay
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """One kind of text: how it begins, what its signature is over, and what is read in it.

    ``read`` is given what both kinds say and all claims, and answers ``None`` for what the kind
    does not allow.
    """

    prefix: str
    kind: str
    read: Callable[[QuotaText, dict[Any, Any]], T | None]


def sign_text(
    said: QuotaText, form: Form[Any], signer: Signer, more: dict[int, Any] | None = None
) -> str:
    """Sign what both kinds say and ``more``, and spell it for a QR code or a stick."""
    days = (date.fromisoformat(said.day) - _FIRST_DAY).days
    claims = {
        Claim.ISSUER: said.name.site,
        Claim.AUDIENCE: [said.to_site, bytes.fromhex(said.to_epoch)],
        Claim.SEQ: said.name.seq,
        Claim.MEMBER: said.member,
        Claim.QUOTA: [days, dict(said.amounts)],
        Claim.REGIME: said.regime,
        **(more or {}),
    }
    return to_text(form.prefix, signer.sign(cbor_encode(claims), kind=form.kind))


def read_text(text: str, form: Form[T], keys_of: KeysOf, *, sites: Iterable[SiteNo]) -> T | Flaw:
    """Judge a text: readable, key known, genuine, and of the very site that it names."""
    message = from_text(form.prefix, text)
    if isinstance(message, Flaw):
        return message
    known = tuple(dict.fromkeys(sites))
    opened = open1(
        message,
        kind=form.kind,
        key_for=lambda kid: (key for site in known for key in keys_of(site, kid)),
    )
    if isinstance(opened, Flaw):
        return opened
    said = _said_in(opened)
    read = form.read(said, opened.claims) if said else None
    if said is None or read is None:
        return Flaw.UNREADABLE
    own = open1(message, kind=form.kind, key_for=lambda kid: keys_of(said.name.site, kid))
    return Flaw.NOT_GENUINE if isinstance(own, Flaw) else read


def amounts_in(said: Any, *, least: int) -> Amounts | None:
    """Amounts by component, each of ``least`` or more; ``None`` for anything else."""
    if not isinstance(said, dict):
        return None
    for number, amount in said.items():
        if type(number) is not int or type(amount) is not int or amount < least:
            return None
    return {ComponentNo(number): amount for number, amount in said.items()}


def _said_in(opened: Opened) -> QuotaText | None:
    match opened.claims:
        case {
            Claim.ISSUER: str(issuer),
            Claim.AUDIENCE: [str(site), bytes(epoch)],
            Claim.SEQ: int(seq),
            Claim.MEMBER: int(member),
            Claim.QUOTA: [int(days), dict(said)],
            Claim.REGIME: str(regime),
        } if 0 <= days <= _MOST_DAYS and len(epoch) == KEY_ID_BYTES:
            amounts = amounts_in(said, least=1)
            if not amounts:
                return None
            return QuotaText(
                name=EventName(SiteNo(issuer), Epoch(opened.kid.hex()), seq),
                to_site=SiteNo(site),
                to_epoch=Epoch(epoch.hex()),
                member=MemberNo(member),
                regime=regime,
                day=TradeDay((_FIRST_DAY + timedelta(days=days)).isoformat()),
                amounts=amounts,
            )
    return None
