"""One history of migrations makes the same tables on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import URL, BigInteger, Boolean, Engine, Integer, LargeBinary, String, text
from sqlalchemy import inspect as inspect_database

from service import tables
from service.database import Database
from service.migrate import DatabaseUnfit, SchemaTooNew, migrate_engine
from service.settings import asset_dir
from service.stored_row import StoredRow
from tests.databases.conftest import opened
from tests.databases.postgres import AS_ENGLISH_SORTS, fresh_database

IN_POSTGRES: Final = {
    BigInteger: "BIGINT",
    Integer: "INTEGER",
    Boolean: "BOOLEAN",
    LargeBinary: "BYTEA",
    String: "VARCHAR",
}
"""What each kind of column of ours is called there."""


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        database = Database(tmp_path / "site.db")
        yield database.engine()
        database.close()
        return
    with opened(request.getfixturevalue("postgres_url")) as made:
        yield made


def step_to(engine: Engine, revision: str, *, down: bool = False) -> None:
    """Go along the history as a developer may; a site only ever goes to its head."""
    config: Any = Config()
    config.set_main_option("script_location", str(asset_dir("migrations")))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def tables_in(engine: Engine) -> set[str]:
    return set(inspect_database(engine).get_table_names())


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, StoredRow.metadata))


def test_from_nothing_to_the_tables_of_today(engine: Engine) -> None:
    assert migrate_engine(engine)
    assert tables_in(engine) == tables.ALL | {"alembic_version"}
    assert differences(engine) == []


def test_a_second_time_there_is_nothing_to_do(engine: Engine) -> None:
    migrate_engine(engine)
    assert not migrate_engine(engine)


def test_a_newer_database_is_refused(engine: Engine) -> None:
    migrate_engine(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaTooNew, match="9999"):
        migrate_engine(engine)


def test_history_can_be_walked_back_to_nothing_and_on_again(engine: Engine) -> None:
    step_to(engine, "head")
    step_to(engine, "base", down=True)
    assert tables_in(engine) == {"alembic_version"}
    step_to(engine, "head")
    assert differences(engine) == []


def test_quota_that_moved_before_gets_the_day_of_its_event(engine: Engine) -> None:
    step_to(engine, "0005")
    event = b'{"at":1763942400000,"day":"2025-11-24"}'
    with engine.begin() as connection:
        for seq in (1, 2):
            connection.execute(
                text(
                    "INSERT INTO held_events (site, epoch, branch, seq, hash, bytes)"
                    " VALUES ('S01', 'ab12cd34', 0, :seq, :said, :said)"
                ),
                {"seq": seq, "said": event},
            )
        connection.execute(
            text(
                "INSERT INTO quota_flows"
                " (site, epoch, seq, component, period, kind, ledger, member, amount)"
                " VALUES ('S01', 'ab12cd34', 2, 1, '2025-11-24', 'spent', 'ab12cd34', 7, 5)"
            )
        )
    step_to(engine, "head")
    with engine.connect() as connection:
        dated = connection.execute(text("SELECT seq, day, at_ms FROM quota_flows")).all()
    assert [tuple(row) for row in dated] == [(2, "2025-11-24", 1763942400000)]


def test_a_step_that_breaks_off_half_way_leaves_nothing_of_itself(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_table = Operations.create_table

    def break_off(operations: Operations, name: str, *columns: Any, **others: Any) -> Any:
        if name == "turns":
            raise ConnectionError("the power went")
        return create_table(operations, name, *columns, **others)

    with monkeypatch.context() as patch:
        patch.setattr(Operations, "create_table", break_off)
        with pytest.raises(ConnectionError):
            migrate_engine(engine)
    assert tables_in(engine) <= {"alembic_version"}
    assert migrate_engine(engine)
    assert differences(engine) == []


def test_each_column_is_of_the_same_kind_in_postgres(postgres_url: str) -> None:
    with opened(postgres_url) as engine:
        migrate_engine(engine)
        there = inspect_database(engine)
        for name, table in StoredRow.metadata.tables.items():
            kinds = {column["name"]: str(column["type"]) for column in there.get_columns(name)}
            assert kinds == {column.name: kind_of(column.type) for column in table.columns}, name


def kind_of(ours: Any) -> str:
    """What a column of ours is called in PostgreSQL."""
    return next(there for kind, there in IN_POSTGRES.items() if isinstance(ours, kind))


def test_a_time_or_a_place_in_the_journal_outgrows_four_bytes() -> None:
    for table in StoredRow.metadata.tables.values():
        for column in table.columns:
            if column.name.endswith("_ms") or column.name == "seq":
                assert isinstance(column.type, BigInteger), f"{table.name}.{column.name}"


def test_a_postgres_that_sorts_as_a_dictionary_does_is_refused(postgres_server: URL) -> None:
    with fresh_database(postgres_server, sorting=AS_ENGLISH_SORTS) as url, opened(url) as engine:
        with pytest.raises(DatabaseUnfit, match="LOCALE 'C'"):
            migrate_engine(engine)
        assert tables_in(engine) == set()
