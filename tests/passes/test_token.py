"""A pass has one text; whatever else is scanned, it is told why it is none."""

import io
import json
import subprocess
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image

from service.inspection.rules import Batch
from service.kit.cose import cbor_encode, from_text, to_text
from service.kit.qr import qr_png, qr_version
from service.passes.rules import (
    BearerHint,
    CarriedQuota,
    Check,
    DecodeFault,
    Inspection,
    Outcome,
    Pass,
    Seals,
)
from service.passes.token import (
    LONGEST_TEXT,
    PASS,
    PASS_PREFIX,
    Claim,
    ReadPass,
    decode_pass,
    encode_pass,
)
from service.sites.keys import key_id, public_key
from service.vocabulary import ComponentNo, MemberNo, PassId
from tests.passes.samples import (
    GOODS,
    HEZHOU,
    IN_A_BATCH,
    ISSUER,
    LINK,
    PERSON,
    SAMPLES,
    STRANGER,
    THREE_COMPONENTS,
    TODAY,
    WITH_GOODS,
    digest,
)
from tools import golden_passes, pass_sizes

with warnings.catch_warnings():  # it warns of an algorithm that neither it nor we use here
    warnings.simplefilter("ignore")
    import cwt

GOLDEN = json.loads(golden_passes.FILE.read_text(encoding="utf-8"))
EVERY_SAMPLE = pytest.mark.parametrize("name", SAMPLES)


def text_of(said: Pass) -> str:
    text = encode_pass(said, ISSUER.signer)
    assert not isinstance(text, DecodeFault), text
    return text


def signed(payload: bytes) -> str:
    """The text of any payload, well signed by the issuer."""
    return to_text(PASS_PREFIX, ISSUER.signer.sign(payload, kind=PASS))


def claims_of(said: Pass = WITH_GOODS) -> dict[Any, Any]:
    read = decode_pass(text_of(said))
    assert isinstance(read, ReadPass)
    claims: dict[Any, Any] = cbor2.loads(read.unproved.payload)
    return claims


def read_with(changes: dict[Any, Any], said: Pass = WITH_GOODS) -> ReadPass | DecodeFault:
    """What becomes of a well-signed pass with these claims instead; None takes one out."""
    claims = {key: value for key, value in (claims_of(said) | changes).items() if value is not None}
    return decode_pass(signed(cbor_encode(claims)))


# --- one form, read back ---


@EVERY_SAMPLE
def test_a_pass_is_read_as_it_was_signed(name: str) -> None:
    read = decode_pass(text_of(SAMPLES[name]))
    assert isinstance(read, ReadPass)
    assert read.said == SAMPLES[name]
    assert read.kid == key_id(ISSUER.signer.public)
    assert read.is_signed_by(public_key(ISSUER.signer.public))


def test_a_pass_is_named_by_who_signed_it() -> None:
    assert str(PERSON.id_at(HEZHOU, ISSUER.epoch)) == f"S07.{ISSUER.epoch}.4711"
    assert PassId.parse(f"S07.{ISSUER.epoch}.4711") == PERSON.id_at(HEZHOU, ISSUER.epoch)


@pytest.mark.parametrize("text", ["", "S07", "S07.ab", "S07.ab.01", "S07.ab.x", "a.b.1.2", ".b.1"])
def test_what_is_no_name_of_a_pass_is_not_read_as_one(text: str) -> None:
    assert PassId.parse(text) is None


def test_a_text_is_read_in_small_letters_with_blanks_and_control_characters() -> None:
    text = text_of(PERSON)
    typed = "\ufeff\x02" + " ".join(text.lower()) + "\t\r\n\x03\u3000"
    assert decode_pass(typed) == decode_pass(text)


def test_no_changed_character_is_honoured() -> None:
    text, public = text_of(PERSON), public_key(ISSUER.signer.public)
    for place in range(len(text)):
        other = "B" if text[place] != "B" else "C"
        read = decode_pass(text[:place] + other + text[place + 1 :])
        assert isinstance(read, DecodeFault) or not read.is_signed_by(public), place


def test_a_signature_of_another_kind_does_not_make_a_pass() -> None:
    [message] = [from_text(PASS_PREFIX, text_of(PERSON))]
    assert isinstance(message, bytes)
    receipt = ISSUER.signer.sign(cbor2.loads(message)[2], kind="receipt")
    read = decode_pass(to_text(PASS_PREFIX, receipt))
    assert isinstance(read, ReadPass)
    assert not read.is_signed_by(public_key(ISSUER.signer.public))


# --- golden vectors and independent readers ---


def test_passes_are_written_as_they_always_were() -> None:
    assert golden_passes.vectors() == GOLDEN


@pytest.mark.parametrize("vector", GOLDEN["passes"], ids=lambda vector: vector["name"])
def test_an_independent_reader_and_writer_agree_with_ours(vector: dict[str, str]) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(GOLDEN["private_key"]))
    kid, payload = bytes.fromhex(GOLDEN["kid"]), bytes.fromhex(vector["payload"])
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    theirs = cwt.COSEKey.from_pem(pem, kid=kid)
    message = from_text(PASS_PREFIX, vector["text"])
    assert isinstance(message, bytes)
    read = cwt.COSE.new().decode(b"\xd2" + message, theirs, external_aad=PASS.encode())
    assert read == payload
    made = cwt.COSE.new().encode(
        payload, theirs, protected={1: -8, 4: kid}, external_aad=PASS.encode()
    )
    assert to_text(PASS_PREFIX, made.removeprefix(b"\xd2")) == vector["text"]
    claims = cwt.Claims.new(cbor2.loads(payload))
    said = SAMPLES[vector["name"]]
    assert (claims.exp, claims.iat) == (said.expires_s, said.issued_s)
    assert claims.aud == [said.audience.site, said.audience.epoch]


# --- size and picture ---


def test_a_person_alone_fits_a_code_of_version_9() -> None:
    largest = replace(
        STRANGER,
        policy=2**16 - 1,
        inspection=Inspection(Outcome.CLEARED_WITH_REMARKS, Check(255)),
        hint=BearerHint("阮" * 8, b"\xff\xff"),
    )
    assert qr_version(text_of(largest)) <= 9


def test_goods_of_a_member_whom_the_destination_holds_fit_a_code_of_version_11() -> None:
    assert qr_version(text_of(replace(WITH_GOODS, hint=None))) <= 11


def test_every_pass_fits_a_code_of_version_13_and_its_link_one_of_18() -> None:
    sizes = pass_sizes.rows()
    assert [name for name, *_ in sizes] == list(SAMPLES)
    for name, _, characters, alone, linked in sizes:
        assert (characters <= LONGEST_TEXT, alone <= 13, linked <= 18) == (True,) * 3, name


def test_the_longest_text_fits_a_code_of_version_13_and_its_link_one_of_18() -> None:
    text = "TG1" + "Q" * (LONGEST_TEXT - 3)
    assert (qr_version(text), qr_version(text + "Q")) == (13, 14)
    assert qr_version(LINK + text) <= 18


def test_a_pass_that_fits_no_code_of_version_13_is_refused_with_the_reason() -> None:
    amounts = tuple((ComponentNo(number), 2**40) for number in range(1, 13))
    too_much = replace(WITH_GOODS, quota=CarriedQuota(TODAY, amounts))
    assert encode_pass(too_much, ISSUER.signer) is DecodeFault.TOO_LONG


@EVERY_SAMPLE
@pytest.mark.parametrize("module_px", [3, 8])
def test_the_drawn_code_is_read_by_two_independent_readers(
    name: str, module_px: int, tmp_path: Path
) -> None:
    text, picture = text_of(SAMPLES[name]), tmp_path / "pass.png"
    picture.write_bytes(qr_png(text, module_px=module_px))
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.read_bytes())))
    assert found.text == text
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture],
        capture_output=True,
        text=True,
        check=True,
    )
    assert read.stdout.strip() == text


# --- what is refused, and why ---


def test_a_text_that_is_no_pass_is_told_why() -> None:
    text = text_of(PERSON)
    assert decode_pass("TC1" + text[3:]) is DecodeFault.WRONG_PREFIX
    assert decode_pass("") is DecodeFault.WRONG_PREFIX
    assert decode_pass(text + "1") is DecodeFault.NOT_BASE32
    assert decode_pass(text[:-1] + "中") is DecodeFault.NOT_BASE32
    assert decode_pass(text + "A" * LONGEST_TEXT) is DecodeFault.TOO_LONG
    assert decode_pass("TG1" + " " * 10_000) is DecodeFault.TOO_LONG
    assert decode_pass("TG1ME") is DecodeFault.NOT_A_MESSAGE
    assert decode_pass("TG1MF") is DecodeFault.NOT_CANONICAL


def test_bytes_after_a_message_are_refused() -> None:
    message = ISSUER.signer.sign(cbor_encode(claims_of(PERSON)), kind=PASS)
    assert decode_pass(to_text(PASS_PREFIX, message + b"\0")) is DecodeFault.TRAILING_BYTES
    tagged = to_text(PASS_PREFIX, b"\xd2" + message)
    assert decode_pass(tagged) is DecodeFault.NOT_A_MESSAGE


def message_with(header: bytes, unprotected: str = "a0") -> str:
    """A pass under another header, well signed under it."""
    payload = cbor_encode(claims_of(PERSON))
    to_be_signed = cbor2.dumps(["Signature1", header, PASS.encode(), payload])
    body = cbor2.dumps(header) + bytes.fromhex(unprotected) + cbor2.dumps(payload)
    signature = ISSUER.signer.key.sign(to_be_signed)
    return to_text(PASS_PREFIX, b"\x84" + body + cbor2.dumps(signature))


def test_another_algorithm_is_refused_and_so_is_every_other_header() -> None:
    kid = key_id(ISSUER.signer.public)
    ours = cbor2.dumps({1: -8, 4: kid})
    assert message_with(ours) == text_of(PERSON)
    assert decode_pass(message_with(cbor2.dumps({1: -7, 4: kid}))) is DecodeFault.WRONG_ALGORITHM
    assert decode_pass(message_with(cbor2.dumps({4: kid}))) is DecodeFault.WRONG_ALGORITHM
    others = [
        message_with(cbor2.dumps({1: -8, 4: kid, 2: [4]})),
        message_with(cbor2.dumps({4: kid, 1: -8})),
        message_with(ours, unprotected="a10401"),
        message_with(cbor2.dumps({1: -8, 4: kid + b"\0"})),
    ]
    assert {decode_pass(other) for other in others} == {DecodeFault.NOT_CANONICAL}


def test_a_payload_in_any_other_form_is_refused() -> None:
    payload = cbor_encode(claims_of(PERSON))
    count = payload[0]
    twice = bytes([count + 1]) + payload[1:] + b"\x24\x03"
    assert decode_pass(signed(twice)) is DecodeFault.DUPLICATE_KEYS
    assert decode_pass(signed(payload + b"\0")) is DecodeFault.TRAILING_BYTES
    long_count = b"\xb8" + bytes([count & 31]) + payload[1:]
    assert decode_pass(signed(long_count)) is DecodeFault.NOT_CANONICAL
    for other in (b"", b"\xff", b"\xbf\xff"):
        assert decode_pass(signed(other)) is DecodeFault.NOT_CANONICAL
    assert decode_pass(signed(b"\x80")) is DecodeFault.NOT_A_MESSAGE


def test_a_claim_that_this_reader_does_not_know_is_refused() -> None:
    assert read_with({-11: 1}) is DecodeFault.UNKNOWN_CLAIM
    assert read_with({"x": 1}) is DecodeFault.UNKNOWN_CLAIM
    assert read_with({1: "issuer"}) is DecodeFault.UNKNOWN_CLAIM


@pytest.mark.parametrize("claim", [3, 4, 6, 7, -1, -4, -5])
def test_a_pass_without_a_claim_it_must_have_is_refused(claim: int) -> None:
    assert read_with({claim: None}) is DecodeFault.MISSING_CLAIM


WRONG: dict[Claim, list[Any]] = {
    Claim.AUDIENCE: ["S01", ["S01"], ["S1", "ab12cd34"], ["S01", "AB12CD34"], ["S01", b"1234"]],
    Claim.EXPIRES: [-1, "1", True, 2**53],
    Claim.ISSUED: [-1, "", b"1"],
    Claim.SEQ: [1, b"", b"\0", b"\x20" + bytes(6), True],
    Claim.MEMBER: [10000018, "10000012", 12, True],
    Claim.NAME_MASK: ["", " ", "阮" * 9, "a\n", b"a", " a"],
    Claim.CERTIFICATE_INDEX: [b"1", b"123", "12"],
    Claim.INSPECTION: [-1, 512, True, [1]],
    Claim.POLICY: [-1, False, "3"],
    Claim.GOODS: [
        [],
        [b"short", 1, 1, False],
        [digest("a"), 0, 1, False],
        [digest("a"), 1, -1, False],
        [digest("a"), 1, 1, 0],
        [digest("a"), 1, 1],
    ],
    Claim.QUOTA: [[20000, {}], [-1, {1: 1}], [10**7, {1: 1}], [20000, {0: 1}], [20000, {1: 0}]],
    Claim.PLATE: ["", "桂" * 9, "a\tb", 7],
    Claim.SEALS: [[], ["a"], ["A", "A"], ["A", "B", "C"], [2, digest("s")], [3, b"short"], [""]],
}


@pytest.mark.parametrize(
    ("claim", "said"), [(claim, said) for claim, wrong in WRONG.items() for said in wrong]
)
def test_a_claim_of_another_kind_or_out_of_range_is_refused(claim: Claim, said: object) -> None:
    assert read_with({claim: said}) is DecodeFault.WRONG_CLAIM


@pytest.mark.parametrize("said", [[0, digest("b")], [1, b"short"], [1], 7])
def test_a_batch_of_another_kind_is_refused(said: object) -> None:
    assert read_with({Claim.BATCH: said}, IN_A_BATCH) is DecodeFault.WRONG_CLAIM


def test_a_seq_has_no_leading_zeros() -> None:
    assert read_with({Claim.SEQ: b"\0\x01"}) is DecodeFault.NOT_CANONICAL


CONTRADICTIONS = {
    "expires before it is issued": replace(PERSON, expires_s=PERSON.issued_s - 1),
    "a batch that carries quota": replace(IN_A_BATCH, quota=THREE_COMPONENTS),
    "goods that are spent and carry quota": replace(
        WITH_GOODS, goods=replace(GOODS, declared=True)
    ),
    "a batch without goods": replace(PERSON, batch=Batch(1, digest("b"))),
    "seals without goods": replace(PERSON, seals=Seals(("A",))),
}


@pytest.mark.parametrize("what", CONTRADICTIONS)
def test_a_pass_that_contradicts_itself_is_neither_made_nor_read(what: str) -> None:
    said = CONTRADICTIONS[what]
    assert encode_pass(said, ISSUER.signer) is DecodeFault.CONTRADICTION


@pytest.mark.parametrize("claim", [Claim.NAME_MASK, Claim.CERTIFICATE_INDEX])
def test_mask_and_index_come_together(claim: Claim) -> None:
    assert read_with({claim: None}) is DecodeFault.CONTRADICTION


def test_what_would_not_be_read_is_not_signed() -> None:
    wrong = {
        DecodeFault.WRONG_CLAIM: replace(PERSON, member=MemberNo(12)),
        DecodeFault.NOT_CANONICAL: replace(
            PERSON,
            quota=CarriedQuota(TODAY, ((ComponentNo(2), 1), (ComponentNo(1), 1))),
        ),
    }
    for fault, said in wrong.items():
        assert encode_pass(said, ISSUER.signer) is fault
