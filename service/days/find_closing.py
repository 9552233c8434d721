"""Find where the chain stood when a day had been closed, so that its slip can be printed again."""

from typing import Final

from service.journal import store
from service.journal.event import Event
from service.session import Session
from service.vocabulary import TradeDay

LOOKED_AT: Final = 1_000
"""Events from the end. While no day is open hardly anything happens."""


def find_closing(session: Session, day: TradeDay) -> store.StoredEvent | None:
    """The event that closed ``day``, then the chain's end, or ``None`` if that is too long ago."""
    for stored in store.newest(session, count=LOOKED_AT):
        if b'"day.closed"' not in stored.bytes:
            continue
        event = Event.from_bytes(stored.bytes)
        if event.type == "day.closed" and event.data["day"] == day:
            return stored
    return None
