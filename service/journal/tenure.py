"""Since when this machine is the site, and which earlier epochs' rights passed to it whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.journal import store
from service.session import Session
from service.sites.records import SiteRecord
from service.vocabulary import Epoch, TradeDay


@dataclass(frozen=True, slots=True)
class Tenure:
    """An epoch with those that it continues: closed by their own last event, and held to it.

    ``ledger`` is the first of them: quota is kept under its name. ``enrolled_day`` is the local
    date on which that one was enrolled.
    """

    epochs: frozenset[Epoch]
    ledger: Epoch
    enrolled_day: TradeDay


def find_tenure(
    session: Session,
    epoch: Epoch,
    records: Mapping[Epoch, SiteRecord],
    *,
    day_of: Callable[[int], TradeDay],
) -> Tenure:
    """Follow ``epoch`` back through the records that name what they continue.

    Rights pass only from an epoch of which this journal holds every event: up to exactly the head
    that the record names (docs/protocol.md, Identity). ``day_of`` gives the date of a time in ms.
    """
    chain = [epoch]
    record = records[epoch]
    while (old := record.continues) and old.epoch in records and old.epoch not in chain:
        head = store.head_of(session, old.epoch, b"")
        if (head.seq, head.hash) != (old.seq, old.head):
            break
        chain.append(old.epoch)
        record = records[old.epoch]
    return Tenure(frozenset(chain), chain[-1], day_of(record.not_before_ms))
