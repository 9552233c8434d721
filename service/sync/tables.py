"""What a site has heard from the hub; not derived, since every word of it can be heard again."""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow

NOT_DERIVED = frozenset({"sync_marks", "sync_tries"})


class SyncMark(StoredRow):
    """The newest mark of each own epoch, as the hub signed it, and what it says."""

    __tablename__ = "sync_marks"

    epoch: str = Field(primary_key=True)
    text: str
    stored_seq: int = Field(sa_type=BigInteger)
    durable_seq: int = Field(sa_type=BigInteger)
    confirmed: int = Field(sa_type=BigInteger)
    aside: int
    signed_ms: int = Field(sa_type=BigInteger)


class SyncTry(StoredRow):
    """One row: the last attempt to reach the hub and what came of it, and the last that did."""

    __tablename__ = "sync_tries"

    line: int = Field(primary_key=True)
    tried_ms: int = Field(sa_type=BigInteger)
    outcome: str
    reached_ms: int | None = Field(sa_type=BigInteger)
