"""The trade day: one at a time, never back, and on everything that happens under it."""

from service.journal.event import Event
from service.journal.store import StoredEvent
from service.vocabulary import TradeDay
from tests.simulation.invariants.rule import Rule
from tests.simulation.violation import Violation


class Days(Rule):
    """From ``day.opened`` to ``day.closed`` every event carries that day, and outside none."""

    def __init__(self) -> None:
        self._open: TradeDay | None = None
        self._last: TradeDay | None = None

    def see(self, event: Event, stored: StoredEvent) -> None:
        if event.type == "day.opened":
            self._opens(event)
        if event.day != self._open:
            raise Violation("days", f"{event.name} {event.type} under {event.day}: {self._stands}")
        if event.type == "day.closed":
            if event.data["day"] != self._open:
                raise Violation("days", f"{event.name} closes {event.data['day']}: {self._stands}")
            self._open = None

    def _opens(self, event: Event) -> None:
        day = event.data["day"]
        if self._open is not None:
            raise Violation("days", f"{event.name} opens {day}: {self._stands}")
        if self._last is not None and day <= self._last:
            raise Violation("days", f"{event.name} goes back to {day} from {self._last}")
        self._open = self._last = day

    @property
    def _stands(self) -> str:
        return f"{self._open} is open" if self._open else "no day is open"
