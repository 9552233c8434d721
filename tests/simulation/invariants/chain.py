"""I4: the chain is contiguous, linked and signed, and each draw by the key that its day told."""

from collections.abc import Callable, Sequence

from service.console.verify_site import verify_site
from service.journal import store
from service.journal.event import Event, chain_hash
from service.journal.store import StoredEvent
from service.session import Session
from service.sites.identity import SiteIdentity
from tests.simulation.clients import Operation
from tests.simulation.invariants.rule import Rule
from tests.simulation.violation import Violation


class Chain(Rule):
    """Follows the chain as it grows; walks it anew, signatures and all, when asked to prove it."""

    def __init__(self) -> None:
        self._newest: StoredEvent | None = None
        self._ended: set[str] = set()

    def see(self, event: Event, stored: StoredEvent) -> None:
        before = self._newest
        self._newest = stored
        if before is None:
            return  # it links to the site's record, which proving looks at
        if stored.epoch != before.epoch and stored.epoch not in self._ended and stored.seq == 1:
            self._ended.add(before.epoch)
            return  # a new epoch begins, which links to its own record
        if stored.epoch != before.epoch or stored.seq != before.seq + 1:
            raise Violation("I4", f"{event.name} does not follow {before.seq}")
        if stored.hash != chain_hash(before.hash, stored.bytes):
            raise Violation("I4", f"{event.name} does not link to the event before it")

    def look(self, session: Session, touched: Sequence[Operation]) -> None:
        seen = self._newest
        if seen is None:
            return
        head = store.head_of(session, seen.epoch, b"")
        if (head.seq, head.hash) != (seen.seq, seen.hash):
            raise Violation("I4", f"the head was {seen.seq} and now is {head.seq}")
        if store.newest_checkpoint_seq(session, seen.epoch) != head.seq:
            raise Violation("I4", f"nobody has signed the head, {head.seq}")

    def prove(self, identity: SiteIdentity) -> Callable[[Session], None]:
        def prove(session: Session) -> None:
            flaws = verify_site(session, identity, rebuild=False, draws=True).flaws
            if flaws:
                raise Violation("I4", "; ".join(flaws))

        return prove
