"""Check-ins, who is inside, and the turn queue: all derived from the journal."""

from sqlalchemy import BigInteger, Index

from service.stored_row import Field, StoredRow


class CheckInRecord(StoredRow):
    """One scan that was recorded: an entry, an exit, or a refusal.

    ``recovered_by`` names the event that brought it back from a receipt; ``claimed_at_ms`` is the
    time on the paper slip ``paper_serial``.
    """

    __tablename__ = "checkin_records"
    __table_args__ = (
        Index("checkin_records_by_day", "day", "at_ms"),
        Index("checkin_records_by_member", "member", "day"),
    )

    epoch: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    site: str
    at_ms: int = Field(sa_type=BigInteger)
    day: str | None
    outcome: str
    member: int | None
    terminal: str | None
    officer: str | None
    presence: str | None
    turn: str | None
    entry: str | None
    annulled: bool
    recovered_by: str | None
    claimed_at_ms: int | None = Field(sa_type=BigInteger)
    paper_serial: int | None


class MemberInside(StoredRow):
    """A member who came in and has not gone out, with the entry that says so."""

    __tablename__ = "members_inside"

    member: int = Field(primary_key=True)
    day: str
    since_ms: int = Field(sa_type=BigInteger)
    terminal: str | None
    reference: str


class Turn(StoredRow):
    """One ticket of the queue. ``member`` is empty for a ticket taken without a check-in."""

    __tablename__ = "turns"
    __table_args__ = (Index("turns_by_state", "day", "lane", "state", "number"),)

    day: str = Field(primary_key=True)
    lane: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    state: str
    member: int | None
    reference: str | None
    taken_at_ms: int = Field(sa_type=BigInteger)
    called_at_ms: int | None = Field(sa_type=BigInteger)
    counter: str | None
