"""Quota on its way: from one epoch of a site to one epoch of another, as a signed text."""

from collections.abc import Iterable
from typing import Any, Final

from service.kit.cose import Flaw
from service.quota.site_text import Form, KeysOf, QuotaText, read_text, sign_text
from service.sites.keys import Signer
from service.vocabulary import SiteNo

TRANSFER_PREFIX: Final = "TM1"


class Carried(QuotaText):
    """Quota that one site debited for another to credit; ``day`` is the sender's open day.

    ``name`` is the event that sent it, or the pass that carries it: it is credited once.
    """

    __slots__ = ()


def sign_transfer(carried: Carried, signer: Signer) -> str:
    """Sign quota on its way, and spell it for a QR code or a stick."""
    return sign_text(carried, TRANSFER, signer)


def read_transfer(text: str, keys_of: KeysOf, *, sites: Iterable[SiteNo]) -> Carried | Flaw:
    """Judge the text of a transfer: readable, key known, genuine, and of the site it names."""
    return read_text(text, TRANSFER, keys_of, sites=sites)


def _carried_in(said: QuotaText, _: dict[Any, Any]) -> Carried:
    return Carried(
        said.name, said.to_site, said.to_epoch, said.member, said.regime, said.day, said.amounts
    )


TRANSFER: Final = Form(TRANSFER_PREFIX, "quota-transfer", _carried_in)
