"""Give a day that an earlier epoch of this site opened a key of the present epoch's chain."""

from service.days import store
from service.journal.act import Act
from service.session import Session
from service.vocabulary import Epoch, TradeDay


def link_to_draw_with(session: Session, epoch: Epoch, day: TradeDay) -> int:
    """Which link of its chain an epoch draws with on the open ``day``: that of its opening, or, of
    a day that a lost epoch had opened, the next one, as if it opened now."""
    return store.link_of(session, epoch, day) or store.next_link(session, epoch)


def take_day_over(act: Act) -> None:
    """Before the first draw of an epoch on a day that it did not open: record which link the day
    gets. There is nothing to choose, and once is all."""
    day, epoch = act.day, act.journal.epoch
    if day is None or store.link_of(act.session, epoch, day) is not None:
        return
    link = store.next_link(act.session, epoch)
    act.record("day.taken_over", {"day": day, "link": link})
