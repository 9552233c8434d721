"""A receipt is read for years, and in one form only; whatever is changed in it is not honoured."""

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from service.journal.event import EventName
from service.journal.receipt import (
    RECEIPT,
    RECEIPT_PREFIX,
    Receipt,
    sign_receipt,
    verify_receipt,
)
from service.kit.cose import Flaw, cbor_decode, cbor_encode, from_text, to_text
from service.kit.qr import qr_version
from service.sites.keys import Signer, epoch_of, key_id
from service.vocabulary import Epoch, MemberNo, SiteNo, TradeDay
from tests.places import repeatable

with warnings.catch_warnings():  # it warns of an algorithm that neither it nor we use here
    warnings.simplefilter("ignore")
    import cwt

GOLDEN: Final = Path(__file__).parent.parent / "golden"
SIGNER: Final = Signer.make(repeatable("receipts"))
NAME: Final = EventName(SiteNo("S01"), epoch_of(SIGNER.public), 123)
ENTRY: Final = Receipt(
    name=NAME,
    head=bytes(range(32)),
    kind="checkin.entered",
    at_ms=1_795_482_000_000,
    member=MemberNo(10000018),
    day=TradeDay("2026-11-24"),
)


def own_key(kid: bytes) -> list[Ed25519PublicKey]:
    return [SIGNER.key.public_key()] if kid == key_id(SIGNER.public) else []


def signed_claims(claims: Any) -> str:
    return to_text(RECEIPT_PREFIX, SIGNER.sign(cbor_encode(claims), kind=RECEIPT))


def claims_of(receipt: Receipt) -> dict[int, Any]:
    message = from_text(RECEIPT_PREFIX, sign_receipt(receipt, SIGNER))
    assert isinstance(message, bytes)
    claims: dict[int, Any] = cbor_decode(cbor_decode(message)[2])
    return claims


@pytest.mark.parametrize("name", ["receipt.json", "receipt_of_a_redemption.json"])
def test_receipts_in_peoples_hands_are_read_as_they_always_were(name: str) -> None:
    file = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    signer = Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file["private_key"])))
    said = file["signed"]
    event, issued = EventName.parse(said["event"]), EventName.parse(said["pass"] or "")
    assert event is not None
    receipt = Receipt(
        name=event,
        head=bytes.fromhex(said["head"]),
        kind=said["kind"],
        at_ms=said["at"],
        member=said["member"],
        day=said["day"],
        amounts={int(number): amount for number, amount in said["amounts"].items()},
        pass_id=issued,
    )
    assert sign_receipt(receipt, signer) == file["text"]
    assert verify_receipt(file["text"], lambda _: [signer.key.public_key()]) == receipt


def test_the_same_event_gives_the_same_receipt() -> None:
    assert sign_receipt(ENTRY, SIGNER) == sign_receipt(replace(ENTRY), SIGNER)
    assert verify_receipt(sign_receipt(ENTRY, SIGNER), own_key) == ENTRY


def test_an_independent_reader_opens_it_only_as_a_receipt() -> None:
    pem = SIGNER.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key = cwt.COSEKey.from_pem(pem, kid=key_id(SIGNER.public))
    message = from_text(RECEIPT_PREFIX, sign_receipt(ENTRY, SIGNER))
    assert isinstance(message, bytes)
    read = cwt.COSE.new().decode(b"\xd2" + message, key, external_aad=b"receipt")
    assert cbor_decode(read)[7] == ENTRY.name.seq
    with pytest.raises(cwt.VerifyError):
        cwt.COSE.new().decode(b"\xd2" + message, key, external_aad=b"member-card")


def test_the_receipt_of_a_check_in_is_no_larger_than_a_pass() -> None:
    late = replace(ENTRY, name=NAME._replace(seq=999_999))
    assert qr_version(sign_receipt(late, SIGNER)) <= 9


def test_no_changed_character_is_honoured() -> None:
    text = sign_receipt(ENTRY, SIGNER)
    for place in range(len(text)):
        other = "B" if text[place] == "A" else "A"
        changed = text[:place] + other + text[place + 1 :]
        assert isinstance(verify_receipt(changed, own_key), Flaw), place


def test_a_receipt_of_an_unknown_key_is_told_from_a_forged_one() -> None:
    text = sign_receipt(ENTRY, SIGNER)
    other = Signer.make(repeatable("another"))
    assert verify_receipt(text, lambda _: []) is Flaw.UNKNOWN_KEY
    assert verify_receipt(text, lambda _: [other.key.public_key()]) is Flaw.NOT_GENUINE
    assert verify_receipt("TC1" + text[3:], own_key) is Flaw.UNREADABLE


WRONG: Final[dict[str, dict[int, Any]]] = {
    "no issuer": {1: None},
    "an issuer in numbers": {1: 1},
    "a time that is no number": {6: "now"},
    "a truth value for a time": {6: True},
    "a time beyond all dates": {6: 10**12},
    "a place below the first": {7: -1},
    "half a hash": {-2: bytes(16)},
    "no type": {-3: None},
    "a member in letters": {-1: "10000018"},
    "a day before all days": {-4: -1},
    "a day beyond all dates": {-4: 10**9},
    "amounts in letters": {-5: {1: "much"}},
    "amounts in a list": {-5: [1]},
    "half a pass": {-6: ["S01", bytes(4)]},
    "a pass of another epoch's form": {-6: ["S01", bytes(5), 1]},
}


@pytest.mark.parametrize("what", WRONG)
def test_claims_of_another_form_are_unreadable_even_if_signed(what: str) -> None:
    right = claims_of(ENTRY)
    assert verify_receipt(signed_claims(right), own_key) == ENTRY
    wrong = {**right, **WRONG[what]}
    assert verify_receipt(signed_claims(wrong), own_key) is Flaw.UNREADABLE


def test_a_claim_of_a_later_time_is_passed_over() -> None:
    assert verify_receipt(signed_claims({**claims_of(ENTRY), -9: 1}), own_key) == ENTRY


def test_the_epoch_is_the_key_that_signed() -> None:
    lies = replace(ENTRY, name=NAME._replace(epoch=Epoch("00000000")))
    read = verify_receipt(sign_receipt(lies, SIGNER), own_key)
    assert isinstance(read, Receipt) and read.name.epoch == epoch_of(SIGNER.public)
