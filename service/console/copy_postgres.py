"""Copy one moment of a hub's PostgreSQL into the file that a hub without it has."""

from pathlib import Path

from service.database import Database
from service.migrate import migrate
from service.postgres import PostgresDatabase
from service.session import Session
from service.sync.held_store import all_branches
from service.tables import ALL, shape_of


def copy_postgres(source: PostgresDatabase, to: Path) -> int:
    """Write every row of every table into a new file; how many events of sites it holds."""
    copy = Database(to)
    try:
        migrate(copy)
        source.read_moment(lambda there: copy.write_now(lambda here: _copy_all(there, here)))
        return sum(each.stored_seq for each in copy.read_now(all_branches))
    finally:
        copy.close()


def _copy_all(there: Session, here: Session) -> None:
    for name in sorted(ALL):
        columns, keys = shape_of(name)
        here.put_rows(name, columns, there.columns_in_order(name, columns, keys))
