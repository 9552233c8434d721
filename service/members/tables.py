"""Members and their lost cards, derived from the members feed. Names and numbers stay sealed."""

from sqlmodel import Field, SQLModel


class MemberRow(SQLModel, table=True):
    """One border resident. ``name``, ``certificate`` and ``born`` are sealed (service/kit/pii)."""

    __tablename__ = "members"

    member: int = Field(primary_key=True)
    group_no: str = Field(index=True)
    site: str
    certificate_index: str = Field(unique=True)
    name: str
    certificate: str
    born: str
    standing: str
    reason: str | None
    valid_until: str
    supported: bool
    role: str
    village: str
    guardian: int | None
    phone: bool


class RevokedCard(SQLModel, table=True):
    """A lost or replaced member card."""

    __tablename__ = "revoked_cards"

    member: int = Field(primary_key=True)
    serial: int = Field(primary_key=True)
