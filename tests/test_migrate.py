"""A database's schema is brought up to date, equals the models, and is never taken back."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from service import tables
from service.database import Database
from service.migrate import SchemaTooNew, migrate
from service.open_site import database_path, open_site
from service.settings import asset_dir
from service.stored_row import StoredRow
from tests.builders import settings_of


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "site.db")
    yield opened
    opened.close()


def say_version(database: Database, version: str) -> None:
    with database.engine().connect() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
        connection.commit()


def test_a_new_database_gets_every_table(database: Database) -> None:
    assert migrate(database)
    with database.engine().connect() as connection:
        assert set(inspect(connection).get_table_names()) == tables.ALL | {"alembic_version"}


def test_migrations_equal_the_models(database: Database) -> None:
    migrate(database)
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, StoredRow.metadata) == []


def test_a_database_that_is_up_to_date_is_left_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(database)
    for name in [name for name in sys.modules if name.partition(".")[0] == "alembic"]:
        monkeypatch.setitem(sys.modules, name, None)  # nor is Alembic's memory spent on it
    assert not migrate(database)


def test_a_database_of_a_newer_version_is_refused_and_not_touched(database: Database) -> None:
    migrate(database)
    say_version(database, "9999")
    with pytest.raises(SchemaTooNew, match="9999"):
        migrate(database)


def test_a_site_with_a_newer_database_does_not_open_and_holds_no_lock(folder: Path) -> None:
    settings = settings_of(folder)
    database = Database(database_path(settings))
    say_version(database, "9999")
    database.close()
    for _ in range(2):
        with pytest.raises(SchemaTooNew):
            open_site(settings)


def test_migrations_are_one_line_and_each_opens_with_a_summary() -> None:
    script = ScriptDirectory(str(asset_dir("migrations")))
    revisions = list(script.walk_revisions())
    assert len(script.get_heads()) == len(script.get_bases()) == 1
    for each in revisions:
        assert (each.module.__doc__ or "").startswith("Summary of changes"), each.path
        assert Path(each.path).name.startswith(each.revision)


def test_every_table_is_a_source_or_derived_or_named_as_neither() -> None:
    kinds = (tables.SOURCES, tables.DERIVED, tables.NOT_DERIVED, tables.HELD, tables.FOLDED)
    assert sum(map(len, kinds)) == len(tables.ALL) == len(frozenset().union(*kinds))
