"""Forgetting one member: one word of the authority, and nothing is left but a number."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from service.cli import app
from service.connection import connect
from service.console.back_up import back_up
from service.console.verify_site import verify_site
from service.feeds.archive import PageArchive
from service.kept_answers import Answer, Kept, KeptAnswer, keep
from service.members.forget_in_archive import forget_in_archive
from service.members.forget_member import number_mark
from service.members.store import count_members, find_member
from service.open_site import database_path
from service.session import columns_of, prepared
from tests.asking import code_of
from tests.builders import City, Place, settings_of
from tests.people import CHEN, DAWEI, NENG_PO, OFFICER, Person
from tests.places import NOW_MS

ANSWERS = prepared(select(columns_of(KeptAnswer).body))
CLOSED = {"name", "certificate", "born", "index"}


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the archive held of a member before: the sealed fields and the keyed index."""

    texts: frozenset[bytes]

    def found_in(self, *files: Path) -> set[bytes]:
        """Which of them stand in these files, byte for byte."""
        held = b"\0".join(path.read_bytes() for path in files if path.exists())
        return {text for text in self.texts if text in held}


def sealed_of(archive: PageArchive, person: Person) -> Sealed:
    said = archive.items("members", at_ms=NOW_MS)
    listed = [item for item in said if item["member"] == person.number]
    assert listed
    return Sealed(frozenset(str(item[field]).encode() for item in listed for field in CLOSED))


def site_files(place: Place) -> list[Path]:
    path = database_path(place.site.settings)
    return [path, path.with_name(path.name + "-wal")]


def forget(place: Place, person: Person) -> None:
    archive = place.archive()
    assert forget_in_archive(archive, person.number, at_ms=NOW_MS)
    place.bring(archive)


@pytest.fixture
def worked(place: Place) -> Iterator[Place]:
    """A morning in which the member was listed twice, came, and was looked at."""
    place.relist(Person(CHEN.place, "陈阿福", CHEN.certificate, CHEN.group, role="组长"))
    for person in (CHEN, NENG_PO, DAWEI):
        said = place.kiosk().post("/v1/check-ins", {"scan": place.card(person)})
        assert said.status_code == 201
    place.signed_in(OFFICER).get(f"/v1/members/{CHEN.number}")
    yield place


def test_the_sealed_bytes_were_there_before(worked: Place) -> None:
    """Else the next test would prove nothing."""
    sealed = sealed_of(worked.archive(), CHEN)
    assert len(sealed.texts) == 7, "two listings share the index"
    assert sealed.found_in(*site_files(worked)) == sealed.texts


def test_nothing_sealed_is_left_in_any_file_of_the_site_or_the_archive(worked: Place) -> None:
    sealed = sealed_of(worked.archive(), CHEN)
    forget(worked, CHEN)
    assert sealed.found_in(*site_files(worked)) == set()
    assert sealed.found_in(*worked.archive().directory.rglob("*.*")) == set()


def test_others_stay_as_they_were(worked: Place) -> None:
    other = sealed_of(worked.archive(), DAWEI)
    forget(worked, CHEN)
    assert other.found_in(*site_files(worked)) == other.texts
    assert worked.read(count_members) == 7
    assert worked.kiosk().post("/v1/check-ins/peek", {"scan": worked.card(DAWEI)}).is_success


def test_journal_feeds_and_every_table_still_hold(worked: Place) -> None:
    before = worked.events()
    forget(worked, CHEN)
    assert worked.events() == before, "no event of the past was touched, and none was needed"
    identity = worked.site.identity
    proof = worked.read(lambda session: verify_site(session, identity, rebuild=True))
    assert proof.holds, (proof.flaws, proof.tables)
    said = worked.kiosk().get("/v1/status").json()["sync"]
    assert said["attention"] == 0


def test_the_number_leads_nowhere_and_the_officer_is_called(worked: Place) -> None:
    forget(worked, CHEN)
    said = worked.kiosk().post("/v1/check-ins/peek", {"scan": worked.card(CHEN)})
    assert said.json()["outcome"] == "unknown_member" and said.json()["member"] is None
    refused = worked.kiosk().post("/v1/check-ins", {"scan": worked.card(CHEN), "direction": "out"})
    assert code_of(refused) == "unknown_member", "whose screen sends the member to the officer"
    looked_up = worked.signed_in(OFFICER).get(f"/v1/members/{CHEN.number}")
    assert looked_up.status_code == 404
    records = worked.signed_in(OFFICER).get("/v1/check-ins?limit=50")
    assert records.is_success and "陈" not in records.text


def test_no_kept_answer_tells_of_the_member(worked: Place) -> None:
    mark = number_mark(CHEN.number)
    assert answers_with(worked, mark), "her check-in was answered"
    forget(worked, CHEN)
    assert answers_with(worked, mark) == []


def test_no_kept_answer_tells_of_the_member_as_the_bearer_of_a_pass(worked: Place) -> None:
    """Where a pass is shown, its bearer need be known by nothing but what it says."""
    said = b'{"member_no":%d,"name_mask":"..."}' % CHEN.number
    kept = Kept("the key of a test", "T01/-", "digest", NOW_MS, Answer(200, "text/plain", said))
    worked.do(lambda act: keep(act.session, kept))
    assert answers_with(worked, said) == [said]
    forget(worked, CHEN)
    assert answers_with(worked, said) == []


def answers_with(place: Place, mark: bytes) -> list[bytes]:
    rows = place.read(lambda session: session.rows(ANSWERS))
    return [body for (body,) in rows if mark in body]


def test_a_site_that_missed_it_all_gets_hashes_only(city: City, worked: Place) -> None:
    sealed = sealed_of(worked.archive(), CHEN)
    forget(worked, CHEN)
    pages = [path.read_bytes() for path in worked.archive().files("members")]
    assert sealed.found_in(*worked.archive().files("members")) == set()
    assert b"sha256:" in pages[0] and b"member.forgotten" in pages[-1]
    assert list(worked.archive().items("members", at_ms=NOW_MS))[-1]["type"] == "member.forgotten"


def test_a_backup_made_afterwards_has_forgotten_too(worked: Place, tmp_path: Path) -> None:
    sealed = sealed_of(worked.archive(), CHEN)
    earlier = back_up(worked.site.settings, tmp_path / "earlier").path
    forget(worked, CHEN)
    later = back_up(worked.site.settings, tmp_path / "later").path
    assert sealed.found_in(later) == set()
    assert sealed.found_in(earlier) == sealed.texts, "docs/operations/privacy.md says how long"


def test_who_is_listed_anew_is_another_member(worked: Place) -> None:
    forget(worked, CHEN)
    worked.relist(CHEN)
    assert worked.read(lambda session: find_member(session, CHEN.number)) is None
    assert worked.read(count_members) == 8


def test_forgetting_twice_says_it_once(worked: Place) -> None:
    archive = worked.archive()
    forget_in_archive(archive, CHEN.number, at_ms=NOW_MS)
    assert forget_in_archive(archive, CHEN.number, at_ms=NOW_MS) == []


def test_what_was_interrupted_is_finished_by_the_same_call(
    worked: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = worked.archive()
    sealed = sealed_of(archive, CHEN)

    def cut(path: Path, data: bytes) -> None:
        raise OSError("the power failed")

    with monkeypatch.context() as patch:
        patch.setattr("service.members.forget_in_archive._replace", cut)
        with pytest.raises(OSError, match="power"):
            forget_in_archive(archive, CHEN.number, at_ms=NOW_MS)
    forget_in_archive(archive, CHEN.number, at_ms=NOW_MS)
    assert sealed.found_in(*archive.files("members")) == set()
    said = [item["type"] for item in archive.items("members", at_ms=NOW_MS)]
    assert said.count("member.forgotten") == 1


def test_a_reader_holds_the_old_pages_only_until_the_next_commit(worked: Place) -> None:
    sealed = sealed_of(worked.archive(), CHEN)
    path = database_path(worked.site.settings)
    reader: Any = connect(path, read_only=True)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM members").fetchone()
    forget(worked, CHEN)
    assert sealed.found_in(*site_files(worked)) != set()
    reader.close()
    worked.kiosk().post("/v1/turns", {"lane": "help"})
    assert sealed.found_in(*site_files(worked)) == set()


def test_the_command_forgets_in_the_archive(city: City, tmp_path: Path) -> None:
    shutil.copytree(city.folder / "authority", tmp_path / "authority")
    runner = CliRunner()
    folder = str(tmp_path / "authority")
    said = runner.invoke(app, ["authority", "forget", folder, str(CHEN.number)])
    assert said.exit_code == 0 and len(said.stdout.splitlines()) == 2
    said = runner.invoke(app, ["authority", "forget", folder, str(CHEN.number)])
    assert said.stdout == f"The archive holds nothing personal of {CHEN.number}.\n"
    said = runner.invoke(app, ["authority", "forget", folder, str(CHEN.number + 1)])
    assert said.exit_code == 2


def test_a_restored_backup_forgets_again_with_the_next_pages(
    city: City, folder: Path, tmp_path: Path
) -> None:
    with Place.opened(city, folder) as place:
        archive = place.archive()
        forget_in_archive(archive, CHEN.number, at_ms=NOW_MS)
        kept = back_up(settings_of(folder), tmp_path / "kept").path
        place.bring(archive)
    shutil.copyfile(kept, database_path(settings_of(folder)))
    with Place.opened(city, folder) as place:
        assert place.read(count_members) == 8
        place.bring(archive)
        assert place.read(count_members) == 7
