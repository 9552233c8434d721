"""Sign the chain's head once for each commit group, so that nobody can shorten or redo it."""

from service.journal import store
from service.journal.append_event import Journal
from service.kit import canonical_json
from service.session import Session
from service.vocabulary import Epoch, SiteNo

KEPT_EVERY = 100
"""Of the older checkpoints one per this many events stays (docs/protocol.md, Journal)."""


def sign_checkpoint(session: Session, journal: Journal, *, at_ms: int) -> store.Head | None:
    """Sign the head and thin the checkpoint before it; ``None`` if the head did not move."""
    head = store.head_of(session, journal.epoch, journal.genesis)
    newest = store.newest_checkpoint_seq(session, journal.epoch)
    if head.seq in (0, newest):
        return None
    if newest is not None and newest // KEPT_EVERY == head.seq // KEPT_EVERY:
        store.drop_checkpoint(session, journal.epoch, newest)
    signature = journal.sign(
        checkpoint_bytes(journal.site, journal.epoch, head.seq, head.hash, at_ms)
    )
    point = store.Checkpoint(journal.epoch, head.seq, head.hash, at_ms, signature)
    store.add_checkpoint(session, point)
    return head


def checkpoint_bytes(site: SiteNo, epoch: Epoch, seq: int, head: bytes, at_ms: int) -> bytes:
    """What a checkpoint's signature covers: {site, epoch, seq, head, at}."""
    return b"twogate checkpoint\0" + canonical_json.encode(
        {"site": site, "epoch": epoch, "seq": seq, "head": head.hex(), "at": at_ms}
    )
