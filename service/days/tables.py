"""The trade days of this site, derived from its journal."""

from sqlalchemy import BigInteger, Index

from service.stored_row import Field, StoredRow


class TradeDayRow(StoredRow):
    """One trade day; it is open while ``closed_at_ms`` is empty."""

    __tablename__ = "trade_days"

    day: str = Field(primary_key=True)
    opened_at_ms: int = Field(sa_type=BigInteger)
    opened_by: str | None
    closed_at_ms: int | None = Field(sa_type=BigInteger)


class DayKeyRow(StoredRow):
    """The ``link``-th day that an epoch opened; ``day_key`` is told when it closes."""

    __tablename__ = "day_keys"
    __table_args__ = (Index("day_keys_by_day", "day"),)

    epoch: str = Field(primary_key=True)
    link: int = Field(primary_key=True)
    day: str
    day_key: bytes | None
