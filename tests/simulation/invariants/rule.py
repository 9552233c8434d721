"""How a rule watches a site: event by event, step by step, and now and then as a whole."""

from collections.abc import Callable, Sequence

from service.journal.event import Event
from service.journal.store import StoredEvent
from service.session import Session
from service.sites.identity import SiteIdentity
from tests.simulation.clients import Operation


class Rule:
    """A rule says only what it has to say; each method raises ``Violation`` when it is broken."""

    def see(self, event: Event, stored: StoredEvent) -> None:
        """One more event was committed."""

    def look(self, session: Session, touched: Sequence[Operation]) -> None:
        """A step is over, in which these operations were asked; ``session`` reads the tables."""

    def restarted(self) -> None:
        """The site's process was killed and started again: its memory is gone."""

    def prove(self, identity: SiteIdentity) -> Callable[[Session], None]:
        """What to hold against the whole of the tables."""
        return lambda session: None
