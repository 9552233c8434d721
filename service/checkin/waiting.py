"""How long the queue is and how long it has taken, as measured today."""

from dataclasses import dataclass, replace
from typing import Self

from service.checkin import turns_store
from service.checkin.rules import Lane, ticket, usual_wait_seconds
from service.session import Session
from service.vocabulary import TradeDay


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place in a lane: ``ahead`` people before it, and the usual wait in seconds if known."""

    lane: Lane
    ahead: int
    wait_seconds: int | None
    number: str | None = None

    def with_number(self, number: int) -> Self:
        return replace(self, number=ticket(self.lane, number))


def waiting_behind(session: Session, day: TradeDay, lane: Lane) -> Waiting:
    """What the next one to join ``lane`` would find."""
    waits = turns_store.last_waits_ms(session, day, lane)
    ahead = turns_store.count_waiting(session, day, lane)
    return Waiting(lane, ahead, usual_wait_seconds(waits))
