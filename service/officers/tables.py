"""Officers from the feed, terminals from the journal, and what neither derives."""

from typing import Final

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow

NOT_DERIVED: Final = frozenset(
    {"officer_pin_verifiers", "sign_in_backoffs", "terminal_labels", "operator_sessions"}
)
"""Tables of this slice that no rebuild compares: they say nothing that the record must hold."""


class OfficerRow(StoredRow):
    """An officer as the officers feed lists them; ``roles`` and ``sites`` are words with blanks."""

    __tablename__ = "officers"

    officer: str = Field(primary_key=True)
    sealed_name: str
    roles: str
    sites: str
    code_hash: str
    standing: str


class TerminalRow(StoredRow):
    """A screen, derived from the journal: offered, then paired, perhaps revoked."""

    __tablename__ = "terminals"

    terminal: str = Field(primary_key=True)
    role: str
    code_hash: str
    expires_at_ms: int = Field(sa_type=BigInteger)
    paired_at_ms: int | None = Field(sa_type=BigInteger)
    token_hash: str | None = Field(index=True, unique=True)
    revoked_at_ms: int | None = Field(sa_type=BigInteger)
    reason: str | None


class TerminalLabelRow(StoredRow):
    """Not derived: what people call a screen. Free text never enters an event."""

    __tablename__ = "terminal_labels"

    terminal: str = Field(primary_key=True)
    label: str


class PinSetRow(StoredRow):
    """A one-time code that was used up, derived from the journal."""

    __tablename__ = "officer_pins_set"

    officer: str = Field(primary_key=True)
    code_hash: str = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)


class PinVerifierRow(StoredRow):
    """Not derived: an officer's PIN as Argon2id keeps it, and the one-time code it was set by."""

    __tablename__ = "officer_pin_verifiers"

    officer: str = Field(primary_key=True)
    verifier: str
    code_hash: str


class SignInBackOffRow(StoredRow):
    """Not derived: wrong tries for an officer number, listed or not; forgotten after a day."""

    __tablename__ = "sign_in_backoffs"

    officer: str = Field(primary_key=True)
    wrong: int
    not_before_ms: int = Field(sa_type=BigInteger)


class OperatorSessionRow(StoredRow):
    """Not derived: an operator who is signed in at the hub, by the hash of the cookie."""

    __tablename__ = "operator_sessions"

    token_hash: str = Field(primary_key=True)
    officer: str = Field(index=True)
    begun_ms: int = Field(sa_type=BigInteger)
    last_used_ms: int = Field(sa_type=BigInteger)
    stepped_up_ms: int | None = Field(sa_type=BigInteger)
