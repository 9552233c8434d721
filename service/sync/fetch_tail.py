"""Fetch from the hub what it holds of the own journal above the end of an old copy."""

from service.journal.store import Checkpoint, Head, StoredEvent
from service.journal.take_tail import HeldTail
from service.sync.hub_line import HubLine, LineFailure, LineFault
from service.sync.journal_batch import BatchFlaw, chain_from, read_batch
from service.vocabulary import Epoch


def fetch_tail(line: HubLine, epoch: Epoch, *, own: Head, upto: int) -> HeldTail:
    """The events above ``own`` up to seq ``upto`` or the end of the batch beyond it, and the head
    that this site signed there. Nothing is believed of them yet: ``take_tail`` proves the chain
    and the signature. Raises ``LineFault``.
    """
    events: list[StoredEvent] = []
    signed: Checkpoint | None = None
    head = own
    while head.seq < upto:
        target = f"/sync/v1/journals/{line.sender}/{epoch}?after={head.seq}"
        answer = line.ask("GET", target)
        if answer.status_code in (204, 404):
            break
        batch = read_batch(answer.content, line.sender, epoch)
        if isinstance(batch, BatchFlaw) or batch.first != head.seq + 1:
            raise LineFault(LineFailure.NOT_THE_HUB)
        hashes = chain_from(head.hash, batch.events)
        rows = zip(range(batch.first, batch.end.seq + 1), hashes, batch.events, strict=True)
        events += [StoredEvent(epoch, seq, linked, written) for seq, linked, written in rows]
        signed, head = batch.end, Head(batch.end.seq, hashes[-1])
    return HeldTail(events, signed)
