"""What the hub's operators decided, from its own journal; and the papers that lie beside it."""

from typing import Final

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow

NOT_DERIVED: Final = frozenset({"office_papers"})
"""Requests, drafts and notes: an event names them by their hash."""


class EnrolmentRow(StoredRow):
    """A one-time code for a site, derived from the hub's journal: offered, asked with, decided.

    ``because`` tells why the site may have a new epoch; ``continues`` is the end of the old one,
    ``EPOCH.SEQ.HEAD``, if its rights pass over.
    """

    __tablename__ = "enrolments"

    reference: str = Field(primary_key=True)
    site: str = Field(index=True)
    code_hash: str
    because: str
    begins_in_days: int
    continues: str | None
    offered_by: str | None
    offered_ms: int = Field(sa_type=BigInteger)
    expires_ms: int = Field(sa_type=BigInteger)
    epoch: str | None
    request_hash: str | None
    asked_ms: int | None = Field(sa_type=BigInteger)
    outcome: str | None
    decided_by: str | None
    decided_ms: int | None = Field(sa_type=BigInteger)


class ProposalRow(StoredRow):
    """An act that takes two people, derived from the hub's journal: proposed by one, decided by
    another. ``digest`` is that of the paper that both saw."""

    __tablename__ = "proposals"

    reference: str = Field(primary_key=True)
    kind: str = Field(index=True)
    about: str
    digest: str
    proposed_by: str | None
    proposed_ms: int = Field(sa_type=BigInteger)
    outcome: str | None
    decided_by: str | None
    decided_ms: int | None = Field(sa_type=BigInteger)


class PaperRow(StoredRow):
    """Not derived: what an event of the office names by its hash, under that event's name."""

    __tablename__ = "office_papers"

    reference: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    content: bytes
