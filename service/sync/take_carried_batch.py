"""A batch of a journal that was carried to the hub is taken in as if it had come over the wire."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from service.journal.apply import Appliers
from service.session import Session
from service.sites.trust_list import TrustList
from service.sync import held_store
from service.sync.bundle import Part
from service.sync.held_store import Branch
from service.sync.journal_batch import BatchFlaw, read_batch
from service.sync.receive_journal import Sender, Unlinked, receive_journal
from service.sync.take_bundle import NOTHING_NEW
from service.vocabulary import Epoch, PassId

UNLINKED: Final = "batch_unlinked"


@dataclass(frozen=True, slots=True)
class AtHub:
    """What the hub takes a journal in by: its trust, when (ms, UTC), and what events do there."""

    trust: Callable[[Session], TrustList]
    at_ms: int
    appliers: Appliers


def take_carried_batch(session: Session, part: Part, here: AtHub) -> str | None:
    """Take a batch in at the hub, whoever carried it; ``None`` if something of it was new."""
    named = PassId.parse(f"{part.about}.0")
    if named is None:
        return BatchFlaw.UNREADABLE
    batch = read_batch(part.data, named.site, named.epoch)
    if isinstance(batch, BatchFlaw):
        return batch
    before = _stored(session, named)
    sender = Sender(named.site, named.epoch, here.trust(session), here.at_ms)
    done = receive_journal(session, batch, sender, here.appliers)
    if isinstance(done, Unlinked):
        return UNLINKED
    if isinstance(done, Branch):
        return NOTHING_NEW if _stored(session, named) == before else None
    return done


def _stored(session: Session, named: PassId) -> list[tuple[int, int]]:
    held = held_store.branches(session, named.site, Epoch(named.epoch))
    return [(each.branch, each.stored_seq) for each in held]
