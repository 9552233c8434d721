"""Finish a called ticket: it was served, or nobody came."""

from enum import StrEnum

from service.checkin import turns_store
from service.checkin.call_turn import TurnRefusal
from service.checkin.rules import Refused, read_ticket
from service.checkin.turns_store import Ticket
from service.journal.act import Act


class TurnResult(StrEnum):
    """How a called ticket ended."""

    SERVED = "served"
    ABSENT = "absent"


def finish_turn(act: Act, number: str, result: TurnResult) -> Ticket | TurnRefusal | Refused:
    """End the called ticket ``number`` (``P012``). Refuses what is unknown or was not called."""
    if act.day is None:
        return Refused.DAY_NOT_OPEN
    place = read_ticket(number)
    found = turns_store.find_ticket(act.session, act.day, *place) if place else None
    if found is None:
        return TurnRefusal.UNKNOWN_TICKET
    if found.state != "called":
        return TurnRefusal.NOT_CALLED
    act.record("turn.finished", {"lane": found.lane, "number": found.number, "result": result})
    return found
