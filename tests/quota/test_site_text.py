"""Texts about quota are read strictly, and only by the keys of the very site that they name."""

from dataclasses import replace
from typing import Any, Final

import pytest

from service.journal.event import EventName
from service.kit.cose import Flaw
from service.quota.request import (
    REQUEST,
    QuotaRequest,
    read_quota_request,
    sign_quota_request,
)
from service.quota.site_text import QuotaText, sign_text
from service.quota.transfer import TRANSFER, Carried, read_transfer, sign_transfer
from service.sites.keys import public_key
from service.vocabulary import ComponentNo, Epoch, SiteNo, TradeDay
from tests.people import CHEN
from tests.places import DONGXING, make_site

HEZHOU: Final = SiteNo("S07")
KEYS: Final = make_site("Hezhou")
VALUE: Final = ComponentNo(1)
SITES: Final = (DONGXING, HEZHOU)
SAID: Final = QuotaText(
    name=EventName(HEZHOU, KEYS.epoch, 9),
    to_site=DONGXING,
    to_epoch=Epoch("ab12cd34"),
    member=CHEN.number,
    regime="CN",
    day=TradeDay("2026-11-24"),
    amounts={VALUE: 520_000},
)
WANTED: Final = QuotaRequest(
    check_in=SAID.name,
    to_site=SAID.to_site,
    to_epoch=SAID.to_epoch,
    member=SAID.member,
    regime=SAID.regime,
    day=SAID.day,
    amounts=SAID.amounts,
    received={},
)
RECEIVED: Final = -21


def keys_of(site: SiteNo, kid: bytes) -> list[Any]:
    is_theirs = site == HEZHOU and kid == bytes.fromhex(KEYS.epoch)
    return [public_key(KEYS.signer.public)] if is_theirs else []


def test_a_transfer_and_a_request_are_read_as_they_were_signed() -> None:
    sent = Carried(
        SAID.name, SAID.to_site, SAID.to_epoch, SAID.member, SAID.regime, SAID.day, SAID.amounts
    )
    assert read_transfer(sign_transfer(sent, KEYS.signer), keys_of, sites=SITES) == sent
    asked = replace(WANTED, received={VALUE: 0})
    assert read_quota_request(sign_quota_request(asked, KEYS.signer), keys_of, sites=SITES) == asked


def test_a_transfer_is_no_request_and_a_request_no_transfer() -> None:
    asked = sign_quota_request(WANTED, KEYS.signer)
    assert isinstance(read_transfer(asked, keys_of, sites=SITES), Flaw)
    assert isinstance(read_transfer("TM1" + asked[3:], keys_of, sites=SITES), Flaw)


def test_no_site_speaks_in_the_name_of_another() -> None:
    other = replace(SAID, name=SAID.name._replace(site=DONGXING))
    text = sign_text(other, TRANSFER, KEYS.signer)
    assert read_transfer(text, keys_of, sites=SITES) is Flaw.NOT_GENUINE


@pytest.mark.parametrize("amounts", [{}, {1: 0}, {1: -5}, {1: "much"}, {1: True}, {"value": 5}])
def test_amounts_are_whole_and_above_zero(amounts: dict[Any, Any]) -> None:
    text = sign_text(replace(SAID, amounts=amounts), TRANSFER, KEYS.signer)
    assert isinstance(read_transfer(text, keys_of, sites=SITES), Flaw)


@pytest.mark.parametrize("received", [None, 5, [1, 2], {1: -1}, {1: "much"}, {"value": 0}])
def test_what_came_already_is_told_in_whole_amounts_too(received: Any) -> None:
    text = sign_text(SAID, REQUEST, KEYS.signer, {RECEIVED: received})
    assert read_quota_request(text, keys_of, sites=SITES) is Flaw.UNREADABLE
