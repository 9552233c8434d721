"""A page is honoured whole: every item as signed, in its place, or at least its hash."""

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from service.feeds.page import (
    EMPTY_HEAD,
    FOR_ALL,
    LARGEST_ITEM_BYTES,
    MOST_ITEMS,
    PAGE,
    PAGE_PREFIX,
    Page,
    Place,
    forget_items,
    open_page,
    sign_page,
)
from service.kit import canonical_json
from service.kit.cose import Flaw, cbor_encode, to_text
from service.sites.keys import Signer
from service.sites.records import KeyRecord, KeyRole
from service.sites.trust_list import TrustList
from tests.places import DAY_MS, NOW_MS, repeatable

GOLDEN = Path(__file__).parent.parent / "golden"
SIGNER = Signer.make(repeatable("feeds"))
PLACE = Place("groups", FOR_ALL, 1, 1, EMPTY_HEAD)
ITEMS = [
    canonical_json.encode({"type": "group.listed", "v": 1, "group": f"G{n:03}", "name": "互助组"})
    for n in range(1, 4)
]


def trusting(signer: Signer = SIGNER, role: KeyRole = KeyRole.FEEDS) -> TrustList:
    return TrustList(bytes(32), (KeyRecord(signer.public, (role,), NOW_MS, NOW_MS + 800 * DAY_MS),))


def signed(items: list[bytes] = ITEMS, place: Place = PLACE) -> bytes:
    return sign_page(place, items, signer=SIGNER, at_ms=NOW_MS)


def opened(data: bytes, *, at_ms: int = NOW_MS) -> Page | Flaw:
    return open_page(data, trusting(), at_ms=at_ms)


def genuine(data: bytes) -> Page:
    page = opened(data)
    assert isinstance(page, Page)
    return page


def test_a_page_is_read_as_it_was_signed() -> None:
    page = genuine(signed())
    assert page.items == tuple(ITEMS)
    assert page.hashes == tuple(hashlib.sha256(item).digest() for item in ITEMS)
    assert (page.feed, page.audience, page.generation) == ("groups", "all", 1)
    assert (page.first, page.last, page.previous, page.signed_at_ms) == (1, 3, b"", NOW_MS)


def test_the_head_chains_the_hashes_of_all_items() -> None:
    head = b""
    for item in ITEMS:
        head = hashlib.sha256(head + hashlib.sha256(item).digest()).digest()
    assert genuine(signed()).head == head


def test_the_next_page_links_to_the_one_before() -> None:
    first = genuine(signed(ITEMS[:1]))
    place = Place("groups", FOR_ALL, 1, first.last + 1, first.head)
    second = genuine(signed(ITEMS[1:], place))
    assert second.previous == first.head
    assert second.head == genuine(signed(ITEMS)).head


def test_forgotten_items_leave_their_hash_and_the_page_stays_genuine() -> None:
    whole = genuine(signed())
    thinned = genuine(forget_items(signed(), {0, 2}))
    assert thinned.items == (None, ITEMS[1], None)
    assert (thinned.hashes, thinned.head) == (whole.hashes, whole.head)
    nothing = forget_items(forget_items(signed(), {0}), {0, 1, 2})
    assert genuine(nothing).items == (None, None, None)
    assert ITEMS[0] not in nothing


def test_no_single_changed_bit_is_honoured() -> None:
    for data in (signed(ITEMS[:2]), forget_items(signed(ITEMS[:2]), {1})):
        for bit in range(len(data) * 8):
            changed = bytearray(data)
            changed[bit // 8] ^= 1 << bit % 8
            assert isinstance(opened(bytes(changed)), Flaw), bit


def test_no_cut_or_lengthened_page_is_honoured() -> None:
    data = signed(ITEMS[:2])
    assert all(isinstance(opened(data[:end]), Flaw) for end in range(len(data)))
    for more in (b"\n", b" ", ITEMS[0] + b"\n", data):
        assert isinstance(opened(data + more), Flaw)


def test_items_do_not_change_places_or_pages() -> None:
    header, first, second, third, end = signed().split(b"\n")
    for entries in ((second, first, third), (first, first, third), (first, second)):
        assert opened(b"\n".join([header, *entries, end])) is Flaw.NOT_GENUINE
    of_another = signed([ITEMS[2], ITEMS[0], ITEMS[1]]).split(b"\n")[0]
    assert opened(b"\n".join([of_another, first, second, third, end])) is Flaw.NOT_GENUINE


def test_only_a_key_for_feeds_signs_pages_and_only_in_time() -> None:
    data = signed()
    stranger = Signer.make(repeatable("stranger"))
    assert open_page(data, trusting(stranger), at_ms=NOW_MS) is Flaw.UNKNOWN_KEY
    assert open_page(data, trusting(role=KeyRole.CARDS), at_ms=NOW_MS) is Flaw.UNKNOWN_KEY
    assert opened(data, at_ms=NOW_MS + 801 * DAY_MS) is Flaw.UNKNOWN_KEY


def test_a_header_in_small_letters_is_another_file() -> None:
    header, rest = signed().split(b"\n", 1)
    assert opened(header.lower() + b"\n" + rest) is Flaw.UNREADABLE


@pytest.mark.parametrize("claims", [{}, {3: "all", 6: 1}, {-1: "groups", -2: "1"}])
def test_a_signed_header_that_is_none_is_unreadable(claims: dict[int, object]) -> None:
    header = to_text(PAGE_PREFIX, SIGNER.sign(cbor_encode(claims), kind=PAGE))
    assert opened(header.encode() + b"\n" + ITEMS[0] + b"\n") is Flaw.UNREADABLE


@pytest.mark.parametrize(
    "item", [b"[]", b"", b'{"b":1,"a":2}', b'{"a":1.5}', b'{"a":\n1}', b"sha256:" + b"0" * 64]
)
def test_only_canonical_objects_are_signed(item: bytes) -> None:
    with pytest.raises(ValueError, match="."):
        signed([item])


def test_a_page_has_items_and_not_too_many() -> None:
    item = b'{"v":1}'
    full = signed([item] * MOST_ITEMS)
    assert len(genuine(full).items) == MOST_ITEMS
    assert opened(full + item + b"\n") is Flaw.UNREADABLE
    for count in (0, MOST_ITEMS + 1):
        with pytest.raises(ValueError, match="1 to 5000 items"):
            signed([item] * count)


def test_an_item_has_at_most_32_kib_and_a_page_8_mib() -> None:
    largest = canonical_json.encode({"a": "x" * (LARGEST_ITEM_BYTES - 8)})
    assert len(largest) == LARGEST_ITEM_BYTES
    assert genuine(signed([largest])).items == (largest,)
    with pytest.raises(ValueError, match="an item of"):
        signed([canonical_json.encode({"a": "x" * (LARGEST_ITEM_BYTES - 7)})])
    with pytest.raises(ValueError, match="a page of"):
        signed([largest] * 256)
    assert len(genuine(signed([largest] * 255)).items) == 255
    assert opened(signed([largest] * 255) + largest + b"\n") is Flaw.UNREADABLE


@given(st.binary(max_size=300))
def test_no_bytes_upset_the_reader(data: bytes) -> None:
    header = signed().split(b"\n")[0]
    for tried in (data, header + b"\n" + data, header + b"\n" + data + b"\n"):
        assert isinstance(opened(tried), Flaw)


def test_a_page_is_written_as_it_always_was() -> None:
    golden = json.loads((GOLDEN / "feed_page.json").read_text(encoding="utf-8"))
    signer = Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(golden["private_key"])))
    place = Place(
        feed=golden["feed"],
        audience=golden["audience"],
        generation=golden["generation"],
        first=golden["first"],
        previous=bytes.fromhex(golden["previous"]),
    )
    items = [item.encode() for item in golden["items"]]
    data = sign_page(place, items, signer=signer, at_ms=golden["signed_at_ms"])
    assert data.decode() == golden["page"]
    page = open_page(data, trusting(signer), at_ms=NOW_MS)
    assert isinstance(page, Page)
    assert page.head.hex() == golden["head"]
