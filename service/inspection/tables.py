"""Inspections, derived from the journal; and what officers have begun, which nothing derives."""

from sqlalchemy import BigInteger, Index

from service.stored_row import Field, StoredRow

NOT_DERIVED = frozenset({"inspection_drafts"})


class InspectionRow(StoredRow):
    """One inspection. ``checks`` are bits by the policy ``policy``; ``findings`` and ``seals`` as
    canonical JSON, and so ``goods``, ``batch``, ``hits`` and ``settles``, the words of what stood
    against the pass; ``of_pass`` names the pass that was shown, if it was made for one,
    ``declaration`` that by which the goods were spent here."""

    __tablename__ = "inspections"
    __table_args__ = (
        Index("inspections_by_day", "day", "at_ms"),
        Index("inspections_by_pass", "of_pass"),
    )

    reference: str = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)
    day: str
    member: int
    entry: str | None
    of_pass: str | None
    checks: int = Field(sa_type=BigInteger)
    result: str
    findings: bytes
    seals: bytes
    policy: int
    officer: str | None
    goods: bytes | None
    declaration: str | None
    plate: str | None
    batch: bytes | None
    confirmed: bool | None
    hits: bytes | None
    settles: bytes | None


class InspectionDraft(StoredRow):
    """What an officer has begun about a member; it outlives a lock of the station and a crash."""

    __tablename__ = "inspection_drafts"

    officer: str = Field(primary_key=True)
    member: int = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)
    body: bytes
