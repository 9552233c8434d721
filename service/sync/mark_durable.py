"""Sign for no more of a journal than a verified backup of the hub holds."""

from service.journal.store import Head
from service.session import Session
from service.sync import held_store as store
from service.vocabulary import Epoch, SiteNo


def mark_durable(session: Session, site: SiteNo, epoch: Epoch, head: Head) -> bool:
    """Note that a backup holds a journal up to ``head``; whether that is more than was known. A
    head that the hub does not hold itself is none of its."""
    session.lock(f"journals of {site}")
    held = store.branches(session, site, epoch)
    if not held or head.seq <= held[0].durable_seq:
        return False
    main = held[0]
    ours = store.hashes(session, main, first=head.seq, last=head.seq)
    if ours.get(head.seq) != head.hash:
        return False
    store.put_branch(session, main._replace(durable_seq=head.seq, durable_head=head.hash))
    return True
