"""What the events of the trade day do to its table."""

from service.days import store
from service.journal.event import Event
from service.session import Session


def apply_opened(session: Session, event: Event) -> None:
    day = event.data["day"]
    store.add_day(session, day, at_ms=event.moment.at_ms, by=event.actor)
    if "link" in event.data:  # days were not counted before there were draws
        store.add_link(session, event.name.epoch, event.data["link"], day=day)


def apply_taken_over(session: Session, event: Event) -> None:
    data = event.data
    store.add_link(session, event.name.epoch, data["link"], day=data["day"])


def apply_closed(session: Session, event: Event) -> None:
    day, key = event.data["day"], event.data.get("day_key")
    store.close_day(session, day, at_ms=event.moment.at_ms)
    if key:
        store.tell_key(session, event.name.epoch, day, key=bytes.fromhex(key))


APPLY = {"day.opened": apply_opened, "day.taken_over": apply_taken_over, "day.closed": apply_closed}
