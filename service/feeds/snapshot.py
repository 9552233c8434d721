"""A snapshot of a feed: all its pages in one gzip, under a header that the hub signs.

For a site that holds nothing of a feed yet. Each page in it is the authority's own, so nothing is
believed of a snapshot that would not be believed of its pages; the header says which bytes belong
together, so that a fetch that was cut goes on where it was.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from io import BytesIO
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.feeds.page import LARGEST_PAGE_BYTES, PAGE_PREFIX
from service.feeds.store import Position
from service.kit.cose import Flaw, Opened, cbor_encode, from_text, open1, to_text
from service.sites.keys import Signer

SNAPSHOT: Final = "feed-snapshot"
SNAPSHOT_PREFIX: Final = "TP1"
SNAPSHOT_HEADER: Final = "Twogate-Snapshot"
"""In the answer that brings a snapshot, or a part of one: its signed header, as text."""

LARGEST_SNAPSHOT_BYTES: Final = 64 * 1024 * 1024
"""Compressed: a roster of a million members. A feed beyond it comes page by page."""

_LEVEL: Final = 6
_PAGE_BEGINS: Final = PAGE_PREFIX.encode()

KeyFor = Callable[[bytes], Iterable[Ed25519PublicKey]]


@dataclass(frozen=True, slots=True)
class SnapshotHeader:
    """What a snapshot is of, up to where, and which bytes it is: how many, and their SHA-256."""

    feed: str
    audience: str
    position: Position
    size: int
    digest: bytes


class Claim(IntEnum):
    """The claims of a header; audience is that of a CWT."""

    AUDIENCE = 3
    FEED = -1
    POSITION = -2
    SIZE = -3
    DIGEST = -4


def pack_pages(pages: Iterable[bytes]) -> bytes:
    """The pages of one feed, in order, as one gzip. The same pages give the same bytes."""
    return gzip.compress(b"".join(pages), compresslevel=_LEVEL, mtime=0)


def digest_of(packed: bytes) -> bytes:
    return hashlib.sha256(packed).digest()


def unpack_pages(packed: bytes) -> Iterator[bytes]:
    """Each page of a snapshot as its authority signed it, one at a time. Raises ``ValueError`` for
    bytes that are no gzip of pages."""
    page: list[bytes] = []
    size = 0
    try:
        for line in _lines(packed):
            if line.startswith(_PAGE_BEGINS) and page:
                yield b"".join(page)
                page, size = [], 0
            page.append(line)
            size += len(line)
            if size > LARGEST_PAGE_BYTES:
                raise ValueError("a page of a snapshot is too large")
    except (OSError, EOFError) as fault:
        raise ValueError("a snapshot that does not unpack") from fault
    if page:
        yield b"".join(page)


def _lines(packed: bytes) -> Iterator[bytes]:
    """Never more in memory than a page may be, whatever a few bytes claim to unfold to."""
    with gzip.GzipFile(fileobj=BytesIO(packed)) as unpacked:
        while line := unpacked.readline(LARGEST_PAGE_BYTES):
            yield line


def sign_header(header: SnapshotHeader, signer: Signer) -> str:
    """The header as text."""
    claims = {
        Claim.AUDIENCE: header.audience,
        Claim.FEED: header.feed,
        Claim.POSITION: header.position,
        Claim.SIZE: header.size,
        Claim.DIGEST: header.digest,
    }
    return to_text(SNAPSHOT_PREFIX, signer.sign(cbor_encode(claims), kind=SNAPSHOT))


def open_header(text: str, key_for: KeyFor) -> SnapshotHeader | Flaw:
    """Read a header that one of the hub's keys signed."""
    message = from_text(SNAPSHOT_PREFIX, text)
    if isinstance(message, Flaw):
        return message
    match open1(message, kind=SNAPSHOT, key_for=key_for):
        case Flaw() as flaw:
            return flaw
        case Opened(
            claims={
                Claim.AUDIENCE: str(audience),
                Claim.FEED: str(feed),
                Claim.POSITION: [int(generation), int(number), bytes(head)],
                Claim.SIZE: int(size),
                Claim.DIGEST: bytes(digest),
            }
        ):
            return SnapshotHeader(feed, audience, Position(generation, number, head), size, digest)
    return Flaw.UNREADABLE
