"""Signed texts on their way from one site to another, as the hub keeps them until they are heard.

These are the hub's alone; at a site they stay empty. Every text can be told again by its sender.
"""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow

NOT_DERIVED = frozenset({"relayed_texts", "relay_cursors"})


class RelayedText(StoredRow):
    """One text for one site, under a number without gaps; the last one stays, emptied, once it was
    heard, so that its number is never given again."""

    __tablename__ = "relayed_texts"

    receiver: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    sender: str
    text: str
    at_ms: int = Field(sa_type=BigInteger)


class RelayCursor(StoredRow):
    """Up to which of its own events an epoch has told the texts that others have to hear."""

    __tablename__ = "relay_cursors"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    upto: int = Field(sa_type=BigInteger)
