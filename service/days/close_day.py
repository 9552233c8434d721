"""Close the trade day, with what it came to and where the chain then stood."""

from service import kept_answers
from service.days.rules import DayRefusal
from service.journal import store as journal_store
from service.journal.act import Act
from service.kit.clock import Trust
from service.vocabulary import TradeDay


def close_day(act: Act, totals: dict[str, int]) -> TradeDay | DayRefusal:
    """Close the open day; the event carries ``totals`` and the chain head before it.

    Answers kept for 35 days are dropped here, once a day and by a clock that somebody stands for.
    Refuses with ``NOTHING_OPEN``.
    """
    closed = act.day
    if closed is None:
        return DayRefusal.NOTHING_OPEN
    head = journal_store.head_of(act.session, act.journal.epoch, act.journal.genesis)
    act.record("day.closed", {"day": closed, "totals": totals, "head": head.hash.hex()})
    act.day = None
    if act.moment.trust is not Trust.NONE:
        kept_answers.forget_old(act.session, act.moment.at_ms)
    return closed
