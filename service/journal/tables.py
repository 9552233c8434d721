"""Where the journal itself is kept. These rows are the source; nothing derives them."""

from sqlalchemy import BigInteger, Index

from service.stored_row import Field, StoredRow


class JournalEvent(StoredRow):
    """One event's bytes as written. ``position`` runs through all epochs of this machine."""

    __tablename__ = "journal_events"
    __table_args__ = (Index("journal_events_by_name", "epoch", "seq", unique=True),)

    position: int | None = Field(primary_key=True)
    epoch: str
    seq: int = Field(sa_type=BigInteger)
    hash: bytes
    bytes: bytes


class JournalEpoch(StoredRow):
    """An epoch this journal holds events of, with the signed site record it began from."""

    __tablename__ = "journal_epochs"

    epoch: str = Field(primary_key=True)
    signed_record: bytes


class JournalCheckpoint(StoredRow):
    """A signed chain head: the newest is renewed with every commit, older ones are thinned."""

    __tablename__ = "journal_checkpoints"

    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    head: bytes
    at_ms: int = Field(sa_type=BigInteger)
    signature: bytes
