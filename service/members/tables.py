"""Members and their lost cards, from the members feed and from reports made here.

Names and numbers stay sealed.
"""

from sqlalchemy import BigInteger

from service.stored_row import Field, StoredRow


class MemberRow(StoredRow):
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


class RevokedCard(StoredRow):
    """A lost or replaced member card."""

    __tablename__ = "revoked_cards"

    member: int = Field(primary_key=True)
    serial: int = Field(primary_key=True)


class LostCard(StoredRow):
    """A card that was reported lost here: refused at once, until the authority's word comes.

    Derived from the journal; ``reference`` names the report.
    """

    __tablename__ = "lost_cards"

    member: int = Field(primary_key=True)
    serial: int = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)
    reference: str
