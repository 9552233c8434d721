"""The hub's snapshots of its feeds: made when asked for, kept while its feeds stand where they are.

No process has to have made what it gives a part of: the same feeds give the same bytes, so that
two processes of a hub may take turns within one download.
"""

from dataclasses import dataclass, field
from threading import Lock
from typing import Final, NamedTuple

from service.feeds import store as feeds
from service.feeds.page import join_page
from service.feeds.snapshot import SnapshotHeader, digest_of, pack_pages, sign_header
from service.session import Session
from service.sites.keys import Signer

MOST_KEPT: Final = 4
"""Those of a roster are a few MB each."""

Stands = frozenset[tuple[tuple[str, str], feeds.Position]]


class Snapshot(NamedTuple):
    """A snapshot's bytes, what they are, and that signed by the hub."""

    packed: bytes
    header: SnapshotHeader
    signed: str


@dataclass(slots=True)
class Snapshots:
    """What this process has made of late, by feed and audience."""

    signer: Signer
    _kept: dict[tuple[str, str], tuple[Stands, Snapshot]] = field(default_factory=dict)
    _making: Lock = field(default_factory=Lock)

    def of(self, session: Session, feed: str, audience: str) -> Snapshot | None:
        """The snapshot of a feed as it stands; ``None`` before its first item.

        A member who is forgotten moves a position too, if of another feed: what is kept is kept
        only while all of them stand.
        """
        positions = feeds.all_positions(session)
        position = positions.get((feed, audience))
        if position is None or not position.number:
            return None
        stands = frozenset(positions.items())
        with self._making:  # twenty sites that ask at once wait for one
            kept = self._kept.get((feed, audience))
            if kept is None or kept[0] != stands:
                kept = stands, self._make(session, feed, audience, position)
                self._keep((feed, audience), kept)
            return kept[1]

    def _make(
        self, session: Session, feed: str, audience: str, position: feeds.Position
    ) -> Snapshot:
        pages = (
            join_page(page.header, feeds.entries_of(session, page))
            for page in feeds.all_pages(session)
            if (page.feed, page.audience) == (feed, audience)
        )
        packed = pack_pages(pages)
        header = SnapshotHeader(feed, audience, position, len(packed), digest_of(packed))
        return Snapshot(packed, header, sign_header(header, self.signer))

    def _keep(self, name: tuple[str, str], made: tuple[Stands, Snapshot]) -> None:
        self._kept.pop(name, None)
        while len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[name] = made
