"""`twogate verify` proves a site from its raw bytes, and its exit status says whether it holds."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, update
from typer.testing import CliRunner, Result

from service.checkin.tables import CheckInRecord
from service.cli import app
from service.console.site_at_hand import console_client
from service.database import Database
from service.feeds.tables import FeedItemRow
from service.journal.tables import JournalCheckpoint, JournalEvent
from service.members.tables import MemberRow
from service.open_site import database_path
from service.session import Session, columns_of, prepared
from service.settings import Settings
from tests.builders import City, Place
from tests.people import CHEN, DAWEI, LENDER

_SEQ = columns_of(JournalEvent).seq


@pytest.fixture
def worked(city: City, folder: Path, resting: Settings) -> Settings:
    """A site that had some work, and rests now."""
    with Place.opened(city, folder) as place:
        place.open_day()
        for who in (CHEN, DAWEI, LENDER):
            place.kiosk().post("/v1/check-ins", {"member": who.number})
    return resting


def verify(settings: Settings, *options: str) -> Result:
    said = {"TWOGATE_DATA_DIR": str(settings.data_dir)}
    return CliRunner().invoke(app, ["verify", *options], env=said)


def damage(settings: Settings, statement: Any, **values: Any) -> None:
    """Change the resting database as somebody with the disk in hand would."""
    database = Database(database_path(settings))
    database.write_now(lambda session: session.run(prepared(statement), **values))
    database.close()


def test_a_sound_site_holds(worked: Settings) -> None:
    said = verify(worked)
    assert (said.exit_code, said.stdout.splitlines()[-1]) == (0, "Everything holds.")
    assert "events, 1 signed checkpoints" in said.stdout


def test_a_running_site_is_proved_beside_its_work(running: Settings) -> None:
    said = verify(running, "--rebuild", "--pages")
    assert said.exit_code == 0, said.output
    assert said.stdout.splitlines()[-1] == "Everything holds."


def test_a_page_that_the_disk_has_spoilt_is_found(worked: Settings) -> None:
    spoil_a_page(worked)
    said = verify(worked, "--pages")
    assert said.exit_code == 1
    assert "FLAW pages: " in said.stdout


def test_the_last_proof_is_left_for_the_screens(city: City, worked: Settings) -> None:
    assert verify(worked).exit_code == 0
    assert shows_failed_proof(city, worked) is False
    damage(worked, update(JournalEvent).where(_SEQ == 1).values(bytes=b"{}"))
    assert verify(worked).exit_code == 1
    assert shows_failed_proof(city, worked) is True


def test_a_proof_that_failed_leaves_when_one_last_held(city: City, worked: Settings) -> None:
    assert verify(worked, "--pages", "--draws").exit_code == 0
    held = last_proof(city, worked)
    assert held["holds"] and held["at"] == held["held_at"]
    damage(worked, update(JournalEvent).where(_SEQ == 1).values(bytes=b"{}"))
    assert verify(worked, "--pages", "--draws").exit_code == 1
    failed = last_proof(city, worked)
    assert (failed["holds"], failed["held_at"]) == (False, held["at"])
    assert failed["at"] >= held["at"]


def last_proof(city: City, settings: Settings) -> dict[str, Any]:
    with Place.opened(city, settings.data_dir.parent) as place:
        place.app.state.storage.look()
        said: dict[str, Any] = place.browser().get("/v1/status").json()["storage"]["proof"]
        return said


def test_the_nightly_proof_of_a_running_site_is_on_its_screens_by_itself(running: Settings) -> None:
    said = verify(running, "--pages", "--draws")
    assert said.exit_code == 0, said.output
    with console_client(running) as owner:
        until = time.monotonic() + 20
        while owner.get("/v1/status").json()["storage"]["proof"] is None:
            assert time.monotonic() < until, "it looks every five seconds"
            time.sleep(0.1)
        assert owner.get("/v1/status").json()["storage"]["proof"]["holds"] is True


def shows_failed_proof(city: City, settings: Settings) -> bool:
    with Place.opened(city, settings.data_dir.parent) as place:
        place.app.state.storage.look()
        storage = place.browser().get("/v1/status").json()["storage"]
        metrics = place.browser().get("/metrics").text
    assert ("proof_failed" in storage["warnings"]) is ('warning="proof_failed"' in metrics)
    return "proof_failed" in storage["warnings"]


def spoil_a_page(settings: Settings) -> None:
    """Overwrite the last page of the file, which belongs to some table or index."""
    path = database_path(settings)
    content = path.read_bytes()
    path.write_bytes(content[:-4096] + bytes(b"spoilt!!" * 512))


def test_every_table_of_a_sound_site_equals_its_replay(worked: Settings) -> None:
    said = verify(worked, "--rebuild")
    assert said.exit_code == 0, said.stdout
    assert "  equal  members: 8 rows" in said.stdout
    assert "  equal  checkin_records: 3 rows" in said.stdout
    assert "DIFFERS" not in said.stdout


FLAWS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "a flipped byte": (
        update(JournalEvent).where(bindparam("which") == _SEQ).values(bytes=bindparam("its")),
        {"which": 5, "its": b'{"type":"day.opened"}'},
        "does not link to the event before it",
    ),
    "a missing event": (
        delete(JournalEvent).where(bindparam("which") == _SEQ),
        {"which": 5},
        "something between is missing",
    ),
    "a forged checkpoint": (
        update(JournalCheckpoint).values(signature=bindparam("its")),
        {"its": bytes(64)},
        "its signature is not this site's",
    ),
    "an altered word of the authority": (
        update(FeedItemRow)
        .where(columns_of(FeedItemRow).number == 1)
        .values(bytes=bindparam("its")),
        {"its": b'{"type":"member.listed"}'},
        "is not as the authority signed it",
    ),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_planted_flaw_is_found_and_ends_with_status_1(worked: Settings, flaw: str) -> None:
    statement, values, words = FLAWS[flaw]
    damage(worked, statement, **values)
    said = verify(worked)
    assert said.exit_code == 1
    assert any(line.startswith("  FLAW ") and words in line for line in said.stdout.splitlines())
    assert said.stdout.splitlines()[-1] == "Something does not hold."


ALTERED: dict[str, Any] = {
    "members": update(MemberRow).where(columns_of(MemberRow).member == LENDER.number),
    "checkin_records": update(CheckInRecord).where(columns_of(CheckInRecord).seq > 0),
}
CHANGES: dict[str, dict[str, str]] = {
    "members": {"standing": "active"},
    "checkin_records": {"outcome": "entered"},
}


@pytest.mark.parametrize("table", ALTERED)
def test_an_altered_table_is_found_by_rebuilding(worked: Settings, table: str) -> None:
    damage(worked, ALTERED[table].values(**CHANGES[table]))
    assert verify(worked).exit_code == 0, "the chain does not know of tables"
    said = verify(worked, "--rebuild")
    assert said.exit_code == 1
    differs = [line for line in said.stdout.splitlines() if "DIFFERS" in line]
    assert [line.split()[1].rstrip(":") for line in differs] == [table]


def test_verifying_changes_nothing(worked: Settings) -> None:
    look: Callable[[], bytes] = database_path(worked).read_bytes
    before = look()
    verify(worked, "--rebuild")
    assert look() == before


def test_the_session_of_a_proof_cannot_write(worked: Settings) -> None:
    database = Database(database_path(worked))

    def write(session: Session) -> None:
        session.run(prepared(delete(JournalEvent)))

    with pytest.raises(Exception, match="readonly"):
        database.read_now(write)
    database.close()
