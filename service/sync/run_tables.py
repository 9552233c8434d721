"""What each site last told the hub of itself, and what its runs brought; only a hub has any."""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow

NOT_DERIVED = frozenset({"site_reports", "sync_runs"})


class SiteReport(StoredRow):
    """How a site said that it was, at the end of its last run; ``body`` is its canonical JSON."""

    __tablename__ = "site_reports"

    site: str = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)
    body: bytes


class SyncRunRow(StoredRow):
    """One run of a site that brought something, or that ended otherwise than the one before it:
    events up, how many of them were put aside, pages down."""

    __tablename__ = "sync_runs"

    site: str = Field(primary_key=True)
    at_ms: int = Field(primary_key=True, sa_type=BigInteger)
    outcome: str
    events: int
    aside: int
    pages: int
