"""The trade days of this site, derived from its journal."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class TradeDayRow(SQLModel, table=True):
    """One trade day; it is open while ``closed_at_ms`` is empty."""

    __tablename__ = "trade_days"

    day: str = Field(primary_key=True)
    opened_at_ms: int = Field(sa_type=BigInteger)
    opened_by: str | None
    closed_at_ms: int | None = Field(sa_type=BigInteger)
