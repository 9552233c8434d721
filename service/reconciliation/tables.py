"""What all sites' events come to, whatever order they arrive in: derived from the held journals.

Each row is named by its event; nothing is added up, so that no arrival can be counted twice.
"""

from sqlalchemy import BigInteger, Index

from service.stored_row import Field, StoredRow

DERIVED = frozenset({"crossings", "pass_sightings", "quota_flows", "site_days", "officer_acts"})


class Crossing(StoredRow):
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


class PassSighting(StoredRow):
    """One thing that an event says of one pass: issued, redeemed, voided, drawn …; ``digest`` is
    the hash of the pass's bytes where the event tells it.

    ``about`` is for whom it was issued (``S01.ab12cd34``), what a receipt brought back, or how an
    inspection came out; ``until_s`` its end; ``link`` and ``rate`` are those of a draw.
    """

    __tablename__ = "pass_sightings"
    __table_args__ = (Index("pass_sightings_by_event", "site", "epoch", "seq"),)

    reference: str = Field(primary_key=True)
    how: str = Field(primary_key=True)
    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    day: str | None
    at_ms: int = Field(sa_type=BigInteger)
    member: int | None
    digest: bytes | None
    officer: str | None
    about: str | None
    until_s: int | None = Field(sa_type=BigInteger)
    link: int | None
    rate: int | None


class QuotaFlow(StoredRow):
    """What one event moved of one component of a member's period: the amount in its unit.
    ``about`` names the debit that a refund settles, or the transfer that was sent or received, or
    the record that a receipt brought back; ``aim`` for whom it was sent (``S01.ab12cd34``);
    ``day`` and ``at_ms`` are the event's own."""

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
    aim: str | None


class SiteDay(StoredRow):
    """A trade day as one epoch of a site opened it, named by that event; ``closed_seq`` once it
    ended, ``policy`` the version it was opened under, if any. Not ``opened`` here is one that an
    earlier epoch had opened: this one drew on it, or closed it."""

    __tablename__ = "site_days"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    day: str
    at_ms: int = Field(sa_type=BigInteger)
    trust: str
    opened: bool
    link: int | None
    closed_seq: int | None = Field(sa_type=BigInteger)
    day_key: bytes | None
    policy: int | None


class OfficerAct(StoredRow):
    """What an officer did that is out of the ordinary: a referral, a hit, a hold, an override."""

    __tablename__ = "officer_acts"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    act: str = Field(primary_key=True)
    day: str | None
    officer: str
