"""The storage is watched while the service runs, and said to screens and watchdogs."""

import asyncio
from pathlib import Path

import pytest

from service.group_commit import NotWriting, StorageFault
from service.open_site import database_path
from service.session import Session
from service.site_app import storage_watch_of
from service.storage import ballast as ballast_module
from service.storage import keep_storage as keep_storage_module
from service.storage import look_at_storage as look_module
from service.storage.keep_storage import StorageWatch, keep_storage
from service.storage.rules import PageCheck
from tests.builders import City, Place, settings_of

ONE_MIB = 1


def watch_of(place: Place) -> StorageWatch:
    watch: StorageWatch = place.app.state.storage
    return watch


def test_one_anchor_and_no_ballast_are_said(city: City, folder: Path) -> None:
    with Place.opened(city, folder, ballast_mib=ONE_MIB, free_floor_mib=10**9) as place:
        watch_of(place).look()
        said = place.browser().get("/v1/status").json()["storage"]
    assert {"one_anchor", "ballast_spent", "little_room"} <= set(said["warnings"])
    assert (said["ballast"], said["pages"]) == (False, "not_needed")


def test_ballast_is_held_while_there_is_room(city: City, folder: Path) -> None:
    with Place.opened(city, folder, ballast_mib=ONE_MIB, free_floor_mib=0) as place:
        watch_of(place).look()
        assert place.browser().get("/v1/status").json()["storage"]["ballast"] is True
        assert place.site.database.group.make_room()
        assert watch_of(place).looked.ballast.is_held is False


def test_two_anchors_on_one_device_are_said(city: City, folder: Path) -> None:
    with Place.opened(city, folder, second_anchor=folder / "S01" / "second") as place:
        watch_of(place).look()
        assert "anchors_together" in watch_of(place).warnings


def test_after_a_cut_every_page_is_read(city: City, folder: Path) -> None:
    left_open(folder)
    with Place.opened(city, folder) as place:
        assert place.site.database.was_left_open
        watch_of(place).check_pages()
        assert place.browser().get("/v1/status").json()["storage"]["pages"] == "sound"


def test_damaged_pages_end_all_writing_and_say_so(city: City, folder: Path) -> None:
    left_open(folder)
    path = database_path(settings_of(folder))
    content = path.read_bytes()
    path.write_bytes(content[:-4096] + bytes(b"spoilt!!" * 512))
    with Place.opened(city, folder) as place:
        watch_of(place).check_pages()
        assert watch_of(place).pages is PageCheck.DAMAGED
        said = place.browser().get("/v1/status").json()
        assert (said["writing"], said["refusal"]) == (False, StorageFault.DAMAGED)
        assert 'twogate_not_writing{reason="database_damaged"}' in (
            place.browser().get("/metrics").text
        )


def left_open(folder: Path) -> None:
    database_path(settings_of(folder)).with_suffix(".lock").write_bytes(b"open")


def test_a_full_disk_is_tried_again_until_it_takes_a_write(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep_storage_module, "LOOKED_AT_EVERY_SECONDS", 0.01)
    database, room = place.site.database, 0
    watch = storage_watch_of(place.site)
    monkeypatch.setattr(ballast_module, "free_bytes", lambda path: room)
    monkeypatch.setattr(look_module, "free_bytes", lambda path: room)

    async def until_it_writes() -> None:
        nonlocal room
        pages = await database.read(page_count)
        with pytest.raises(NotWriting):
            await database.write(lambda session: fill(session, pages))
        keeping = asyncio.create_task(
            keep_storage(watch, now_ms=lambda: 1, start_again=lambda: None)
        )
        await asyncio.sleep(0.2)
        assert database.not_writing == StorageFault.DISK_FULL
        room = 10 * 2**20
        while database.not_writing:
            await asyncio.sleep(0.01)
        keeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await keeping

    place.runner.run(until_it_writes())


def page_count(session: Session) -> int:
    return int(session._connection.execute("PRAGMA page_count").fetchone()[0])


def fill(session: Session, pages: int) -> None:
    session._connection.execute(f"PRAGMA max_page_count={pages}")
    session._connection.execute("CREATE TABLE too_much AS SELECT zeroblob(1000000) AS much")
