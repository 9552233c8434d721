"""What a site has for another place, sealed: its journal for the hub, pages, tokens for a peer."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from service.feeds import store as feeds
from service.feeds.page import FOR_ALL, join_page
from service.journal import store as journal
from service.journal.sign_checkpoint import KEPT_EVERY
from service.journal.store import Checkpoint, Head, StoredEvent
from service.session import Session
from service.sites.identity import SiteIdentity
from service.sites.load_trust import load_trust
from service.sites.records import SiteRecord
from service.sync.bundle import FULL_BYTES, Bundle, Kind, Part, seal_bundle
from service.sync.journal_batch import (
    LARGEST_BATCH_BYTES,
    MOST_EVENTS,
    JournalBatch,
    sign_end,
    write_batch,
)
from service.sync.messages import HUB
from service.sync.tokens_for import tokens_for
from service.vocabulary import Epoch, SiteNo

_AT_PAGES: Final = "-"
"""Before the place of every page, and after what comes before them."""

_AFTER: Final = re.compile("([0-9a-f]{8})\\.([0-9]{1,15})")


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
    session: Session, identity: SiteIdentity, *, to: SiteNo, after: str, at_ms: int
) -> Filled | FillRefusal:
    """Seal the next file for a place, going on ``after`` the one before (empty at first)."""
    receiver = receiver_of(session, identity, to, at_ms=at_ms)
    if receiver is None:
        return FillRefusal.UNKNOWN_RECEIVER
    if to == HUB:
        parts, place = _until_full(_batches(session, identity, after, at_ms=at_ms), after)
    else:
        parts, place = _until_full(_for_peer(session, identity, to, after), after)
    if not parts:
        return Filled(None, place)
    bundle = Bundle(identity.site, at_ms, tuple(parts))
    sealed = seal_bundle(
        bundle, signer=identity.keys.signer, receiver=receiver, epoch=identity.epoch
    )
    return Filled(sealed, place)


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


def _until_full(found: Iterable[tuple[str, Part]], after: str) -> tuple[list[Part], str]:
    parts, size = [], 0
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
    """What is between us and that place first, then what the authority says to all."""
    if not after:
        for token in tokens_for(session, identity, to):
            yield _AT_PAGES, Part(Kind.TOKEN, token)
    yield from _pages(session, after)


def _pages(session: Session, after: str) -> Iterator[tuple[str, Part]]:
    """Every page for all that this site holds; who has one already passes it over."""
    for page in feeds.all_pages(session):
        place = f"{page.feed}/{page.generation:09d}.{page.first:015d}"
        if page.audience == FOR_ALL and place > after:
            yield place, Part(Kind.PAGE, join_page(page.header, feeds.entries_of(session, page)))


def _batches(
    session: Session, identity: SiteIdentity, after: str, *, at_ms: int
) -> Iterator[tuple[str, Part]]:
    """The journal of every epoch, each from its beginning or from ``after``."""
    read = _AFTER.fullmatch(after)
    from_epoch, from_seq = (read[1], int(read[2])) if read else ("", 0)
    for epoch, record in sorted(journal.signed_records(session).items()):
        seq = from_seq if epoch == from_epoch else 0
        while epoch >= from_epoch and (batch := _batch(session, identity, epoch, seq, at_ms)):
            seq = batch.end.seq
            batch = replace(batch, record=record) if batch.first == 1 else batch
            yield (
                f"{epoch}.{seq}",
                Part(Kind.JOURNAL, write_batch(batch), f"{identity.site}.{epoch}"),
            )


def _batch(
    session: Session, identity: SiteIdentity, epoch: Epoch, after: int, at_ms: int
) -> JournalBatch | None:
    """The next events of an epoch, up to a head that is signed: where a commit ended."""
    events = list(islice(journal.events_after(session, epoch, after), MOST_EVENTS))
    while events:
        end = _signed_end(session, identity, events, at_ms)
        if end is None:
            return None
        batch = JournalBatch(tuple(each.bytes for each in events[: end.seq - after]), end)
        if len(batch.events) == 1 or len(write_batch(batch)) <= LARGEST_BATCH_BYTES:
            return batch
        events = events[: len(batch.events) // 2]
    return None


def _signed_end(
    session: Session, identity: SiteIdentity, events: list[StoredEvent], at_ms: int
) -> Checkpoint | None:
    """The last kept checkpoint among these events; else this epoch's key signs the last of them."""
    first, last = events[0], events[-1]
    for least in range(max(first.seq, last.seq - KEPT_EVERY), first.seq - 1, -KEPT_EVERY):
        kept = journal.checkpoint_from(session, first.epoch, least)
        if kept and kept.seq <= last.seq:
            return kept
    if first.epoch != identity.epoch:
        return None
    head = Head(last.seq, last.hash)
    return sign_end(identity.site, last.epoch, head, signer=identity.keys.signer, at_ms=at_ms)
