"""What a place has for another, sealed file by file: journals up, pages and marks down, tokens."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.feeds import store as feeds
from service.feeds.page import FOR_ALL, join_page
from service.session import Session
from service.sites.identity import SiteIdentity
from service.sites.load_trust import load_trust
from service.sites.records import SiteRecord
from service.sync.bundle import FULL_BYTES, Bundle, Kind, Part, seal_bundle
from service.sync.journal_batch import MOST_EVENTS, JournalBatch, read_batch
from service.sync.site_end import SiteEnd, cut_batch, own_journals
from service.sync.tokens_for import tokens_for
from service.vocabulary import HUB, Epoch, SiteNo

AT_PAGES: Final = "-"
"""Before the place of every page, and after what comes before them."""

_AFTER: Final = re.compile("([0-9a-f]{8})\\.([0-9]{1,15})")

Found = Iterable[tuple[str, Part]]
"""What there is to carry, each with the place after which the next would go on."""


class FillRefusal(StrEnum):
    """Why nothing can be sealed."""

    UNKNOWN_RECEIVER = "bundle_receiver_unknown"


@dataclass(frozen=True, slots=True)
class Filled:
    """A sealed file, and after which place the next one goes on; ``data`` is ``None`` when nothing
    was left to carry."""

    data: bytes | None
    after: str


def fill_bundle(
    session: Session, identity: SiteIdentity, found: Found, *, to: SiteNo, at_ms: int
) -> Filled | FillRefusal:
    """Seal the next of what was ``found`` for a place, until a file is full."""
    receiver = receiver_of(session, identity, to, at_ms=at_ms)
    if receiver is None:
        return FillRefusal.UNKNOWN_RECEIVER
    parts, after = _until_full(found)
    if not parts:
        return Filled(None, after)
    bundle = Bundle(identity.site, at_ms, tuple(parts))
    sealed = seal_bundle(
        bundle, signer=identity.keys.signer, receiver=receiver, epoch=identity.epoch
    )
    return Filled(sealed, after)


def found_at_site(session: Session, end: SiteEnd, to: SiteNo, after: str) -> Found:
    """For the hub the own journal, above what it has signed for; for a peer what is between the
    two, and what the authority says to all. ``after`` is the place of the file before."""
    if to == HUB:
        return _batches(session, end, after)
    return _for_peer(session, end.identity, to, after)


def pages_for(
    session: Session, after: str, audiences: tuple[str, ...]
) -> Iterator[tuple[str, Part]]:
    """Every page for these that is held here; who has one already passes it over."""
    for page in feeds.all_pages(session):
        place = f"{page.feed}/{page.audience}/{page.generation:09d}.{page.first:015d}"
        if page.audience in audiences and place > after:
            yield place, Part(Kind.PAGE, join_page(page.header, feeds.entries_of(session, page)))


def receiver_of(
    session: Session, identity: SiteIdentity, to: SiteNo, *, at_ms: int
) -> SiteRecord | None:
    """The record of a place's newest key that holds at that time."""
    trust = load_trust(session, identity.trust, at_ms=at_ms)
    holding = [
        each
        for each in trust.sites
        if each.site == to and each.not_before_ms <= at_ms <= each.expires_ms
    ]
    return max(holding, key=lambda each: each.not_before_ms, default=None)


def receivers(session: Session, identity: SiteIdentity, *, at_ms: int) -> list[SiteRecord]:
    """Every other place that files can be sealed for, by its number."""
    trust = load_trust(session, identity.trust, at_ms=at_ms)
    others = sorted({each.site for each in trust.sites} - {identity.site})
    found = (receiver_of(session, identity, each, at_ms=at_ms) for each in others)
    return [each for each in found if each is not None]


def _until_full(found: Found) -> tuple[list[Part], str]:
    parts, size, after = [], 0, ""
    for place, part in found:
        parts.append(part)
        size += len(part.data)
        after = place
        if size >= FULL_BYTES:
            break
    return parts, after


def _for_peer(
    session: Session, identity: SiteIdentity, to: SiteNo, after: str
) -> Iterator[tuple[str, Part]]:
    if not after:
        for token in tokens_for(session, identity, to):
            yield AT_PAGES, Part(Kind.TOKEN, token)
    yield from pages_for(session, after, (FOR_ALL,))


def _batches(session: Session, end: SiteEnd, after: str) -> Iterator[tuple[str, Part]]:
    """Each own epoch, earlier ones first, above the hub's mark or above ``after``."""
    read = _AFTER.fullmatch(after)
    is_behind = read is not None
    for own in own_journals(session, end):
        seq = own.stored
        if read and own.epoch == read[1]:
            seq, is_behind = int(read[2]), False
        while not is_behind and (data := _cut(session, end, own.epoch, seq)):
            batch = read_batch(data, end.identity.site, own.epoch)
            assert isinstance(batch, JournalBatch), "it was cut just now"
            seq = batch.end.seq
            yield f"{own.epoch}.{seq}", Part(Kind.JOURNAL, data, f"{end.identity.site}.{own.epoch}")


def _cut(session: Session, end: SiteEnd, epoch: Epoch, after: int) -> bytes | None:
    return cut_batch(session, end, epoch, after=after, most=MOST_EVENTS)
