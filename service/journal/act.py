"""One act at the counter: who does it, where, when, and under what it is decided."""

from dataclasses import dataclass, field
from typing import Any

from service.journal.append_event import Draft, Journal, append_event
from service.journal.event import Event, EventName
from service.kit.clock import Moment
from service.session import Session
from service.vocabulary import OfficerNo, TerminalNo, TradeDay


@dataclass(slots=True)
class Act:
    """All that a verb needs to decide and to record, within one transaction.

    ``day`` is the open trade day or ``None``; ``feeds`` the positions the decision stands on.
    """

    session: Session
    journal: Journal
    moment: Moment
    day: TradeDay | None
    terminal: TerminalNo | None = None
    actor: OfficerNo | None = None
    key: str | None = None
    feeds: dict[str, str] = field(default_factory=dict)
    first: EventName | None = None

    def record(self, kind: str, data: dict[str, Any]) -> Event:
        """Append one event of this act; all after the first refer to the first."""
        draft = Draft(
            type=kind,
            data=data,
            moment=self.moment,
            day=self.day,
            terminal=self.terminal,
            actor=self.actor,
            key=self.key,
            refs=(str(self.first),) if self.first else (),
            feeds=self.feeds,
        )
        event = append_event(self.session, self.journal, draft)
        if self.first is None:
            self.first = event.name
        return event
