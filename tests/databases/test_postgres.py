"""Tests that need PostgreSQL get a real one, or say what to install."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tests.databases.postgres import NoPostgres, newest_server


def test_the_newest_server_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert newest_server(tmp_path) == tmp_path / "17" / "bin"


def test_a_machine_without_one_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoPostgres, match="apt-get install postgresql"):
        newest_server(tmp_path)


def test_each_test_has_an_empty_database(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.exec_driver_sql(tables).scalar() == 0
    engine.dispose()
