"""Where the journal itself is kept. These rows are the source; nothing derives them."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel


class JournalEvent(SQLModel, table=True):
    """One event's bytes as written. ``position`` runs through all epochs of this machine."""

    __tablename__ = "journal_events"
    __table_args__ = (Index("journal_events_by_name", "epoch", "seq", unique=True),)

    position: int | None = Field(default=None, primary_key=True)
    epoch: str
    seq: int = Field(sa_type=BigInteger)
    hash: bytes
    bytes: bytes


class JournalEpoch(SQLModel, table=True):
    """An epoch this journal holds events of, with the signed site record it began from."""

    __tablename__ = "journal_epochs"

    epoch: str = Field(primary_key=True)
    signed_record: bytes


class JournalCheckpoint(SQLModel, table=True):
    """A signed chain head: the newest is renewed with every commit, older ones are thinned."""

    __tablename__ = "journal_checkpoints"

    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    head: bytes
    at_ms: int = Field(sa_type=BigInteger)
    signature: bytes
