"""Fetch a feed of which a site holds nothing as one snapshot, and go on where a fetch was cut."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.feeds.snapshot import (
    LARGEST_SNAPSHOT_BYTES,
    SNAPSHOT_HEADER,
    SnapshotHeader,
    digest_of,
    open_header,
    unpack_pages,
)
from service.kit.cose import Flaw, from_text, read_unproved_claims
from service.sites.keys import key_id, public_key
from service.sites.records import SITE_RECORD_PREFIX, Claim
from service.sync.bring_pages import PageRefused, PageTaker
from service.sync.hub_line import HubLine, LineFailure, LineFault
from service.sync.messages import PlaceBody

PAYS_FROM_ITEMS: Final = 1_000
"""Below it a page or two are as quick."""

MOST_IDLE: Final = 2
"""Attempts in a row that brought not one byte; then the next run goes on from what is here."""

OLDER: Final = "snapshot_older"
DAMAGED: Final = "snapshot_damaged"


HeaderOf = Callable[[httpx.Response], SnapshotHeader]


@dataclass(slots=True)
class Download:
    """What is here of one snapshot: it outlives the line that it came over."""

    tag: str = ""
    header: SnapshotHeader | None = None
    data: bytearray = field(default_factory=bytearray, repr=False)

    @property
    def is_whole(self) -> bool:
        return self.header is not None and len(self.data) >= self.header.size

    def begin(self, answer: httpx.Response, header: SnapshotHeader) -> None:
        """Make room for the answer's bytes, unless they go on with those that are here."""
        goes_on = answer.status_code == 206 and answer.headers.get("ETag") == self.tag
        if not goes_on or header != self.header:
            self.data.clear()
        self.tag, self.header = answer.headers.get("ETag", ""), header

    def wanted(self) -> dict[str, str]:
        """The headers that ask for the rest."""
        if not self.data:
            return {}
        return {"Range": f"bytes={len(self.data)}-", "If-Range": self.tag}


@dataclass(slots=True)
class Downloads:
    """By feed and audience; for as long as the process that carries lives."""

    _begun: dict[str, Download] = field(default_factory=dict)

    def of(self, name: str) -> Download:
        return self._begun.setdefault(name, Download())

    def drop(self, name: str) -> None:
        self._begun.pop(name, None)


def pull_snapshot(
    line: HubLine, site: PageTaker, place: PlaceBody, record: str, downloads: Downloads
) -> int:
    """Take in the pages of a snapshot of ``place``, signed by the hub of this ``record``, which
    the site has believed; how many. 0 where the hub has none: then page by page.

    Raises ``LineFault`` (what has come is kept in ``downloads``) and ``PageRefused``, also for a
    snapshot that is older than what is held, or whose bytes are not those that were signed.
    """
    name = f"{place.feed}/{place.audience}"
    download = downloads.of(name)
    if not _fetch(line, place, partial(_header, record=record, name=name), download):
        downloads.drop(name)
        return 0
    downloads.drop(name)  # whatever becomes of it now, it is not fetched a second time for nothing
    return _take(site, name, download)


def _fetch(line: HubLine, place: PlaceBody, header_of: HeaderOf, download: Download) -> bool:
    """Whether all of it is here; not where the hub has no snapshot to give."""
    idle, target = 0, f"/sync/v1/snapshots/{place.feed}?audience={place.audience}"
    while not download.is_whole:
        before = len(download.data)
        try:
            if not _fetch_some(line, target, header_of, download):
                return False
        except LineFault as fault:
            idle = idle + 1 if len(download.data) <= before else 0
            if idle == MOST_IDLE or fault.failure is LineFailure.NOT_THE_HUB:
                raise
    return True


def _fetch_some(line: HubLine, target: str, header_of: HeaderOf, download: Download) -> bool:
    with line.stream(target, download.wanted()) as answer:
        if answer.status_code in (204, 404):
            return False
        if answer.status_code not in (200, 206):
            download.data.clear()
            raise LineFault(LineFailure.REFUSED, "snapshot")
        download.begin(answer, header_of(answer))
        for some in answer.iter_raw():
            download.data += some
            if len(download.data) > LARGEST_SNAPSHOT_BYTES:
                raise LineFault(LineFailure.NOT_THE_HUB)
    return True


def _header(answer: httpx.Response, *, record: str, name: str) -> SnapshotHeader:
    header = open_header(answer.headers.get(SNAPSHOT_HEADER, ""), partial(_hub_key, record))
    if isinstance(header, Flaw) or f"{header.feed}/{header.audience}" != name:
        raise LineFault(LineFailure.NOT_THE_HUB)
    return header


def _hub_key(record: str, kid: bytes) -> list[Ed25519PublicKey]:
    """The key that the hub's record names. Whether the record is the hub's the site has judged."""
    message = from_text(SITE_RECORD_PREFIX, record)
    said = None if isinstance(message, Flaw) else read_unproved_claims(message).get(Claim.SIGNING)
    return [public_key(said)] if isinstance(said, bytes) and key_id(said) == kid else []


def _take(site: PageTaker, name: str, download: Download) -> int:
    header = download.header
    assert header is not None, "it is whole"
    if digest_of(bytes(download.data)) != header.digest:
        raise PageRefused(f"{name}: {DAMAGED}")
    held = site.positions().get(name, "1.0").split(".")
    if (int(held[0]), int(held[1])) >= header.position[:2]:
        raise PageRefused(f"{name}: {OLDER}")
    pages = 0
    for page in unpack_pages(bytes(download.data)):
        if refusal := site.take(page):
            raise PageRefused(f"{name}, page {pages + 1} of a snapshot: {refusal}")
        pages += 1
    return pages
