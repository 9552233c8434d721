"""Reads what a site has committed since the last look, and holds every rule against it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from service.journal.event import Event
from service.journal.store import StoredEvent
from service.journal.tables import JournalEvent
from service.session import Session, columns_of, prepared
from tests.simulation.authority import AuthorityDesk
from tests.simulation.invariants.acknowledged import Acknowledged
from tests.simulation.invariants.admission import Members, Staff
from tests.simulation.invariants.chain import Chain
from tests.simulation.invariants.clock import Clock
from tests.simulation.invariants.days import Days
from tests.simulation.invariants.hall import Hall
from tests.simulation.invariants.queue import Queue
from tests.simulation.invariants.rule import Rule
from tests.simulation.invariants.tables import Tables
from tests.simulation.ledger import Ledger
from tests.simulation.site import SimulatedSite

_EVENT = columns_of(JournalEvent)
_NEW = prepared(
    select(_EVENT.position, _EVENT.epoch, _EVENT.seq, _EVENT.hash, _EVENT.bytes)
    .where(_EVENT.position > bindparam("after"))
    .order_by(_EVENT.position)
)


class Observer:
    """Watches one site; every method raises ``Violation`` when a rule does not hold."""

    def __init__(self, ledger: Ledger, authority: AuthorityDesk, more: Sequence[Rule] = ()) -> None:
        self.events = 0
        self._ledger = ledger
        self._position = 0
        hall = Hall()
        self._rules: tuple[Rule, ...] = (
            Chain(),
            Acknowledged(ledger),
            Days(),
            Clock(),
            hall,
            Queue(hall),
            Members(authority),
            Staff(),
            Tables(),
            *more,
        )

    def look(self, site: SimulatedSite) -> None:
        """See what is new; cheap enough for every step."""
        site.database.read_now(self._look)

    def restarted(self, site: SimulatedSite) -> None:
        """See what the site kept of what was under way when it went down."""
        self.look(site)
        for rule in self._rules:
            rule.restarted()

    def prove(self, site: SimulatedSite) -> None:
        """Hold the whole journal and every table against the rules, from the first event on."""
        self.look(site)
        for rule in self._rules:
            site.database.read_now(rule.prove(site.site.identity))

    def _look(self, session: Session) -> None:
        for position, *row in session.rows(_NEW, after=self._position):
            self._position = position
            stored = StoredEvent(*row)
            event = Event.from_bytes(stored.bytes)
            self.events += 1
            for rule in self._rules:
                rule.see(event, stored)
        touched = self._ledger.take_touched()
        for rule in self._rules:
            rule.look(session, touched)
