"""Take back the end of the own journal, which a restored disk has lost, from whoever holds it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.journal import store
from service.journal.append_event import Journal
from service.journal.apply import apply_event
from service.journal.event import Event, chain_hash
from service.journal.sign_checkpoint import checkpoint_bytes
from service.session import Session
from service.sites.anchor import Anchor


class TailRefusal(StrEnum):
    """Why a tail is not taken back; nothing has changed then."""

    NOTHING_MISSING = "tail_nothing_missing"
    NOT_LINKED = "tail_not_linked"
    TOO_SHORT = "tail_too_short"
    OTHER_HEAD = "tail_other_head"
    NOT_SIGNED = "tail_not_signed"
    NOT_EVENTS = "tail_not_events"


@dataclass(frozen=True, slots=True)
class HeldTail:
    """What a holder has of this epoch: its events above the own head, in order of seq, and the
    first checkpoint it has at or above the anchored seq."""

    events: Iterable[store.StoredEvent]
    signed: store.Checkpoint | None


def take_tail(
    session: Session,
    journal: Journal,
    held: HeldTail,
    *,
    anchored: Anchor,
    verifies: Callable[[bytes, bytes], bool],
) -> int | TailRefusal:
    """Append and apply the missing events up to exactly the anchored head; how many.

    They are the own ones: each links to the one before, from the own head to the anchored one,
    and a checkpoint over it or beyond is signed by the epoch's key (``verifies``: signed bytes,
    signature). The caller undoes everything when this refuses (docs/protocol.md, Anchors).
    """
    head = store.head_of(session, journal.epoch, journal.genesis)
    if head.seq >= anchored.seq:
        return TailRefusal.NOTHING_MISSING
    end = max(anchored.seq, held.signed.seq) if held.signed else anchored.seq
    first = head.seq
    for stored in held.events:
        if stored.seq > end:
            break
        refusal = _judge(stored, head, anchored)
        if refusal is None and stored.seq <= anchored.seq:
            refusal = _take(session, journal, stored)
        if refusal is not None:
            return refusal
        head = store.Head(stored.seq, stored.hash)
    if head.seq < anchored.seq:
        return TailRefusal.TOO_SHORT
    if not _is_signed(journal, held.signed, head, verifies):
        return TailRefusal.NOT_SIGNED
    return anchored.seq - first


def _judge(stored: store.StoredEvent, head: store.Head, anchored: Anchor) -> TailRefusal | None:
    """Whether an event goes on from ``head``, and is the anchored one where that must be."""
    if stored.seq != head.seq + 1 or chain_hash(head.hash, stored.bytes) != stored.hash:
        return TailRefusal.NOT_LINKED
    is_other = stored.seq == anchored.seq and stored.hash != anchored.head
    return TailRefusal.OTHER_HEAD if is_other else None


def _take(session: Session, journal: Journal, stored: store.StoredEvent) -> TailRefusal | None:
    try:
        event = Event.from_bytes(stored.bytes)
    except (ValueError, KeyError):
        return TailRefusal.NOT_EVENTS
    if event.name != (journal.site, journal.epoch, stored.seq):
        return TailRefusal.NOT_EVENTS
    store.append(session, stored)
    apply_event(session, event, journal.appliers)
    return None


def _is_signed(
    journal: Journal,
    point: store.Checkpoint | None,
    head: store.Head,
    verifies: Callable[[bytes, bytes], bool],
) -> bool:
    if point is None or (point.seq, point.head) != head:
        return False
    signed = checkpoint_bytes(journal.site, journal.epoch, point.seq, point.head, point.at_ms)
    return verifies(signed, point.signature)
