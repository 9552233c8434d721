"""A list of goods has one text and one hash, whoever writes it; nothing else is read as one."""

import base64
import hashlib
import random

import cbor2
from hypothesis import given
from hypothesis import strategies as st

from service.inspection.manifest import (
    HASH_BYTES,
    MANIFEST_PREFIX,
    MOST_LINES,
    ManifestLine,
    manifest_hash,
    read_manifest,
    write_manifest,
)
from service.kit.cose import cbor_encode, to_text
from service.passes.goods_rules import hash_seals
from service.vocabulary import Unit

LINES = (
    ManifestLine("mango", "VN", Unit.GRAM, 12_000, 7_200),
    ManifestLine("t_shirts", "CN", Unit.PIECE, 40, 160_000),
)
GOLDEN_TEXT = "TL1QKCWK3LBNZTW6YSWJZQWOGJO4AMRYIEFNB2F643INFZHI43CINHGC4AYFANAAATRAA"
"""As the first site that sent goods wrote it; lists on paper are keyed in for as long."""

amounts = st.integers(1, 2**53 - 1)
lines = st.builds(
    ManifestLine,
    st.from_regex(r"[a-z0-9][a-z0-9_]{0,30}", fullmatch=True),
    st.from_regex(r"[A-Z]{2}", fullmatch=True),
    st.sampled_from([Unit.GRAM, Unit.PIECE]),
    amounts,
    amounts,
)


def test_a_list_is_written_as_it_always_was() -> None:
    assert write_manifest(LINES) == GOLDEN_TEXT
    assert read_manifest(GOLDEN_TEXT.lower() + "\r\n") == LINES


def test_an_independent_reader_and_hash_agree() -> None:
    body = GOLDEN_TEXT.removeprefix(MANIFEST_PREFIX)
    message = base64.b32decode(body + "=" * (-len(body) % 8))
    assert cbor2.loads(message) == [
        ["mango", "VN", "g", 12_000, 7_200],
        ["t_shirts", "CN", "p", 40, 160_000],
    ]
    assert hashlib.sha256(message).digest()[:HASH_BYTES] == manifest_hash(LINES)


def test_seals_are_hashed_in_the_order_of_their_letters() -> None:
    written = hashlib.sha256(b"A1\nB2\nC3").digest()[:16]
    assert hash_seals(["C3", "A1", "B2"]) == written


@given(st.lists(lines, min_size=1, max_size=MOST_LINES))
def test_every_list_is_read_back(said: list[ManifestLine]) -> None:
    text = write_manifest(said)
    assert read_manifest(text) == tuple(said)
    assert len(text) < 4_096


@given(st.text(max_size=60), st.binary(max_size=120))
def test_no_text_and_no_bytes_upset_the_reader(text: str, message: bytes) -> None:
    for tried in (text, MANIFEST_PREFIX + text, to_text(MANIFEST_PREFIX, message)):
        read = read_manifest(tried)
        assert read is None or write_manifest(read)


def test_no_damage_gives_a_second_form() -> None:
    dice = random.Random(1)
    for _ in range(2_000):
        message = bytearray(cbor_encode([["mango", "VN", "g", 12_000, 7_200]]))
        message[dice.randrange(len(message))] = dice.randrange(256)
        text = to_text(MANIFEST_PREFIX, bytes(message))
        read = read_manifest(text)
        assert read is None or write_manifest(read) == text


def test_what_no_list_says_is_not_read() -> None:
    good = ["mango", "VN", "g", 1, 1]
    for said in (
        [],
        [good] * (MOST_LINES + 1),
        {"goods": good},
        [["Mango", "VN", "g", 1, 1]],
        [["mango", "vn", "g", 1, 1]],
        [["mango", "VN", "x", 1, 1]],
        [["mango", "VN", "g", 0, 1]],
        [["mango", "VN", "g", True, 1]],
        [["mango", "VN", "g", 1, 2**53]],
        [[*good, 1]],
    ):
        assert read_manifest(to_text(MANIFEST_PREFIX, cbor_encode(said))) is None, said
