"""Time: whatever a clock does, no event is older than what the site had proof of before it."""

from service.journal.event import Event
from service.journal.store import StoredEvent
from service.kit.clock import Trust
from tests.simulation.invariants.rule import Rule
from tests.simulation.violation import Violation


class Clock(Rule):
    """The newest synced time is a floor for all that follows, also after a restart."""

    def __init__(self) -> None:
        self._proven_ms = 0

    def see(self, event: Event, stored: StoredEvent) -> None:
        at_ms = event.moment.at_ms
        if at_ms < self._proven_ms:
            behind = (self._proven_ms - at_ms) / 1000
            raise Violation("clock", f"{event.name} {event.type} is {behind} s behind proven time")
        if event.moment.trust is Trust.SYNCED:
            self._proven_ms = at_ms
