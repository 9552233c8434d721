"""A real PostgreSQL to test on: that of ``$TEST_PG_URL``, else one started here from Debian's."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import STDOUT, run
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url

GIVEN: Final = "TEST_PG_URL"
SERVERS: Final = Path("/usr/lib/postgresql")
OWNER: Final = "postgres"
BYTEWISE: Final = "LOCALE 'C'"
AS_ENGLISH_SORTS: Final = "LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C'"

# What it holds is gone with the test: nothing of it need reach a disk.
_HASTE: Final = "-F -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=16MB"
_BY_SOCKET_ALONE: Final = "-c listen_addresses=''"

Command = list[Path | str]


class NoPostgres(Exception):
    """This machine has no PostgreSQL server; nothing here is skipped for want of one."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A server that may make databases; one for each worker of the test run."""
    given = os.environ.get(GIVEN)
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    with TemporaryDirectory(prefix="twogate-pg-") as folder, _started(Path(folder)) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """An empty database of its own, made as a hub's is to be made; gone after the test."""
    with fresh_database(postgres_server) as url:
        yield url


@contextmanager
def fresh_database(server: URL, *, sorting: str = BYTEWISE) -> Iterator[str]:
    """An empty database on ``server`` for as long as this lasts; its URL for SQLAlchemy."""
    name = f"twogate_test_{uuid4().hex[:12]}"
    making = f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {sorting}"
    _say(server, making)
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        if GIVEN in os.environ:  # our own server goes away whole
            _say(server, f"DROP DATABASE {name} WITH (FORCE)")


def _say(server: URL, sql: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(sql)
    engine.dispose()


@contextmanager
def _started(folder: Path) -> Iterator[URL]:
    """A server whose files and socket lie in ``folder``; root runs it as its own user."""
    programs = newest_server()
    owner = OWNER if os.geteuid() == 0 else None
    if owner:
        shutil.chown(folder, owner)
    _run([programs / "initdb", *_initial(folder)], folder, owner)
    control: Command = [programs / "pg_ctl", "--pgdata", folder / "data", "--silent", "--wait"]
    options = f"{_HASTE} {_BY_SOCKET_ALONE} -c unix_socket_directories={folder}"
    _run([*control, "--log", folder / "log", "--options", options, "start"], folder, owner)
    try:
        yield make_url(f"postgresql+psycopg://{OWNER}@/{OWNER}?host={folder}")
    finally:
        _run([*control, "--mode", "immediate", "stop"], folder, owner)


def newest_server(servers: Path = SERVERS) -> Path:
    """Where the programs of the newest installed server are. Raises ``NoPostgres``."""
    found = [path.parent for path in servers.glob("*/bin/initdb")]
    if not found:
        raise NoPostgres("apt-get install postgresql, or say TEST_PG_URL=postgresql://...")
    return max(found, key=lambda programs: float(programs.parent.name))


def _initial(folder: Path) -> Command:
    plain: Command = ["--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"]
    return ["--pgdata", folder / "data", *plain, "--no-sync"]


def _run(command: Command, folder: Path, owner: str | None) -> None:
    """Run one of PostgreSQL's programs; what it says is shown if it fails."""
    with open(folder / "said", "w+", encoding="utf-8") as said:
        # No pipe: the server it leaves behind would hold the other end.
        done = run(command, check=False, cwd=folder, stdout=said, stderr=STDOUT, **_as(owner))
        said.seek(0)
        assert done.returncode == 0, f"{command[0]}: {said.read()}"


def _as(owner: str | None) -> dict[str, Any]:
    return {"user": owner, "group": owner, "extra_groups": []} if owner else {}
