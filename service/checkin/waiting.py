"""How long the queue is and how long it has taken, as measured today."""

from dataclasses import dataclass

from service.checkin import turns_store
from service.checkin.rules import Lane, ticket, usual_wait_seconds
from service.session import Session
from service.vocabulary import TradeDay


@dataclass(frozen=True, slots=True)
class Waiting:
    """The place after the last in a lane: its number, how many wait before it (``MOST_WAITING``
    stands for as many or more), and the usual wait in seconds if known."""

    lane: Lane
    number: int
    ahead: int
    wait_seconds: int | None

    @property
    def ticket(self) -> str:
        return ticket(self.lane, self.number)


def waiting_behind(session: Session, day: TradeDay, lane: Lane) -> Waiting:
    """What the next one to join ``lane`` would find."""
    counted = turns_store.as_counted(session, day, lane)
    last = turns_store.last_number(session, day, lane)
    ahead = min(counted.waiting + last - counted.last, turns_store.MOST_WAITING)
    return Waiting(lane, last + 1, ahead, usual_wait_seconds(counted.waits_ms))
