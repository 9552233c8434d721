"""Published policies and notices, derived from their feeds; which policy each day was opened by."""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow


class PolicyRow(StoredRow):
    """One version; ``body`` is its canonical JSON, in force from the trade day ``from_day``."""

    __tablename__ = "policies"

    version: int = Field(primary_key=True)
    from_day: str
    body: bytes


class PolicyPartRow(StoredRow):
    """A part of a version's catalogue, which came before the rest; ``body`` is canonical JSON."""

    __tablename__ = "policy_parts"

    version: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    body: bytes


class PolicyDayRow(StoredRow):
    """The version a trade day was opened under: what arrives later leaves that day alone."""

    __tablename__ = "policy_days"

    day: str = Field(primary_key=True)
    version: int


class SiteNoticeRow(StoredRow):
    """The authority's word on how a site stands, from ``from_ms`` to ``until_ms`` (UTC)."""

    __tablename__ = "site_notices"

    number: int = Field(primary_key=True)
    site: str = Field(index=True)
    from_ms: int = Field(sa_type=BigInteger)
    until_ms: int | None = Field(sa_type=BigInteger)
    body: bytes
