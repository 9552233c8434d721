"""What was brought back from receipts, derived from the journal."""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow


class RecoveredEvent(StoredRow):
    """One lost event of an own earlier epoch, as its receipt tells it; its detail is missing.

    ``recovered_by`` names the event that took it back in.
    """

    __tablename__ = "recovered_events"

    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    site: str
    hash: bytes
    kind: str
    at_ms: int = Field(sa_type=BigInteger)
    day: str | None
    member: int | None
    recovered_by: str
