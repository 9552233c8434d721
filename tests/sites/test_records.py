"""Records say who may sign what, on whose word, and for how long."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.kit.cose import Flaw, cbor_decode, cbor_encode, open1
from service.sites.keys import Signer, key_id, public_key
from service.sites.records import (
    AHEAD_TOLERANCE_MS,
    KEY_RECORD,
    SITE_RECORD,
    Continues,
    KeyRecord,
    KeyRole,
    SiteRecord,
    SiteRole,
    is_valid_at,
    open_key_record,
    open_site_record,
    sign_key_record,
    sign_site_record,
)
from service.vocabulary import Epoch
from tests.places import DAY_MS, DONGXING, DONGXING_NAMES, HARDWARE, NOW_MS, make_site, repeatable

ROOT = Signer.make(repeatable("root"))
SITE = make_site()
KEY = KeyRecord(SITE.signer.public, (KeyRole.FEEDS,), NOW_MS, NOW_MS + 800 * DAY_MS)
RECORD = SiteRecord(
    site=DONGXING,
    signing=SITE.signer.public,
    sealing=SITE.sealing_public,
    roles=(SiteRole.CHECKS_IN, SiteRole.ISSUES),
    names=DONGXING_NAMES,
    anchors=HARDWARE,
    not_before_ms=NOW_MS,
    expires_ms=NOW_MS + 400 * DAY_MS,
)


def root_keys(kid: bytes) -> list[Ed25519PublicKey]:
    return [public_key(ROOT.public)] if kid == key_id(ROOT.public) else []


def test_a_site_record_is_read_as_it_was_signed() -> None:
    assert open_site_record(sign_site_record(RECORD, ROOT), root_keys) == RECORD
    assert RECORD.epoch == SITE.epoch


def test_a_successor_names_the_closed_epoch_that_it_continues() -> None:
    successor = replace(RECORD, continues=Continues(Epoch("ab12cd34"), 1_000_000, b"\x07" * 32))
    assert open_site_record(sign_site_record(successor, ROOT), root_keys) == successor


def test_a_key_record_is_read_as_it_was_signed() -> None:
    assert open_key_record(sign_key_record(KEY, ROOT), root_keys) == KEY


def test_a_record_of_one_kind_is_none_of_the_other() -> None:
    assert open_key_record(sign_site_record(RECORD, ROOT), root_keys) is Flaw.NOT_GENUINE
    assert open_site_record(sign_key_record(KEY, ROOT), root_keys) is Flaw.NOT_GENUINE


def test_a_record_on_a_strangers_word_is_not_accepted() -> None:
    stranger = Signer.make(repeatable("stranger"))
    assert open_site_record(sign_site_record(RECORD, stranger), root_keys) is Flaw.UNKNOWN_KEY
    assert open_key_record(sign_key_record(KEY, stranger), root_keys) is Flaw.UNKNOWN_KEY


def test_no_single_changed_bit_of_a_record_is_honoured() -> None:
    message = sign_site_record(RECORD, ROOT)
    for bit in range(0, len(message) * 8, 3):
        changed = bytearray(message)
        changed[bit // 8] ^= 1 << bit % 8
        assert isinstance(open_site_record(bytes(changed), root_keys), Flaw), bit


@pytest.mark.parametrize("missing", [2, 4, 5, -1, -2, -3, -4, -5])
def test_a_site_record_without_a_claim_is_unreadable(missing: int) -> None:
    claims = _claims(sign_site_record(RECORD, ROOT), SITE_RECORD)
    del claims[missing]
    message = ROOT.sign(cbor_encode(claims), kind=SITE_RECORD)
    assert open_site_record(message, root_keys) is Flaw.UNREADABLE


@pytest.mark.parametrize("payload", [b"", b"\x80", b"\xa0", cbor_encode({-1: b"short"})])
def test_a_signed_payload_that_is_no_record_is_unreadable(payload: bytes) -> None:
    for kind, opener in ((SITE_RECORD, open_site_record), (KEY_RECORD, open_key_record)):
        assert opener(ROOT.sign(payload, kind=kind), root_keys) is Flaw.UNREADABLE


def test_a_key_of_another_length_is_no_key() -> None:
    short = replace(KEY, signing=b"short")
    assert open_key_record(sign_key_record(short, ROOT), root_keys) is Flaw.UNREADABLE


def test_claims_of_a_newer_authority_are_passed_over() -> None:
    claims = _claims(sign_site_record(RECORD, ROOT), SITE_RECORD) | {-99: "day keys", "x": 1}
    message = ROOT.sign(cbor_encode(claims), kind=SITE_RECORD)
    assert open_site_record(message, root_keys) == RECORD


def test_validity_includes_both_bounds_and_ten_minutes_before() -> None:
    assert is_valid_at(RECORD, NOW_MS - AHEAD_TOLERANCE_MS)
    assert is_valid_at(RECORD, RECORD.expires_ms)
    assert not is_valid_at(RECORD, NOW_MS - AHEAD_TOLERANCE_MS - 1)
    assert not is_valid_at(RECORD, RECORD.expires_ms + 1)


def _claims(message: bytes, kind: str) -> dict[int | str, object]:
    opened = open1(message, kind=kind, key_for=root_keys)
    assert not isinstance(opened, Flaw)
    claims: dict[int | str, object] = cbor_decode(opened.payload)
    return claims
