"""Published policies, derived from the policies feed."""

from sqlmodel import Field, SQLModel


class PolicyRow(SQLModel, table=True):
    """One version; ``body`` is its canonical JSON, in force from the trade day ``from_day``."""

    __tablename__ = "policies"

    version: int = Field(primary_key=True)
    from_day: str
    body: bytes
