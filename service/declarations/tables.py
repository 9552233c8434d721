"""Declarations and their lines: all derived from the journal."""

from sqlalchemy import BigInteger, Index

from service.stored_row import Field, StoredRow


class Declaration(StoredRow):
    """A member's declaration, named by the event that filed it; ``debit`` names its spending.

    ``completed`` names the event that filed one that had waited for quota. ``overridden_fen`` came
    in beside the quota by a supervisor's word; it is no part of ``excess_fen``. ``sent_with``
    names the pass that its goods went away with.
    """

    __tablename__ = "declarations"
    __table_args__ = (
        Index("declarations_by_member", "member", "day"),
        Index("declarations_by_day", "day", "at_ms"),
    )

    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    site: str
    at_ms: int = Field(sa_type=BigInteger)
    day: str
    member: int
    state: str
    why: str | None
    terminal: str | None
    officer: str | None
    presence: str
    capture_mode: str
    excess: str
    policy: int
    value_fen: int = Field(sa_type=BigInteger)
    exempt_fen: int = Field(sa_type=BigInteger)
    excess_fen: int = Field(sa_type=BigInteger)
    duty_fen: int | None = Field(sa_type=BigInteger)
    debit: str | None
    overridden_fen: int = Field(sa_type=BigInteger)
    override_reason: str | None
    completed: str | None
    sent_with: str | None


class DeclarationLine(StoredRow):
    """One line of a declaration as it was assessed (see ``rules/lines.py``)."""

    __tablename__ = "declaration_lines"

    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    line: int = Field(primary_key=True)
    goods: str
    origin: str
    unit: str
    amount: int = Field(sa_type=BigInteger)
    value_fen: int = Field(sa_type=BigInteger)
    outcome: str
    exempt_fen: int = Field(sa_type=BigInteger)
    excess_fen: int = Field(sa_type=BigInteger)
    duty_fen: int | None = Field(sa_type=BigInteger)
    taken_amount: int = Field(sa_type=BigInteger)
    fits_amount: int = Field(sa_type=BigInteger)
    cap_component: int | None
    cap_code: str | None
    cap_left: int | None = Field(sa_type=BigInteger)
    cap_fits: int | None = Field(sa_type=BigInteger)
    first_day: str | None
    until_day: str | None
    quarantine: bool
    cold_chain: bool
    price: str
