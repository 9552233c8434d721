"""The restore drill: a site lost to its disk comes back from a backup, under a new epoch."""

import shutil
from pathlib import Path

import pytest

from service.console.back_up import BackupFault, back_up, sound_copy
from service.console.enrol_site import accept_enrolment, request_new_epoch
from service.console.restore_site import restore_site
from service.console.verify_site import verify_site
from service.database import AlreadyOpen
from service.journal.judge_restored import Restored
from service.open_site import anchor_paths, database_path, open_site
from service.sites.authority import SiteTerms, sign_site
from service.sites.enrolment_file import SiteRequest, open_request
from tests.builders import City, Place, settings_of
from tests.people import PEOPLE
from tests.places import DONGXING_NAMES, NOW_MS


def check_in(place: Place, person_index: int) -> int:
    card = place.card(PEOPLE[person_index])
    key = f"{place.site.identity.epoch}-person-{person_index}"
    return place.kiosk().post("/v1/check-ins", {"scan": card}, key=key).status_code


def re_enrol(city: City, folder: Path) -> None:
    settings = settings_of(folder)
    request_new_epoch(settings, folder / "again.request")
    asked = open_request((folder / "again.request").read_bytes())
    assert isinstance(asked, SiteRequest)
    said = sign_site(city.authority, asked, SiteTerms(DONGXING_NAMES), now_ms=NOW_MS)
    accept_enrolment(settings, said)


def test_a_backup_of_a_running_site_is_proved_and_on_two_media(
    place: Place, folder: Path, tmp_path: Path
) -> None:
    assert check_in(place, 0) == 201
    made = back_up(settings_of(folder), tmp_path / "hourly", second=tmp_path / "stick")
    assert made.proof.holds and made.proof.chain.events == made.seq
    assert (tmp_path / "stick" / made.path.name).read_bytes() == made.path.read_bytes()
    assert b"TC1" not in made.path.read_bytes()


def test_a_restored_site_refuses_to_write_and_says_why(city: City, folder: Path) -> None:
    with Place.opened(city, folder) as place:
        place.open_day()
        kept = back_up(settings_of(folder), folder / "backups").path
        assert check_in(place, 0) == 201
    restore_site(settings_of(folder), kept)
    with Place.opened(city, folder) as place:
        assert place.site.restored is Restored.BEHIND_ANCHOR
        refused = place.kiosk().post("/v1/check-ins", {"scan": place.card(PEOPLE[1])})
        assert (refused.status_code, refused.json()["code"]) == (503, "site_not_writing")
        assert refused.json()["reason"] == "restored_behind_anchor"
        assert place.browser().get("/v1/status").json()["refusal"] == "restored_behind_anchor"
        assert place.browser().get("/readyz").status_code == 503


def test_the_restore_drill(city: City, folder: Path) -> None:
    with Place.opened(city, folder) as place:
        place.open_day()
        assert check_in(place, 0) == 201
        old_epoch = place.site.identity.epoch
        kept = back_up(settings_of(folder), folder / "backups").path
        assert check_in(place, 1) == 201
    restore_site(settings_of(folder), kept)
    re_enrol(city, folder)
    with Place.opened(city, folder) as place:
        assert place.site.restored is None and place.site.identity.epoch != old_epoch
        assert check_in(place, 1) == 201
        assert {event.name.epoch for event in place.events()} == {
            old_epoch,
            place.site.identity.epoch,
        }
        proof = place.read(lambda session: verify_site(session, place.site.identity, rebuild=True))
        assert proof.holds, proof.chain.flaws


def test_stale_logs_of_the_lost_database_do_not_come_back(city: City, folder: Path) -> None:
    with Place.opened(city, folder) as place:
        kept = back_up(settings_of(folder), folder / "backups").path
        place.open_day()
        log = database_path(settings_of(folder)).with_name("site.db-wal").read_bytes()
    database_path(settings_of(folder)).with_name("site.db-wal").write_bytes(log)
    aside = restore_site(settings_of(folder), kept)
    assert not list(database_path(settings_of(folder)).parent.glob("site.db-*"))
    assert (aside / "site.db").exists()


def test_nothing_is_restored_under_a_running_site(place: Place, folder: Path) -> None:
    kept = back_up(settings_of(folder), folder / "backups").path
    with pytest.raises(AlreadyOpen):
        restore_site(settings_of(folder), kept)


def test_a_damaged_backup_restores_nothing(city: City, folder: Path) -> None:
    with Place.opened(city, folder):
        kept = back_up(settings_of(folder), folder / "backups").path
    content = bytearray(kept.read_bytes())
    content[4096:8192] = bytes(4096)
    kept.write_bytes(content)
    before = database_path(settings_of(folder)).read_bytes()
    with pytest.raises(BackupFault):
        restore_site(settings_of(folder), kept)
    assert database_path(settings_of(folder)).read_bytes() == before


def test_a_lost_anchor_is_a_sign_unless_the_other_device_has_one(city: City, folder: Path) -> None:
    second = folder / "stick" / "anchor"
    with Place.opened(city, folder, second_anchor=second) as place:
        place.open_day()
    shutil.rmtree(second.parent)
    assert _restored(folder, second_anchor=second) is None
    for path in anchor_paths(settings_of(folder)):
        path.unlink()
    assert _restored(folder) is Restored.NO_ANCHOR


def _restored(folder: Path, **others: Path) -> str | None:
    site = open_site(settings_of(folder, **others))
    site.close()
    return site.restored


def test_a_cut_between_commit_and_anchor_is_no_restore(city: City, folder: Path) -> None:
    path = anchor_paths(settings_of(folder))[0]
    with Place.opened(city, folder) as place:
        anchored = path.read_bytes()
        place.open_day()
    path.write_bytes(anchored)
    assert _restored(folder) is None


def test_without_the_second_medium_the_first_backup_stands(
    place: Place, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "stick").touch()  # as a folder that takes nothing
    with pytest.raises(BackupFault, match="second one"):
        back_up(settings_of(folder), tmp_path / "hourly", second=tmp_path / "stick")
    [kept] = (tmp_path / "hourly").glob("twogate-*.db")
    with sound_copy(settings_of(folder), kept):
        pass
