"""A site asks another for quota of a member who is checked in there: a signed text of its own.

The same need gives the same text, so that whoever hears it twice sends once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from service.journal.event import EventName
from service.kit.cose import Flaw
from service.quota.rules import Amounts
from service.quota.site_text import Form, KeysOf, QuotaText, amounts_in, read_text, sign_text
from service.sites.keys import Signer
from service.vocabulary import Epoch, MemberNo, SiteNo, TradeDay

REQUEST_PREFIX: Final = "TD1"

_RECEIVED: Final = -21
"""The claim that a transfer has not."""


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


def sign_quota_request(request: QuotaRequest, signer: Signer) -> str:
    """The request as text, by the site of the check-in."""
    said = QuotaText(
        name=request.check_in,
        to_site=request.to_site,
        to_epoch=request.to_epoch,
        member=request.member,
        regime=request.regime,
        day=request.day,
        amounts=request.amounts,
    )
    return sign_text(said, REQUEST, signer, {_RECEIVED: dict(request.received)})


def read_quota_request(
    text: str, keys_of: KeysOf, *, sites: Iterable[SiteNo]
) -> QuotaRequest | Flaw:
    """Judge the text of a request: readable, key known, genuine, and of the site it names."""
    return read_text(text, REQUEST, keys_of, sites=sites)


def _request_in(said: QuotaText, claims: dict[Any, Any]) -> QuotaRequest | None:
    received = amounts_in(claims.get(_RECEIVED), least=0)
    if received is None:
        return None
    return QuotaRequest(
        check_in=said.name,
        to_site=said.to_site,
        to_epoch=said.to_epoch,
        member=said.member,
        regime=said.regime,
        day=said.day,
        amounts=said.amounts,
        received=received,
    )


REQUEST: Final = Form(REQUEST_PREFIX, "quota-request", _request_in)
