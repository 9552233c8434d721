"""One connection to a database file, with this project's pragmas asserted."""

from pathlib import Path
from types import ModuleType
from typing import Any

from service.database_key import unlock

try:
    # Brings SQLite 3.53: Debian's 3.40 can lose a WAL reset. Encryption at rest is then a setting.
    import sqlcipher3.dbapi2 as sqlite
except ImportError:  # pragma: no cover - only on a machine without the wheel
    import sqlite3 as sqlite

DRIVER: ModuleType = sqlite
PRAGMAS = (
    "busy_timeout=5000",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-2000",  # 2 MB a connection; the kernel keeps the file's pages as well
    "wal_autocheckpoint=4000",  # 16 MB: each checkpoint syncs three times, which flash feels
)


def connect(
    path: Path, *, key: str | None = None, read_only: bool = False, immutable: bool = False
) -> Any:
    """Open one connection with this project's pragmas asserted. ``immutable`` is for a file that
    nobody can write, on storage where SQLite cannot make its own files beside it.

    Raises ``RuntimeError`` when durability (WAL, ``synchronous=FULL``) cannot be had, and
    ``DatabaseKeyFault`` when file and key do not belong together.
    """
    mode = "ro&immutable=1" if immutable else "ro" if read_only else "rwc"
    connection = DRIVER.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    try:
        unlock(connection, path, key, DRIVER)
    except BaseException:
        connection.close()
        raise
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA cache_size=-500")
    else:
        _assert_durable(connection)
    return connection


def can_encrypt() -> bool:
    """Whether this machine has SQLCipher."""
    return not DRIVER.__name__.startswith("sqlite3")


def _assert_durable(connection: Any) -> None:
    if connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        raise RuntimeError("the database cannot use a write-ahead log on this storage")
    connection.execute("PRAGMA synchronous=FULL")
    if connection.execute("PRAGMA synchronous").fetchone()[0] != 2:
        raise RuntimeError("the database does not keep synchronous=FULL")
    # What is deleted is overwritten: `strings` over the file finds nobody who was forgotten.
    if connection.execute("PRAGMA secure_delete=ON").fetchone()[0] != 1:
        raise RuntimeError("the database does not overwrite what is deleted")
