"""The queue: numbers without gaps, one ticket each, called in order and once."""

from collections import defaultdict
from typing import Any

from service.checkin.rules import Lane
from service.journal.event import Event
from service.journal.store import StoredEvent
from tests.simulation.invariants.hall import Hall
from tests.simulation.invariants.rule import Rule
from tests.simulation.violation import Violation

Place = tuple[str | None, Lane]


class Queue(Rule):
    """Follows each lane of each day by its events alone.

    Who leaves while waiting, or never entered after all, is not called any more; who did not
    leave after all is.
    """

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._given: dict[Place, int] = defaultdict(int)
        self._waiting: dict[Place, set[int]] = defaultdict(set)
        self._called: dict[Place, set[int]] = defaultdict(set)
        self._left: set[str] = set()
        self._ticket_of: dict[str, tuple[Place, int]] = {}

    def see(self, event: Event, stored: StoredEvent) -> None:
        data: dict[str, Any] = event.data
        match event.type:
            case "checkin.entered":
                place = (event.day, Lane(data["lane"]))
                self._ticket_of[str(event.name)] = (place, data["turn"])
                self._give(event, place, data["turn"])
            case "turn.taken":
                self._give(event, (event.day, Lane(data["lane"])), data["number"])
            case "turn.called":
                self._call(event, (event.day, Lane(data["lane"])), data["number"])
            case "turn.finished":
                self._finish(event, (event.day, Lane(data["lane"])), data["number"])
            case "checkin.left" if data["entry"] is not None:
                self._leave(data["entry"])
            case "checkin.annulled":
                self._take_back(data["record"])

    def _give(self, event: Event, place: Place, number: int) -> None:
        self._given[place] += 1
        if number != self._given[place]:
            raise Violation("queue", f"{event.name} gives {number} after {self._given[place] - 1}")
        self._waiting[place].add(number)

    def _call(self, event: Event, place: Place, number: int) -> None:
        waiting = self._waiting[place]
        if number not in waiting or number != min(waiting):
            raise Violation("queue", f"{event.name} calls {number}, waiting are {sorted(waiting)}")
        waiting.remove(number)
        self._called[place].add(number)

    def _finish(self, event: Event, place: Place, number: int) -> None:
        if number not in self._called[place]:
            raise Violation("queue", f"{event.name} finishes {number}, which was not called")
        self._called[place].remove(number)

    def _leave(self, entry: str) -> None:
        place, number = self._ticket_of[entry]
        if number in self._waiting[place]:
            self._waiting[place].remove(number)
            self._left.add(entry)

    def _take_back(self, reference: str) -> None:
        entry = self._hall.records[reference].entry
        if reference in self._ticket_of:
            place, number = self._ticket_of[reference]
            self._waiting[place].discard(number)
        elif entry in self._left and self._hall.is_inside_by(entry):
            self._left.remove(entry)
            place, number = self._ticket_of[entry]
            self._waiting[place].add(number)
