"""The journals of all sites as the hub keeps them: bytes as written, branches and gaps as they are.

These are the hub's alone; at a site they stay empty.
"""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow

SOURCES = frozenset({"held_journals", "held_events", "held_checkpoints", "held_gaps", "held_aside"})


class HeldJournal(StoredRow):
    """One branch of the journal of one epoch: 0, or a fork that parts from ``parent`` after
    ``base_seq``. ``signed_record`` is what its chain begins from; ``durable`` is what a verified
    backup holds."""

    __tablename__ = "held_journals"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    branch: int = Field(primary_key=True)
    parent: int
    base_seq: int = Field(sa_type=BigInteger)
    signed_record: bytes
    stored_seq: int = Field(sa_type=BigInteger)
    stored_head: bytes
    durable_seq: int = Field(sa_type=BigInteger)
    durable_head: bytes
    applied_seq: int = Field(sa_type=BigInteger)
    heard_ms: int = Field(sa_type=BigInteger)


class HeldEvent(StoredRow):
    """One event of a branch, exactly as its site wrote it."""

    __tablename__ = "held_events"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    branch: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    hash: bytes
    bytes: bytes


class HeldCheckpoint(StoredRow):
    """A head that the site signed: the newest of each branch, and one for every hundred events."""

    __tablename__ = "held_checkpoints"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    branch: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    head: bytes
    at_ms: int = Field(sa_type=BigInteger)
    signature: bytes


class HeldGap(StoredRow):
    """Events that the site had pruned before the hub had them, below a head that it signed."""

    __tablename__ = "held_gaps"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    first: int = Field(primary_key=True, sa_type=BigInteger)
    last: int = Field(sa_type=BigInteger)
    head: bytes


class HeldAside(StoredRow):
    """An event that is stored and that no table shows: why, found by which software, and the event
    it waits for. ``dismissed_by`` names the hub's own event with the reason, once somebody has
    looked."""

    __tablename__ = "held_aside"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    type: str
    reason: str
    software: str
    waits_for: str | None
    dismissed_by: str | None
