"""The authority's own copy of every page it has signed, and the only place where pages are made.

One file a page. Numbers come from here and nowhere else, so they have no gaps, and any site can
be brought up to date from the folder alone.
"""

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from service.feeds.page import (
    EMPTY_HEAD,
    FOR_ALL,
    Page,
    Place,
    open_page,
    sign_page,
    signed_at_ms,
)
from service.kit import canonical_json
from service.kit.cose import Flaw
from service.sites.authority import Authority
from service.vocabulary import HUB, SiteNo

ITEMS_A_PAGE = 2_000


class ArchiveFault(Exception):
    """A page in the archive is damaged or not the authority's; nothing is published after it."""


class HandedOver(ArchiveFault):
    """The hub writes these feeds now; a page signed here would be a second one of its number."""


HANDED_OVER: Final = "handed-over"
"""A file in the archive, once the hub has the signing keys."""


@dataclass(frozen=True, slots=True)
class PageArchive:
    """The folder ``feeds/`` beside the authority's keys."""

    directory: Path
    authority: Authority
    _mine: threading.local = field(default_factory=threading.local, compare=False, repr=False)

    def publish(
        self, feed: str, items: Sequence[dict[str, Any]], *, at_ms: int, audience: str = FOR_ALL
    ) -> list[Path]:
        """Sign ``items`` as the next pages of ``feed``; the files written, none for no items.

        Whoever decides by what the archive holds takes ``alone`` around reading and publishing.
        Raises ``HandedOver`` once the hub writes the feeds.
        """
        if (self.directory / HANDED_OVER).exists():
            raise HandedOver("the hub writes the feeds now: see `twogate hub`")
        written = []
        with self.alone():
            for start in range(0, len(items), ITEMS_A_PAGE):
                place = self._next_place(feed, audience, at_ms)
                chunk = [canonical_json.encode(item) for item in items[start:][:ITEMS_A_PAGE]]
                data = sign_page(place, chunk, signer=self.authority.feeds, at_ms=at_ms)
                written.append(self._write(place, data))
        return written

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only publisher, of all threads and processes, while this lasts.

        Waits for the one before; within itself it changes nothing.
        """
        if getattr(self._mine, "locked", False):
            yield
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        with open(self.directory / "publishing.lock", "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._mine.locked = True
            try:
                yield
            finally:
                self._mine.locked = False

    def files(self, feed: str, audience: str = FOR_ALL) -> list[Path]:
        """The pages of a feed for an audience, in order."""
        return sorted((self.directory / f"{feed}-{audience}").glob("*.page"))

    def files_for(self, site: SiteNo) -> list[Path]:
        """Every page that ``site`` is to have: those for all and its own, each feed in order; the
        hub, which hands them on, all there are."""
        pages = self.directory.glob("*/*.page")
        audiences = (FOR_ALL, site)
        return sorted(
            p for p in pages if site == HUB or p.parent.name.rpartition("-")[2] in audiences
        )

    def items(self, feed: str, *, at_ms: int, audience: str = FOR_ALL) -> Iterator[dict[str, Any]]:
        """Every item of a feed still held, in order. Raises ``ArchiveFault``."""
        for _, item in self.numbered_items(feed, at_ms=at_ms, audience=audience):
            yield item

    def numbered_items(
        self, feed: str, *, at_ms: int, audience: str = FOR_ALL
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """The same, each with its number in the feed."""
        for path in self.files(feed, audience):
            page = self.open(path, at_ms)
            for number, written in enumerate(page.items, page.first):
                if written is not None:
                    yield number, canonical_json.decode(written)

    def last_number(self, feed: str, *, at_ms: int, audience: str = FOR_ALL) -> int:
        """The number of the last item of a feed; 0 before its first."""
        return self._next_place(feed, audience, at_ms).first - 1

    def newest_signed_ms(self) -> int:
        """When the newest page of all feeds was signed (ms, UTC); 0 before the first."""
        pages = sorted(self.directory.glob("*/*.page"))
        newest = {path.parent: path for path in pages}.values()
        headers = (path.read_bytes().partition(b"\n")[0] for path in newest)
        return max((signed_at_ms(each, self.authority.trust) for each in headers), default=0)

    def _next_place(self, feed: str, audience: str, at_ms: int) -> Place:
        files = self.files(feed, audience)
        if not files:
            return Place(feed, audience, 1, 1, EMPTY_HEAD)
        last = self.open(files[-1], at_ms)
        return Place(feed, audience, last.generation, last.last + 1, last.head)

    def open(self, path: Path, at_ms: int) -> Page:
        """Read one page of the archive. Raises ``ArchiveFault``."""
        page = open_page(path.read_bytes(), self.authority.trust, at_ms=at_ms)
        if isinstance(page, Flaw):
            raise ArchiveFault(f"{path}: {page}")
        return page

    def _write(self, place: Place, data: bytes) -> Path:
        """In one step and durably: a page that was signed is never signed again otherwise."""
        folder = self.directory / f"{place.feed}-{place.audience}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{place.generation:04d}-{place.first:09d}.page"
        unfinished = path.with_suffix(".new")
        with open(unfinished, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        return path


def archive_of(authority_dir: Path, authority: Authority) -> PageArchive:
    return PageArchive(authority_dir / "feeds", authority)
