"""The authority's words as they were signed; feed tables derive from these alone."""

from service.stored_row import Field, StoredRow


class FeedPageRow(StoredRow):
    """One page as received: its signed header; the items stand by themselves."""

    __tablename__ = "feed_pages"

    feed: str = Field(primary_key=True)
    audience: str = Field(primary_key=True)
    generation: int = Field(primary_key=True)
    first: int = Field(primary_key=True)
    last: int
    head: bytes
    header: bytes


class FeedItemRow(StoredRow):
    """One item of a page; ``bytes`` is empty once it was superseded or forgotten."""

    __tablename__ = "feed_items"

    feed: str = Field(primary_key=True)
    audience: str = Field(primary_key=True)
    generation: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    hash: bytes
    bytes: bytes | None


class QuarantinedItem(StoredRow):
    """An item that is held and that no table shows: this software cannot apply it, and says so."""

    __tablename__ = "feed_quarantine"

    feed: str = Field(primary_key=True)
    audience: str = Field(primary_key=True)
    generation: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    type: str
    reason: str
    software: str


class FeedPosition(StoredRow):
    """How far each feed has been applied: (generation, number, head)."""

    __tablename__ = "feed_positions"

    feed: str = Field(primary_key=True)
    audience: str = Field(primary_key=True)
    generation: int
    number: int
    head: bytes
