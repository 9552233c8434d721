"""Add an entry or exit that reaches the tables after it happened: from a receipt, or from paper."""

from typing import Any

from service.checkin import rules, store
from service.checkin.store import Inside, Record
from service.session import Session
from service.vocabulary import Epoch, MemberNo, TradeDay


def add_late_record(session: Session, record: Record, *, epoch: Epoch) -> None:
    """Add ``record`` under the day it names, in whatever order such records come, and let who is
    inside follow from when each thing happened. A late entry takes no place in the queue.
    ``epoch`` is the present one."""
    fields: dict[str, Any] = record._asdict()
    store.add_record(session, fields)
    if record.day is not None and record.member is not None:
        settle_inside(session, record.member, record.day, epoch)


def settle_inside(session: Session, member: MemberNo, day: TradeDay, epoch: Epoch) -> None:
    """A member is inside by the last thing that happened that day, unless they came anew later."""
    held = store.inside_on(session, member)
    if held is not None and held > day:
        return
    counted = [each for each in store.records_of_member(session, member, day) if _counts(each)]
    last = max(counted, key=lambda record: record.happened(epoch), default=None)
    if last is not None and last.outcome == rules.Accepted.ENTERED:
        since_ms = last.claimed_at_ms or last.at_ms
        store.put_inside(session, member, day, Inside(since_ms, last.terminal, last.reference))
    elif held is not None:
        store.leave(session, member)


def _counts(record: Record) -> bool:
    return record.outcome in set(rules.Accepted) and not record.annulled
