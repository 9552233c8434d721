"""A page of a feed: some items in a row, signed by the authority, readable line by line.

The first line is the signed header in its text form; each further line is one item, canonical
JSON as it was written, or `sha256:` and the hash of an item that was superseded or forgotten.
The header signs the chain's head after the page, h(n) = SHA-256(h(n-1) ‖ SHA-256(item n)), and
with it every item, whether it is still there or not.
"""

import hashlib
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Any, Final

from service.kit import canonical_json
from service.kit.cose import Flaw, cbor_encode, from_text, open1, to_text
from service.sites.keys import Signer
from service.sites.records import KeyRole
from service.sites.trust_list import TrustList

PAGE: Final = "feed-page"
PAGE_PREFIX: Final = "TF1"
FOR_ALL: Final = "all"
"""The audience of a feed for every site; any other audience is one site's number."""

EMPTY_HEAD: Final = b""
"""The head of a feed before its first item."""

LARGEST_PAGE_BYTES: Final = 8 * 1024 * 1024
LARGEST_ITEM_BYTES: Final = 32 * 1024
MOST_ITEMS: Final = 5_000

_HASH_MARK: Final = b"sha256:"
_ENTRY_HASH: Final = re.compile(rb"sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: from number `first` of a feed on, after the head `previous`."""

    feed: str
    audience: str
    generation: int
    first: int
    previous: bytes


@dataclass(frozen=True, slots=True)
class Page(Place):
    """A genuine page: each item, or None where only its hash is left, and the head after them."""

    head: bytes
    hashes: tuple[bytes, ...]
    items: tuple[bytes | None, ...]
    signed_at_ms: int

    @property
    def last(self) -> int:
        """The number of the last item."""
        return self.first + len(self.items) - 1


class Claim(IntEnum):
    """The claims of a page's header; audience and time (in seconds) are those of a CWT."""

    AUDIENCE = 3
    SIGNED_AT = 6
    FEED = -1
    GENERATION = -2
    FIRST = -3
    COUNT = -4
    PREVIOUS = -5
    HEAD = -6


def sign_page(place: Place, items: Sequence[bytes], *, signer: Signer, at_ms: int) -> bytes:
    """Sign a page of items, each of them a canonical JSON object.

    Raises ``ValueError`` for anything else, for an item over 32 KiB, for none or more than
    5,000 items, and for a page over 8 MiB: cut it smaller.
    """
    for item in items:
        _assert_item(item)
    if not 1 <= len(items) <= MOST_ITEMS:
        raise ValueError(f"a page has 1 to {MOST_ITEMS} items, not {len(items)}")
    claims = {
        Claim.AUDIENCE: place.audience,
        Claim.SIGNED_AT: at_ms // 1000,
        Claim.FEED: place.feed,
        Claim.GENERATION: place.generation,
        Claim.FIRST: place.first,
        Claim.COUNT: len(items),
        Claim.PREVIOUS: place.previous,
        Claim.HEAD: head_after(place.previous, map(_sha256, items)),
    }
    header = to_text(PAGE_PREFIX, signer.sign(cbor_encode(claims), kind=PAGE))
    page = join_page(header.encode(), items)
    if len(page) > LARGEST_PAGE_BYTES:
        raise ValueError(f"a page of {len(page)} bytes exceeds {LARGEST_PAGE_BYTES}")
    return page


def open_page(data: bytes, trust: TrustList, *, at_ms: int) -> Page | Flaw:
    """Judge a page at that time: readable, signed by a key for feeds, every item as signed.

    Whether it is for this site, and the next one, its reader decides.
    """
    header, entries = _split(data)
    hashes = tuple(_entry_hash(entry) for entry in entries)
    message = _read_header(header)
    if message is None or not hashes or b"" in hashes:
        return Flaw.UNREADABLE
    opened = open1(
        message, kind=PAGE, key_for=lambda kid: trust.keys_for(KeyRole.FEEDS, kid, at_ms)
    )
    if isinstance(opened, Flaw):
        return opened
    items = tuple(None if entry.startswith(_HASH_MARK) else entry for entry in entries)
    return _read_page(opened.claims, hashes, items)


def signed_at_ms(header: bytes, trust: TrustList) -> int:
    """When the header of a page was signed (ms, UTC), by whatever key for feeds the root ever
    certified; 0 if by none. A page that was taken in stays signed after its key has expired."""
    message = _read_header(header)
    if message is None:
        return 0
    opened = open1(message, kind=PAGE, key_for=partial(trust.keys_ever, KeyRole.FEEDS))
    if isinstance(opened, Flaw):
        return 0
    signed_at = opened.claims.get(Claim.SIGNED_AT)
    return signed_at * 1000 if isinstance(signed_at, int) else 0


def forget_items(data: bytes, offsets: Container[int]) -> bytes:
    """Leave only the hashes of these items of a genuine page (counted from 0); it stays genuine."""
    header, entries = _split(data)
    kept = (
        hash_entry(_entry_hash(entry)) if offset in offsets else entry
        for offset, entry in enumerate(entries)
    )
    return join_page(header, kept)


def hash_entry(item_hash: bytes) -> bytes:
    """What stands in a page for an item of which only the hash is left."""
    return _HASH_MARK + item_hash.hex().encode()


def join_page(header: bytes, entries: Iterable[bytes]) -> bytes:
    """A page of a header and its entries, each on a line of its own."""
    return b"".join(line + b"\n" for line in (header, *entries))


def head_after(previous: bytes, hashes: Iterable[bytes]) -> bytes:
    """The chain's head once items with these hashes follow the head `previous`."""
    head = previous
    for item_hash in hashes:
        head = _sha256(head + item_hash)
    return head


def _read_page(
    claims: dict[int | str, Any], hashes: tuple[bytes, ...], items: tuple[bytes | None, ...]
) -> Page | Flaw:
    match claims:
        case {
            Claim.AUDIENCE: str(audience),
            Claim.SIGNED_AT: int(signed_at),
            Claim.FEED: str(feed),
            Claim.GENERATION: int(generation),
            Claim.FIRST: int(first),
            Claim.COUNT: int(count),
            Claim.PREVIOUS: bytes(previous),
            Claim.HEAD: bytes(head),
        }:
            if count != len(items) or head_after(previous, hashes) != head:
                return Flaw.NOT_GENUINE
            return Page(
                feed=feed,
                audience=audience,
                generation=generation,
                first=first,
                previous=previous,
                head=head,
                hashes=hashes,
                items=items,
                signed_at_ms=signed_at * 1000,
            )
    return Flaw.UNREADABLE


def _assert_item(item: bytes) -> None:
    if len(item) > LARGEST_ITEM_BYTES:
        raise ValueError(f"an item of {len(item)} bytes exceeds {LARGEST_ITEM_BYTES}")
    if not isinstance(canonical_json.decode(item), dict):
        raise ValueError("an item is a JSON object")


def _split(data: bytes) -> tuple[bytes, list[bytes]]:
    """The header and the entries; no entries if the page is too large or not whole lines."""
    header, *entries = data.split(b"\n", MOST_ITEMS + 1)
    if len(data) > LARGEST_PAGE_BYTES or not entries or entries.pop():
        return header, []
    return header, entries


def _read_header(line: bytes) -> bytes | None:
    """The signed header, if the line is exactly its text; a file needs no lenient reader."""
    message = from_text(PAGE_PREFIX, line.decode("ascii", errors="replace"))
    if isinstance(message, Flaw) or to_text(PAGE_PREFIX, message).encode() != line:
        return None
    return message


def _entry_hash(entry: bytes) -> bytes:
    """The item's hash that an entry is or tells; empty if it is no entry."""
    if entry.startswith(b"{"):
        return _sha256(entry) if len(entry) <= LARGEST_ITEM_BYTES else b""
    told = _ENTRY_HASH.fullmatch(entry)
    return bytes.fromhex(told[1].decode()) if told else b""


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
