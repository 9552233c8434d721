"""I1 and I6 at the hub: it holds what its sites wrote, to the byte, once, and nothing else."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ColumnClause, bindparam, literal_column, select

from service.journal.event import Event
from service.journal.store import StoredEvent
from service.reconciliation.refold import refold, verify_held
from service.session import Session, columns_of, prepared
from service.sites.trust_list import TrustList
from service.sync import held_store as store
from service.sync.held_tables import HeldEvent
from service.tables import FOLDED
from service.vocabulary import Epoch, SiteNo
from tests.simulation.invariants.rule import Rule
from tests.simulation.invariants.tables import compare_with_rebuilt
from tests.simulation.violation import Violation

_HELD = columns_of(HeldEvent)
_ROW: ColumnClause[int] = literal_column("rowid")
_NEW = prepared(
    select(_ROW, _HELD.site, _HELD.epoch, _HELD.branch, _HELD.seq, _HELD.bytes)
    .where(bindparam("after") < _ROW)
    .order_by(_ROW)
)
NEWER: Final = "sample.of_the_future"
"""An event that only a newer software knows."""


class Written(Rule):
    """Remembers the bytes of every event of every site, also those that a lost disk had."""

    def __init__(self) -> None:
        self.bytes: dict[tuple[str, str, int], bytes] = {}
        self.newer: set[tuple[str, str, int]] = set()

    def see(self, event: Event, stored: StoredEvent) -> None:
        name = (event.name.site, event.name.epoch, event.name.seq)
        if self.bytes.setdefault(name, stored.bytes) != stored.bytes:
            raise Violation("I4", f"{event.name} was written twice, differently")
        if event.type == NEWER:
            self.newer.add(name)


@dataclass(slots=True)
class CentreBooks:
    """What was seen of the hub so far. ``look`` sees what is new; whoever puts another disk in
    calls ``begin_anew`` first."""

    written: Written = field(default_factory=Written)
    _after: int = 0
    _last: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def begin_anew(self) -> None:
        self._after = 0
        self._last.clear()

    def look(self, session: Session) -> None:
        """Raises ``Violation`` where the hub holds what no site wrote, or in another order."""
        rows = session.rows(_NEW, after=self._after)
        gaps = {(site, epoch, first): last for site, epoch, first, last in store.all_gaps(session)}
        for row, site, epoch, branch, seq, written in rows:
            self._after = row
            if self.written.bytes.get((site, epoch, seq)) != written:
                raise Violation("I6", f"the hub holds {site}.{epoch}.{seq} as nobody wrote it")
            if branch != store.MAIN:
                raise Violation("I4", f"the hub holds a fork of {site}.{epoch} at {seq}")
            after = self._last[site, epoch]
            if seq not in (after + 1, gaps.get((SiteNo(site), Epoch(epoch), after + 1), -1) + 1):
                raise Violation("I1", f"the hub holds {site}.{epoch}.{seq} after {after}")
            self._last[site, epoch] = seq

    def prove(self, session: Session, trust: TrustList) -> None:
        """In the end: hold every journal against its signatures, and the hub's tables against the
        journals; nothing that this software knows is put aside any more."""
        flaws = verify_held(session, trust).flaws
        if flaws:
            raise Violation("I4", "at the hub: " + "; ".join(flaws))
        compare_with_rebuilt(session, refold, FOLDED)
        for each in store.all_aside(session):
            if (each.site, each.epoch, each.seq) not in self.written.newer:
                raise Violation("R9", f"{each.type} is put aside though it is known: {each}")
