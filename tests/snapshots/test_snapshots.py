"""What a released version wrote, every later version reads, proves and continues."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.connection import connect
from service.console.verify_site import SiteProof, verify_site
from service.stored_row import StoredRow
from tests.builders import Place
from tests.snapshots.archive import Facts, pack, snapshots, unpack, version_of
from tests.snapshots.making import head_now, make_snapshot, site_in, versions, what_is_told
from tools.make_snapshot import main as make_snapshot_tool

LARGEST_BYTES = 300 * 1024
ALL = pytest.mark.parametrize("snapshot", snapshots(), ids=version_of)


@pytest.fixture
def site(snapshot: Path, tmp_path: Path) -> Iterator[tuple[Place, Facts]]:
    """The site of a snapshot, opened by today's code."""
    with site_in(snapshot, tmp_path) as opened:
        yield opened


def proof_of(place: Place) -> SiteProof:
    return place.read(lambda session: verify_site(session, place.desk.identity, rebuild=True))


def test_every_schema_has_a_snapshot() -> None:
    assert [version_of(each) for each in snapshots()] == versions(), "tools/make_snapshot.py"


@ALL
def test_a_snapshot_is_of_its_schema_and_small(snapshot: Path, tmp_path: Path) -> None:
    unpack(snapshot, tmp_path)
    connection = connect(tmp_path / "site.db")
    found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    connection.close()
    assert found == [(version_of(snapshot),)]
    assert snapshot.stat().st_size <= LARGEST_BYTES


@ALL
def test_an_old_database_gets_the_tables_of_today(site: tuple[Place, Facts]) -> None:
    place, _ = site
    with place.desk.database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, StoredRow.metadata) == []


@ALL
def test_an_old_journal_proves_itself_and_gives_the_same_tables(site: tuple[Place, Facts]) -> None:
    place, facts = site
    proof = proof_of(place)
    assert proof.chain.flaws == []
    assert [table.table for table in proof.tables if not table.equal] == []
    assert (head_now(place).seq, head_now(place).hash.hex()) == (facts.events, facts.head)


@ALL
def test_an_old_site_tells_what_it_told(site: tuple[Place, Facts]) -> None:
    place, facts = site
    assert what_is_told(place) == facts.told


@ALL
def test_an_old_site_lets_the_next_member_in(site: tuple[Place, Facts]) -> None:
    place, facts = site
    entered = place.kiosk().post("/v1/check-ins", {"scan": facts.card})
    assert entered.status_code == 201, entered.text
    assert entered.json()["reference"].endswith(f".{facts.events + 1}")
    assert proof_of(place).holds


def test_a_snapshot_of_today_can_be_made(tmp_path: Path) -> None:
    snapshot = tmp_path / "made"
    make_snapshot(snapshot)
    with site_in(snapshot, tmp_path) as (place, facts):
        assert what_is_told(place) == facts.told


def test_the_snapshot_of_a_released_schema_is_never_written_again() -> None:
    before = snapshots()[-1].stat().st_mtime_ns
    assert make_snapshot_tool([]) == 1
    assert snapshots()[-1].stat().st_mtime_ns == before


def test_a_site_is_laid_out_again_for_its_owner_alone(tmp_path: Path) -> None:
    facts = unpack(snapshots()[-1], tmp_path / "once")
    pack(tmp_path / "once", facts, tmp_path / "packed")
    assert unpack(tmp_path / "packed", tmp_path / "twice") == facts
    for path in filter(Path.is_file, (tmp_path / "once").rglob("*")):
        again = tmp_path / "twice" / path.relative_to(tmp_path / "once")
        assert again.read_bytes() == path.read_bytes()
        assert stat.S_IMODE(again.stat().st_mode) == 0o600
