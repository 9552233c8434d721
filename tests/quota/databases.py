"""Databases in memory with all our tables: made once, and copied for each site of an example."""

from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from service import tables
from service.connection import DRIVER
from service.stored_row import StoredRow

STATEMENTS = 512
"""As many as a site's own connection remembers: else each is planned anew."""


def _in_memory() -> Any:
    return DRIVER.connect(
        ":memory:",
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS,
    )


def _empty_database() -> Any:
    connection = _in_memory()
    engine = create_engine(
        "sqlite://", module=DRIVER, creator=lambda: connection, poolclass=StaticPool
    )
    assert tables.ALL
    StoredRow.metadata.create_all(engine)
    return connection


_TEMPLATE: list[Any] = []


def copy_of(database: Any | None = None) -> Any:
    """A database in memory with the same content; without one, an empty one with our tables."""
    if not _TEMPLATE:
        _TEMPLATE.append(_empty_database())
    fresh = _in_memory()
    (database or _TEMPLATE[0]).backup(fresh)
    return fresh
