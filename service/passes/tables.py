"""Passes that went out, their ends here, and the draws: all derived but the texts."""

from sqlalchemy import BigInteger, Index

from service.stored_row import Field, StoredRow

NOT_DERIVED = frozenset({"pass_texts", "passes_held"})
"""A pass may carry a mask of its bearer's name, which no event may. So its text is kept here, until
a day after it ended, and the journal keeps its hash (docs/protocol.md, Passes).
Those of other sites are held for as long, to be found by their code."""


class IssuedPass(StoredRow):
    """A pass that this site signed. ``returned_by`` names the destination's void of it."""

    __tablename__ = "passes_issued"
    __table_args__ = (
        Index("passes_issued_by_inspection", "inspection"),
        Index("passes_issued_by_code", "code"),
    )

    reference: str = Field(primary_key=True)
    inspection: str
    at_ms: int = Field(sa_type=BigInteger)
    day: str
    member: int
    to_site: str
    to_epoch: str
    expires_s: int = Field(sa_type=BigInteger)
    digest: bytes
    code: str
    annulled: str | None
    returned_by: str | None


class PassText(StoredRow):
    """The text of a pass that this site signed, for handing out again."""

    __tablename__ = "pass_texts"

    reference: str = Field(primary_key=True)
    text: str
    until_ms: int = Field(sa_type=BigInteger)


class HeldPass(StoredRow):
    """The text of a genuine pass for this site that was shown here, or sent ahead, by its code."""

    __tablename__ = "passes_held"

    code: str = Field(primary_key=True)
    member: int = Field(index=True)
    text: str
    until_ms: int = Field(sa_type=BigInteger)


class PassGoods(StoredRow):
    """By which declaration the goods of a pass were declared here."""

    __tablename__ = "pass_goods"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    manifest: bytes
    declaration: str


class PassEnd(StoredRow):
    """How a pass came to its end here. One key for both ends: it has only one."""

    __tablename__ = "pass_ends"

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    how: str
    digest: bytes | None
    member: int | None
    at_ms: int = Field(sa_type=BigInteger)
    day: str | None
    terminal: str | None
    reference: str
    entry: str | None
    came_in: bool
    annulled: bool
    admitted: str | None


class PassDraw(StoredRow):
    """Whether a pass was drawn here: it stands from when it was shown."""

    __tablename__ = "pass_draws"
    __table_args__ = (Index("pass_draws_by_member", "member", "day"),)

    site: str = Field(primary_key=True)
    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    member: int
    day: str
    link: int
    rate: int
    drawn: bool
