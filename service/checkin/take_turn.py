"""Take a ticket without a check-in: for people the machine could not serve."""

from service.checkin.rules import Lane, Refused
from service.checkin.waiting import Waiting, waiting_behind
from service.journal.act import Act


def take_turn(act: Act, lane: Lane) -> Waiting | Refused:
    """Give the next number of ``lane``. Refuses with ``DAY_NOT_OPEN``."""
    if act.day is None:
        return Refused.DAY_NOT_OPEN
    place = waiting_behind(act.session, act.day, lane)
    act.record("turn.taken", {"lane": lane, "number": place.number})
    return place
