"""Risk hits, derived from the journal."""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow


class HitRow(StoredRow):
    """A risk hit, named by the event that entered it; ``until_ms`` is outside."""

    __tablename__ = "hits"

    reference: str = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)
    kind: str
    value: str
    reason: str
    until_ms: int = Field(sa_type=BigInteger, index=True)
    officer: str | None
    lifted_ms: int | None = Field(sa_type=BigInteger)
