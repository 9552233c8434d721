"""Let a trusted clock turn the page at midnight, between transactions."""

from collections.abc import Callable

from service.days import rules, store
from service.days.close_day import close_day
from service.days.open_day import open_day
from service.journal.act import Act
from service.sites.day_keys import DayKeys
from service.vocabulary import TradeDay


def keep_day_open(
    act: Act,
    *,
    today: TradeDay,
    totals: Callable[[], dict[str, int]],
    keys: DayKeys | None,
    may_open: Callable[[], bool] = lambda: True,
) -> TradeDay | None:
    """Close a day that has passed and open ``today``, when the clock may; the day opened.

    ``may_open`` says whether the hours have come: until then a site has no day open.
    """
    opens = rules.day_that_opens_itself(
        today=today,
        trust=act.moment.trust,
        open_day=act.day,
        last_day=store.last_day(act.session),
    )
    if opens is None:
        return None
    if act.day is not None:
        close_day(act, totals(), keys=keys)
    if not may_open():
        return None
    opened = open_day(act, opens, today=today)
    return None if isinstance(opened, rules.DayRefusal) else opened
