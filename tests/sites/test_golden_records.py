"""Cards and records in people's hands are read for years: they are written as they always were.

The files in `tests/golden` are never changed. If a test here fails, the code has broken the
format.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.kit.cose import Flaw, from_text, to_text
from service.sites.card import Card, sign_card
from service.sites.keys import Signer, key_id
from service.sites.records import (
    KEY_RECORD_PREFIX,
    SITE_RECORD_PREFIX,
    Continues,
    KeyRecord,
    KeyRole,
    SiteNames,
    SiteRecord,
    sign_key_record,
    sign_site_record,
)
from service.sites.trust_list import TrustList, accept_key, accept_site, verify_card

GOLDEN = Path(__file__).parent.parent / "golden"


def golden(name: str) -> tuple[Signer, Any, str]:
    """The key that signed, what was signed, and the text of it."""
    file = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file["private_key"]))
    signer = Signer(key)
    assert key_id(signer.public).hex() == file["kid"]
    return signer, file["signed"], file["text"]


def message_of(prefix: str, text: str) -> bytes:
    message = from_text(prefix, text)
    assert not isinstance(message, Flaw)
    return message


def trusting(signer: Signer, role: KeyRole, at_ms: int) -> TrustList:
    return TrustList(signer.public, (KeyRecord(signer.public, (role,), at_ms, at_ms),))


def test_a_member_card() -> None:
    signer, signed, text = golden("member_card.json")
    card = Card(signed["member"], signed["serial"], signed["issued"])
    assert sign_card(card, signer) == text
    assert verify_card(text, trusting(signer, KeyRole.CARDS, 0), at_ms=0) == card


def test_a_key_record() -> None:
    signer, signed, text = golden("key_record.json")
    record = KeyRecord(
        signing=bytes.fromhex(signed["signing"]),
        roles=tuple(signed["roles"]),
        not_before_ms=signed["not_before_ms"],
        expires_ms=signed["expires_ms"],
    )
    message = message_of(KEY_RECORD_PREFIX, text)
    assert sign_key_record(record, signer) == message
    assert to_text(KEY_RECORD_PREFIX, message) == text
    assert accept_key(TrustList(signer.public), message) == TrustList(signer.public, (record,))


@pytest.mark.parametrize("name", ["site_record.json", "site_record_of_a_successor.json"])
def test_a_site_record(name: str) -> None:
    signer, signed, text = golden(name)
    continues = signed["continues"]
    record = SiteRecord(
        site=signed["site"],
        signing=bytes.fromhex(signed["signing"]),
        sealing=bytes.fromhex(signed["sealing"]),
        roles=tuple(signed["roles"]),
        names=SiteNames(**signed["names"]),
        anchors=tuple(map(bytes.fromhex, signed["anchors"])),
        not_before_ms=signed["not_before_ms"],
        expires_ms=signed["expires_ms"],
        continues=continues
        and Continues(continues["epoch"], continues["seq"], bytes.fromhex(continues["head"])),
    )
    message = message_of(SITE_RECORD_PREFIX, text)
    assert sign_site_record(record, signer) == message
    trust = trusting(signer, KeyRole.RECORDS, 0)
    trusted = accept_site(trust, message, at_ms=0)
    assert isinstance(trusted, TrustList)
    assert trusted.sites == (record,)
