"""A signed message has one form; whatever is changed in it, it is not honoured."""

import warnings
from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from service.kit.cose import (
    LARGEST_MESSAGE_BYTES,
    Flaw,
    NotDeterministic,
    Opened,
    cbor_decode,
    cbor_encode,
    from_text,
    open1,
    sign1,
    to_text,
)

with warnings.catch_warnings():  # it warns of an algorithm that neither it nor we use here
    warnings.simplefilter("ignore")
    import cwt

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KID = bytes.fromhex("0a0b0c0d")
KIND = "member-card"
PAYLOAD = b"\xa1\x20\x01"

KeyFor = Callable[[bytes], list[Ed25519PublicKey]]


def keys(*private: Ed25519PrivateKey) -> KeyFor:
    """Whoever asks for our key id is given these keys."""
    return lambda kid: [key.public_key() for key in private] if kid == KID else []


def signed(payload: bytes = PAYLOAD, kid: bytes = KID, kind: str = KIND) -> bytes:
    return sign1(payload, key=KEY, kid=kid, kind=kind)


def opened(message: bytes) -> Opened | Flaw:
    return open1(message, kind=KIND, key_for=keys(KEY))


@pytest.mark.parametrize("size", [0, 1, 23, 24, 255, 256, 3000])
def test_a_message_opens_to_what_was_signed(size: int) -> None:
    payload = bytes(size)
    assert opened(signed(payload)) == Opened(KID, payload)


@pytest.mark.parametrize("size", [0, 1, 23, 24, 255, 256, 3000])
def test_an_independent_reader_and_writer_agree_with_ours(size: int) -> None:
    payload = bytes(size)
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    their_key = cwt.COSEKey.from_pem(pem, kid=KID)
    theirs = cwt.COSE.new().encode(
        payload, their_key, protected={1: -8, 4: KID}, external_aad=KIND.encode()
    )
    assert theirs == b"\xd2" + signed(payload)
    read = cwt.COSE.new().decode(b"\xd2" + signed(payload), their_key, external_aad=KIND.encode())
    assert read == payload


def test_no_single_changed_bit_is_honoured() -> None:
    message = signed()
    for bit in range(len(message) * 8):
        changed = bytearray(message)
        changed[bit // 8] ^= 1 << bit % 8
        assert isinstance(
            open1(bytes(changed), kind=KIND, key_for=lambda _: [KEY.public_key()]), Flaw
        )


def test_no_shorter_and_no_longer_message_is_read() -> None:
    message = signed()
    assert {opened(message[:end]) for end in range(len(message))} == {Flaw.UNREADABLE}
    assert opened(message + b"\x00") is Flaw.UNREADABLE
    assert opened(b"\x00" + message) is Flaw.UNREADABLE


def variant(protected: bytes, unprotected: str = "a0", payload: bytes | None = None) -> bytes:
    """A message of another form with a signature that is right for that form."""
    to_be_signed = cbor2.dumps(["Signature1", protected, KIND.encode(), PAYLOAD])
    body = cbor2.dumps(protected) + bytes.fromhex(unprotected)
    body += cbor2.dumps(PAYLOAD) if payload is None else payload
    return b"\x84" + body + cbor2.dumps(KEY.sign(to_be_signed))


OUR_HEADER = bytes.fromhex("a2012704440a0b0c0d")


def test_the_variants_below_differ_from_an_honest_message_in_their_form_alone() -> None:
    assert variant(OUR_HEADER) == signed()


OTHER_FORMS = {
    "tagged": b"\xd2" + signed(),
    "of indefinite length": b"\x9f" + signed()[1:] + b"\xff",
    "with a long array length": b"\x98\x04" + signed()[1:],
    "header in another order": variant(bytes.fromhex("a204440a0b0c0d0127")),
    "two key ids": variant(bytes.fromhex("a3012704440102030404440a0b0c0d")),
    "an unknown header entry": variant(bytes.fromhex("a3012704440a0b0c0d182a00")),
    "another algorithm": variant(bytes.fromhex("a2012604440a0b0c0d")),
    "a long algorithm": variant(bytes.fromhex("a201380704440a0b0c0d")),
    "a long key id length": variant(bytes.fromhex("a201270458040a0b0c0d")),
    "a key id in pieces": variant(bytes.fromhex("a20127045f440a0b0c0dff")),
    "a key id of text": variant(bytes.fromhex("a20127046461626364")),
    "no key id": variant(bytes.fromhex("a10127")),
    "bytes after the header": variant(bytes.fromhex("a2012704440a0b0c0d00")),
    "a header of indefinite length": variant(bytes.fromhex("bf012704440a0b0c0dff")),
    "a header that is a list": variant(bytes.fromhex("8501270405440a0b0c0d")),
    "an empty header": variant(b""),
    "an unprotected key id": variant(OUR_HEADER, unprotected="a104440a0b0c0d"),
    "unprotected is a list": variant(OUR_HEADER, unprotected="80"),
    "unprotected is null": variant(OUR_HEADER, unprotected="f6"),
    "a payload elsewhere": variant(OUR_HEADER, payload=b"\xf6"),
    "a long payload length": variant(OUR_HEADER, payload=b"\x58\x03" + PAYLOAD),
    "a payload of text": variant(OUR_HEADER, payload=b"\x63abc"),
    "nothing": b"",
    "an empty list": b"\x80",
    "a map": b"\xa4\x01\x01\x02\x02\x03\x03\x04\x04",
    "a list without end": b"\x9b" + b"\xff" * 8,
    "bytes without end": b"\x5b" + b"\xff" * 8,
    "lists in lists": b"\x81" * 4000,
    "shared in shared": b"\xd8\x1c" * 2000,
    "a reference to nothing": b"\xd8\x1d\x00",
    "a pattern": b"\xd8\x23\x68(a+)+(b+",
}


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_a_message_of_another_form_is_unreadable_even_if_well_signed(form: str) -> None:
    assert opened(OTHER_FORMS[form]) is Flaw.UNREADABLE


def test_a_message_is_honoured_as_its_own_kind_only() -> None:
    assert opened(signed(kind="site-record")) is Flaw.NOT_GENUINE


def test_a_key_nobody_knows_is_told_from_a_forgery() -> None:
    assert opened(signed(kid=b"\x00\x00\x00\x00")) is Flaw.UNKNOWN_KEY
    assert open1(signed(), kind=KIND, key_for=keys(OTHER)) is Flaw.NOT_GENUINE


def test_every_key_with_the_id_is_tried() -> None:
    assert open1(signed(), kind=KIND, key_for=keys(OTHER, KEY)) == Opened(KID, PAYLOAD)
    assert open1(signed(), kind=KIND, key_for=keys(KEY, OTHER)) == Opened(KID, PAYLOAD)


def test_too_large_a_message_is_neither_made_nor_read() -> None:
    with pytest.raises(ValueError, match="exceeds 4096"):
        signed(bytes(LARGEST_MESSAGE_BYTES))
    large = cbor2.dumps([OUR_HEADER, {}, bytes(LARGEST_MESSAGE_BYTES), bytes(64)])
    assert opened(large) is Flaw.UNREADABLE


def test_claims_are_found_only_in_a_payload_that_is_a_map_of_claims() -> None:
    assert Opened(KID, b"\xa1\x20\x01").claims == {-1: 1}
    for payload in (b"", b"\x01", b"\xa1\x20\x01\x00", b"\xa2\x20\x01\x20\x01"):
        assert Opened(KID, payload).claims == {}


@given(st.binary(max_size=200))
def test_no_bytes_upset_the_reader(data: bytes) -> None:
    assert isinstance(opened(data), Flaw)
    assert isinstance(opened(signed()[:20] + data), Flaw)


@given(st.binary(max_size=200), st.sampled_from([" ", "\t", "\r\n", "\u3000", "\x1d", "\ufeff"]))
def test_a_text_is_read_in_any_letters_and_with_blanks_between(message: bytes, blank: str) -> None:
    text = to_text("TC1", message)
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert from_text("TC1", text) == message
    assert from_text("TC1", blank + blank.join(text.lower()) + blank) == message


OTHER_TEXT = {
    "nothing": "",
    "half a prefix": "TC",
    "another prefix": "TG1ME",
    "something before it": "1TC1ME",
    "half a byte": "TC1M",
    "a spare bit that is set": "TC1MF",
    "padded": "TC1ME======",
    "half padded": "TC1ME=",
    "a digit of no base32": "TC1M1",
    "a hyphen": "TC1M-E",
    "a Chinese character": "TC1M中",
    "letters that only look so when large": "TC1ſſ",
    "full width": "ＴＣ１ＭＥ",
    "endless": "TC1" + "A" * 8192,
}


@pytest.mark.parametrize("what", OTHER_TEXT)
def test_any_other_text_is_unreadable(what: str) -> None:
    assert from_text("TC1", "TC1ME") == b"a"
    assert from_text("TC1", OTHER_TEXT[what]) is Flaw.UNREADABLE


@given(st.text(max_size=40))
def test_no_text_upsets_the_reader(text: str) -> None:
    for tried in (text, "TC1" + text):
        message = from_text("TC1", tried)
        if not isinstance(message, Flaw):
            assert from_text("TC1", to_text("TC1", message)) == message


cbor_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.binary(max_size=30)
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.integers(-300, 300) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(cbor_values)
def test_cbor_is_read_back_and_has_one_encoding(value: Any) -> None:
    data = cbor_encode(value)
    assert cbor_decode(data) == value
    if isinstance(value, dict):
        assert cbor_encode(dict(reversed(value.items()))) == data


@given(st.dictionaries(st.integers(-(2**64), 2**64 - 1) | st.text(), st.none(), min_size=2))
def test_keys_stand_in_the_order_of_their_encodings(value: dict[int | str, None]) -> None:
    keys = list(cbor2.loads(cbor_encode(value)))
    assert keys == sorted(value, key=cbor2.dumps)


@given(st.binary(max_size=40))
def test_whatever_cbor_is_read_is_encoded_the_same_again(data: bytes) -> None:
    try:
        value = cbor_decode(data)
    except NotDeterministic:
        return
    assert cbor_encode(value) == data


@pytest.mark.parametrize(
    ("value", "hexadecimal"),
    [
        (0, "00"),
        (23, "17"),
        (24, "1818"),
        (1000000000000, "1b000000e8d4a51000"),
        (18446744073709551615, "1bffffffffffffffff"),
        (-18446744073709551616, "3bffffffffffffffff"),
        (-1, "20"),
        (-1000, "3903e7"),
        ([False, True, None], "83f4f5f6"),
        (b"\x01\x02\x03\x04", "4401020304"),
        ("水", "63e6b0b4"),
        ([1, [2, 3], [4, 5]], "8301820203820405"),
        ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
        ({1: 2, 3: 4}, "a201020304"),
        ({"aa": 5, "z": 4, -1: 3, 100: 2, 10: 1}, "a50a011864022003617a0462616105"),
    ],
)
def test_cbor_is_encoded_as_rfc_8949_says(value: object, hexadecimal: str) -> None:
    assert cbor_encode(value).hex() == hexadecimal


OTHER_CBOR = {
    "nothing": "",
    "a long small integer": "1817",
    "a long middling integer": "190018",
    "a big number that is small": "c24101",
    "a big number": "c249010000000000000000",
    "bytes in pieces": "5f4101ff",
    "text in pieces": "7f6161ff",
    "text that is not UTF-8": "61ff",
    "a list of indefinite length": "9f01ff",
    "a map of indefinite length": "bf0102ff",
    "more bytes after it": "0000",
    "less than it promises": "81",
    "a reserved form": "1c",
    "an end without a beginning": "ff",
    "keys out of order": "a203040102",
    "a key twice": "a201020102",
    "a boolean key": "a1f40100",
    "a key of bytes": "a14001",
    "a key that is a list": "a18000",
    "a key that is a big number": "a1c24901000000000000000000",
    "a short float": "f93c00",
    "a long float": "fb3ff0000000000000",
    "undefined": "f7",
    "an unassigned simple value": "f0",
    "a simple value spelt long": "f818",
    "a date tag on a number": "c001",
    "a moment": "c11a514b67b0",
    "a set": "d9010281",
    "something shared": "d81c80",
    "lists in lists in lists": "81" * 399 + "80",
}


@pytest.mark.parametrize("what", OTHER_CBOR)
def test_any_other_cbor_is_refused(what: str) -> None:
    with pytest.raises(NotDeterministic):
        _from_deep_within(lambda: cbor_decode(bytes.fromhex(OTHER_CBOR[what])))


def _from_deep_within(act: Callable[[], object], depth: int = 300) -> object:
    """Act with little room left on the stack, as a reader inside a web framework does."""
    return act() if depth == 0 else _from_deep_within(act, depth - 1)


@pytest.mark.parametrize(
    "value", [1.0, {1.0: 1}, {True: 1}, {b"": 1}, {(): 1}, {1, 2}, cbor2.CBORTag(18, []), object()]
)
def test_what_we_do_not_use_is_not_encoded(value: object) -> None:
    with pytest.raises(TypeError):
        cbor_encode(value)


def test_integers_beyond_64_bits_are_not_encoded() -> None:
    for value in (2**64, -(2**64) - 1, {2**64: 1}):
        with pytest.raises(ValueError, match="64 bits"):
            cbor_encode(value)
