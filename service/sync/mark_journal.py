"""The hub's signed word for one journal: how far it is stored, durable and applied."""

from service.journal.store import Head
from service.session import Session
from service.sites.keys import Signer
from service.sync import held_store as store
from service.sync.held_store import Branch
from service.sync.messages import Mark, sign_mark


def mark_journal(session: Session, main: Branch, *, signer: Signer, at_ms: int) -> str:
    """The mark of a journal's main branch, as text."""
    mark = Mark(
        main.site,
        main.epoch,
        stored=main.stored,
        durable=Head(main.durable_seq, main.durable_head),
        applied=main.applied_seq,
        aside=store.count_aside(session, main.site, main.epoch),
        at_ms=at_ms,
    )
    return sign_mark(mark, signer)
