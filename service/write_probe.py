"""Whether this site can record at this moment: found out by recording something."""

from sqlalchemy import BigInteger

from service.database import Busy, Database
from service.group_commit import NotWriting
from service.session import Session, prepared_upsert
from service.stored_row import Field, StoredRow


class WriteProbe(StoredRow):
    """One row that is written again at each probe; not derived."""

    __tablename__ = "write_probe"

    probe: int = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)


_PUT = prepared_upsert(WriteProbe)


async def can_write(database: Database, *, at_ms: int) -> bool:
    """Write one row durably and say whether that worked."""
    try:
        await probe(database, at_ms=at_ms)
    except (Busy, NotWriting):
        return False
    return True


async def probe(database: Database, *, at_ms: int) -> None:
    """Write one row durably. Raises ``Busy`` or ``NotWriting``."""

    def put(session: Session) -> None:
        session.run(_PUT, probe=1, at_ms=at_ms)

    await database.write(put)
