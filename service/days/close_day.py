"""Close the trade day, with what it came to and where the chain then stood."""

from service import kept_answers
from service.days import store
from service.days.rules import DayRefusal
from service.journal import store as journal_store
from service.journal.act import Act
from service.kit.clock import Trust
from service.sites.day_keys import DayKeys
from service.vocabulary import TradeDay


def close_day(act: Act, totals: dict[str, int], *, keys: DayKeys | None) -> TradeDay | DayRefusal:
    """Close the open day; the event carries ``totals``, the chain head before it, and the key
    that the day's draws were made with.

    Answers kept for 35 days are dropped here, once a day and by a clock that somebody stands for.
    Refuses with ``NOTHING_OPEN``.
    """
    closed = act.day
    if closed is None:
        return DayRefusal.NOTHING_OPEN
    head = journal_store.head_of(act.session, act.journal.epoch, act.journal.genesis)
    act.record(
        "day.closed",
        {
            "day": closed,
            "totals": totals,
            "head": head.hash.hex(),
            "day_key": _told_key(act, closed, keys),
        },
    )
    act.day = None
    if act.moment.trust is not Trust.NONE:
        kept_answers.forget_old(act.session, act.moment.at_ms)
    return closed


def _told_key(act: Act, day: TradeDay, keys: DayKeys | None) -> str | None:
    """The key of a day that this epoch opened, or drew with; of others it has none to tell."""
    link = store.link_of(act.session, act.journal.epoch, day)
    return keys.key_of(link).hex() if keys and link else None
