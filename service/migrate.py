"""Bring a database's schema up to date; one line of history for site and hub."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect

from service.database import Database
from service.settings import asset_dir


class SchemaTooNew(Exception):
    """The database was written by a newer version of Twogate; nothing was changed."""


class DatabaseUnfit(Exception):
    """A PostgreSQL database that would sort texts otherwise than SQLite does, or lose some."""


def migrate(database: Database) -> bool:
    """Upgrade a site's ``database``: ``migrate_engine`` on its write connection."""
    return migrate_engine(database.engine())


def migrate_engine(engine: Engine) -> bool:
    """Upgrade a database of SQLite or PostgreSQL; whether there was anything to do.

    Each step is one transaction: it happens whole or not at all. Raises ``SchemaTooNew`` when the
    version is none of ours, ``DatabaseUnfit``. Alembic is loaded only when there is something to
    do, since it costs memory that a kiosk has better uses for.
    """
    folder = asset_dir("migrations")
    known = sorted(path.name[:4] for path in (folder / "versions").glob("[0-9]*.py"))
    with engine.connect() as connection:
        _assert_fit(connection)
        present = _present_version(connection)
    if present == known[-1]:
        return False
    if present is not None and present not in known:
        raise SchemaTooNew(present)
    _upgrade(engine, folder)
    return True


def _assert_fit(connection: Connection) -> None:
    """A replay must give the same rows in the same order, wherever it runs."""
    if connection.dialect.name != "postgresql":
        return
    fit = "SELECT getdatabaseencoding() = 'UTF8' AND 'B' < 'a'"
    if not connection.exec_driver_sql(fit).scalar():
        raise DatabaseUnfit("create it with: TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")


def _present_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return row[0] if row else None


def _upgrade(engine: Engine, folder: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config: Any = Config()
    config.set_main_option("script_location", str(folder))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
