"""Who is inside, folded from the journal by other code than the site's own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.checkin import store
from service.journal.event import Event
from service.journal.store import StoredEvent
from service.session import Session
from service.vocabulary import MemberNo, TradeDay
from tests.simulation.clients import Operation
from tests.simulation.invariants.rule import Rule
from tests.simulation.violation import Violation


@dataclass(slots=True)
class Record:
    """One scan as the journal tells it."""

    day: TradeDay | None
    kind: str
    member: MemberNo | None
    entry: str | None = None
    annulled: bool = False


class Hall(Rule):
    """A member is inside at most once a day; what is taken back is as if it had not been."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self._inside: dict[tuple[MemberNo, TradeDay | None], str] = {}
        self._day: TradeDay | None = None
        self._moved: set[MemberNo] = set()

    def see(self, event: Event, stored: StoredEvent) -> None:
        self._day = event.day
        match event.type:
            case "checkin.entered":
                self._enters(event)
            case "checkin.left":
                self._leaves(event)
            case "checkin.annulled":
                self._takes_back(event)
            case "scan.refused":
                self._keep(event, "refused")
            case "day.closed":
                self._compare_totals(event)
                self._day = None

    def look(self, session: Session, touched: Sequence[Operation]) -> None:
        for member in self._moved:
            found = store.find_inside(session, member, self._day)
            told = self._inside.get((member, self._day))
            if (found.reference if found else None) != told:
                raise Violation("hall", f"{member} is inside by {told}, the table says {found}")
        self._moved.clear()

    def is_inside_by(self, entry: str) -> bool:
        """Whether a member is inside, and by this very entry."""
        record = self.records[entry]
        return record.member is not None and self._inside.get((record.member, record.day)) == entry

    def _enters(self, event: Event) -> None:
        record = self._keep(event, "entered")
        before = self._inside.setdefault((event.data["member"], record.day), str(event.name))
        if before != str(event.name):
            raise Violation("hall", f"{event.name}: {record.member} is inside already by {before}")

    def _leaves(self, event: Event) -> None:
        record = self._keep(event, "left")
        entry = self._inside.pop((event.data["member"], record.day), None)
        if entry != record.entry:
            raise Violation("hall", f"{event.name} ends {record.entry}, inside by {entry}")

    def _takes_back(self, event: Event) -> None:
        reference = event.data["record"]
        record = self.records[reference]
        assert record.member is not None
        if record.annulled or record.kind == "refused":
            raise Violation("hall", f"{event.name} takes {reference} back, which cannot be")
        record.annulled = True
        self._moved.add(record.member)
        place = (record.member, record.day)
        if record.kind == "entered" and self._inside.get(place) == reference:
            del self._inside[place]
        elif record.entry is not None and not self.records[record.entry].annulled:
            entered = (record.member, self.records[record.entry].day)
            self._inside.setdefault(entered, record.entry)

    def _keep(self, event: Event, kind: str) -> Record:
        said: dict[str, Any] = event.data
        record = Record(event.day, kind, said["member"], said.get("entry"))
        self.records[str(event.name)] = record
        if record.member is not None:
            self._moved.add(record.member)
        return record

    def _compare_totals(self, event: Event) -> None:
        day = event.day
        today = [each for each in self.records.values() if each.day == day]
        counted = Counter("annulled" if each.annulled else each.kind for each in today)
        counted["inside"] = sum(1 for _, inside_on in self._inside if inside_on == day)
        said = {name: count for name, count in event.data["totals"].items() if count}
        if said != {name: count for name, count in counted.items() if count}:
            raise Violation("hall", f"{event.name} counts {said}, there were {dict(counted)}")
