"""Call the next ticket of a lane to this counter."""

from enum import StrEnum

from service.checkin import turns_store
from service.checkin.rules import Lane, Refused
from service.checkin.turns_store import Ticket
from service.journal.act import Act


class TurnRefusal(StrEnum):
    """Why no ticket is called or finished."""

    NOBODY_WAITING = "nobody_waiting"
    UNKNOWN_TICKET = "unknown_ticket"
    NOT_CALLED = "ticket_not_called"


def call_turn(act: Act, lane: Lane) -> Ticket | TurnRefusal | Refused:
    """Call who has waited longest in ``lane``. Refuses with ``NOBODY_WAITING``."""
    if act.day is None:
        return Refused.DAY_NOT_OPEN
    waiting = turns_store.next_waiting(act.session, act.day, lane)
    if waiting is None:
        return TurnRefusal.NOBODY_WAITING
    act.record("turn.called", {"lane": lane, "number": waiting.number})
    return waiting
