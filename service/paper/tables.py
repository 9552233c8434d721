"""Paper phases and their slips, derived from the journal."""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow


class PaperPhase(StoredRow):
    """Slips numbered ``first`` to ``last``, handed out for one trade day while a machine was down.

    ``reference`` names the event that opened it.
    """

    __tablename__ = "paper_phases"

    reference: str = Field(primary_key=True)
    day: str
    first: int
    last: int
    reason: str
    opened_at_ms: int = Field(sa_type=BigInteger)
    opened_by: str | None
    closed_at_ms: int | None = Field(sa_type=BigInteger)


class PaperSlip(StoredRow):
    """One slip that is accounted for: keyed (``reason`` empty), or void with a reason."""

    __tablename__ = "paper_slips"

    serial: int = Field(primary_key=True)
    phase: str = Field(index=True)
    reason: str | None
    reference: str
