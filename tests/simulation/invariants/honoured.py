"""I3: a pass is honoured at most once, at all places together, and never one that was void."""

from collections import Counter

from service.journal.event import Event
from service.journal.store import StoredEvent
from tests.simulation.invariants.rule import Rule
from tests.simulation.violation import Violation


class Honoured(Rule):
    """Watches every place at once, and forgets nothing that a renewed machine forgot."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._issued: dict[str, int] = {}
        self._redeemed: Counter[str] = Counter()
        self._void: set[str] = set()

    def see(self, event: Event, stored: StoredEvent) -> None:
        name = str(event.name)
        if name in self._seen:
            return  # a renewed machine remembers it from its copy
        self._seen.add(name)
        match event.type:
            case "pass.issued":
                self._issued[name] = event.data["member"]
            case "pass.redeemed":
                self._redeem(event)
            case "pass.voided":
                for of, _ in event.data["passes"]:
                    self._end(event, of)
                    self._void.add(of)

    def _redeem(self, event: Event) -> None:
        of = event.data["pass"]
        if self._issued.get(of) != event.data["member"]:
            raise Violation("R4", f"{event.name} honours {of}, which nobody issued so")
        self._end(event, of)
        self._redeemed[of] += 1

    def _end(self, event: Event, of: str) -> None:
        if of in self._void or self._redeemed[of]:
            how = "void" if of in self._void else "honoured"
            raise Violation("I3", f"{event.name} {event.type}: {of} is {how} already")
