"""What the events of the trade day do to its table."""

from service.days import store
from service.journal.event import Event
from service.session import Session


def apply_opened(session: Session, event: Event) -> None:
    store.add_day(session, event.data["day"], at_ms=event.moment.at_ms, by=event.actor)


def apply_closed(session: Session, event: Event) -> None:
    store.close_day(session, event.data["day"], at_ms=event.moment.at_ms)


APPLY = {"day.opened": apply_opened, "day.closed": apply_closed}
