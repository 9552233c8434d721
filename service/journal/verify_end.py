"""Prove the end of the journal at the start, in a time that does not grow with the journal."""

from collections.abc import Callable
from typing import Final

from service.journal import store
from service.journal.append_event import Journal
from service.journal.event import chain_hash
from service.journal.sign_checkpoint import checkpoint_bytes
from service.session import Session

LOOKED_AT: Final = 1_000
BROKEN: Final = "chain_broken"
"""The code of this refusal to write."""


def verify_end(
    session: Session, journal: Journal, *, verifies: Callable[[bytes, bytes], bool]
) -> bool:
    """Whether the last 1,000 events of the epoch are contiguous and linked, and the newest
    checkpoint signs where they end. ``verifies`` tells whether a signature (second) over some
    bytes (first) is by the epoch's key. The whole chain is ``verify_chain``'s.
    """
    head = store.head_of(session, journal.epoch, journal.genesis)
    if head.seq == 0:
        return True
    before = max(0, head.seq - LOOKED_AT)
    hash_before = store.hash_at(session, journal.epoch, before) if before else journal.genesis
    if hash_before is None:
        return False
    for stored in store.events_after(session, journal.epoch, before):
        if stored.seq != before + 1 or chain_hash(hash_before, stored.bytes) != stored.hash:
            return False
        before, hash_before = stored.seq, stored.hash
    return _is_signed(session, journal, store.Head(before, hash_before), verifies)


def _is_signed(
    session: Session,
    journal: Journal,
    head: store.Head,
    verifies: Callable[[bytes, bytes], bool],
) -> bool:
    point = store.newest_checkpoint(session, journal.epoch)
    if point is None or (point.seq, point.head) != head:
        return False
    signed = checkpoint_bytes(journal.site, journal.epoch, point.seq, point.head, point.at_ms)
    return verifies(signed, point.signature)
