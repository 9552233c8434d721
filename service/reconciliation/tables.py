"""What all sites' events come to, whatever order they arrive in: derived from the held journals.

Each row is named by its event; nothing is added up, so that no arrival can be counted twice.
"""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

DERIVED = frozenset({"crossings", "pass_sightings", "quota_flows"})


class Crossing(SQLModel, table=True):
    """A member went in or out at a site. ``annulled_by`` names the record that took it back."""

    __tablename__ = "crossings"
    __table_args__ = (Index("crossings_by_day", "day", "site"),)

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    day: str | None
    at_ms: int = Field(sa_type=BigInteger)
    member: int
    direction: str
    annulled_by: str | None


class PassSighting(SQLModel, table=True):
    """One thing that an event says of one pass: issued, redeemed, voided, drawn …; ``digest`` is
    the hash of the pass's bytes where the event tells it."""

    __tablename__ = "pass_sightings"

    reference: str = Field(primary_key=True)
    how: str = Field(primary_key=True)
    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    day: str | None
    at_ms: int = Field(sa_type=BigInteger)
    member: int | None
    digest: bytes | None


class QuotaFlow(SQLModel, table=True):
    """What one event moved of one component of a member's period: the amount in its unit.
    ``about`` names the debit that a refund settles, or the transfer that was received; ``day`` and
    ``at_ms`` are the event's own."""

    __tablename__ = "quota_flows"
    __table_args__ = (
        Index("quota_flows_by_member", "member", "period", "component"),
        Index("quota_flows_by_day", "day", "component"),
    )

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    component: int = Field(primary_key=True)
    period: str = Field(primary_key=True)
    kind: str
    ledger: str
    member: int
    amount: int = Field(sa_type=BigInteger)
    about: str | None
    day: str | None
    at_ms: int | None = Field(sa_type=BigInteger)
