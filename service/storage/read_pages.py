"""Read every page of a database, beside whoever writes it, and say whether all are sound."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.connection import DRIVER, connect
from service.database_key import DatabaseKeyFault

Begun = Callable[[Any], None]


def read_pages(path: Path, *, key: str | None, begun: Begun, whole: bool = False) -> str | None:
    """What SQLite finds wrong, or ``None``; with ``whole`` indexes are held against tables too.

    ``begun`` is handed the connection, on which ``interrupt()`` ends a check that may take minutes;
    it then finds nothing. A file that is no database any more is a finding, not a fault.
    """
    try:
        connection = connect(path, key=key, read_only=True)
    except (DRIVER.DatabaseError, DatabaseKeyFault) as fault:
        return str(fault)
    try:
        begun(connection)
        check = "integrity_check" if whole else "quick_check"
        said = str(connection.execute(f"PRAGMA {check}(1)").fetchone()[0])
    except DRIVER.OperationalError as fault:
        return None if "interrupt" in str(fault) else str(fault)
    except DRIVER.DatabaseError as fault:
        return str(fault)
    finally:
        connection.close()
    return None if said == "ok" else said
