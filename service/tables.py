"""Every table of the project, in three kinds: sources, derived, and neither."""

import service.checkin.tables
import service.days.tables
import service.declarations.tables
import service.feeds.tables
import service.groups.tables
import service.hits.tables
import service.inspection.tables
import service.journal.tables
import service.kept_answers
import service.members.tables
import service.officers.tables
import service.paper.tables
import service.passes.tables
import service.policies.tables
import service.quota.tables
import service.receipts.tables
import service.reconciliation.anomaly_tables
import service.reconciliation.tables
import service.sites.tables
import service.sync.held_tables
import service.sync.relay_tables
import service.sync.run_tables
import service.sync.tables
import service.write_probe  # importing a module registers its tables
from service.stored_row import StoredRow

SOURCES = frozenset(
    {
        "journal_epochs",
        "journal_events",
        "journal_checkpoints",
        "feed_pages",
        "feed_items",
        "feed_positions",
    }
)
"""What everything else is derived from: the own journal, and the feeds as signed."""

NOT_DERIVED = (
    service.officers.tables.NOT_DERIVED
    | service.inspection.tables.NOT_DERIVED
    | service.passes.tables.NOT_DERIVED
    | service.sync.tables.NOT_DERIVED
    | service.sync.relay_tables.NOT_DERIVED
    | service.reconciliation.anomaly_tables.NOT_DERIVED
    | service.sync.run_tables.NOT_DERIVED
    | {"kept_answers", "write_probe"}
)
"""Kept for clients, drafts, reprints and sign-in alone; no rebuild brings it back
(docs/protocol.md, Rebuild)."""

HELD = service.sync.held_tables.SOURCES
"""The journals of all sites as a hub keeps them; at a site they are empty."""

FOLDED = service.reconciliation.tables.DERIVED
"""What a hub makes of them, and again in a proof (service/reconciliation/refold.py)."""

ALL = frozenset(StoredRow.metadata.tables)

DERIVED = ALL - SOURCES - NOT_DERIVED - HELD - FOLDED
"""What ``twogate verify --rebuild`` makes again from the sources and compares."""


def shape_of(name: str) -> tuple[list[str], list[str]]:
    """The columns of a table and, of these, its key."""
    table = StoredRow.metadata.tables[name]
    return [each.name for each in table.columns], [each.name for each in table.primary_key]
