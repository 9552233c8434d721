"""I5: every derived table is the fold of journal and feeds, and of nothing else."""

from collections.abc import Callable, Iterable

from sqlalchemy import column, select, table

from service.appliers import FEED_APPLIERS, JOURNAL_APPLIERS
from service.connection import DRIVER
from service.feeds.apply_page import replay_feeds
from service.journal.rebuild import compare_tables, replay_journal
from service.session import Session, prepared
from service.sites.identity import SiteIdentity
from service.tables import DERIVED
from tests.simulation.invariants.rule import Rule
from tests.simulation.violation import Violation

_SCHEMA = prepared(
    select(column("sql")).select_from(table("sqlite_master")).where(column("sql").is_not(None))
)


class Tables(Rule):
    """Plays journal and feeds into an empty database in memory, and compares by hash."""

    def prove(self, identity: SiteIdentity) -> Callable[[Session], None]:
        return self._prove

    def _prove(self, session: Session) -> None:
        compare_with_rebuilt(session, _replay, DERIVED)


def compare_with_rebuilt(
    session: Session, replay: Callable[[Session, Session], None], tables: Iterable[str]
) -> None:
    """Raises ``Violation`` where ``replay`` into an empty database gives other tables."""
    scratch = DRIVER.connect(":memory:", isolation_level=None)
    for (statement,) in session.rows(_SCHEMA):
        scratch.execute(statement)
    rebuilt = Session(scratch)
    replay(rebuilt, session)
    proofs = compare_tables(session, rebuilt, tables)
    scratch.close()
    differing = [proof.table for proof in proofs if not proof.equal]
    if differing:
        raise Violation("I5", f"rebuilt otherwise: {', '.join(differing)}")


def _replay(rebuilt: Session, session: Session) -> None:
    replay_feeds(rebuilt, session, FEED_APPLIERS)
    replay_journal(rebuilt, session, JOURNAL_APPLIERS)
