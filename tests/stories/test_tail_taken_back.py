"""Yesterday's copy was put in, and today's card is still there: the site takes its tail back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from service.connection import connect
from service.console.back_up import back_up
from service.console.recover_tail import NotThisWay, recover_tail
from service.console.restore_site import restore_site
from service.console.verify_site import verify_site
from service.database import AlreadyOpen
from service.journal.judge_restored import Restored
from service.journal.take_tail import TailRefusal
from service.open_site import anchor_paths, database_path
from tests.builders import City, Place, settings_of
from tests.people import CHEN, DAWEI, LAN, Person

SPOILT = {
    "UPDATE journal_events SET bytes = CAST(bytes || ' ' AS BLOB) WHERE seq = (SELECT max(seq) "
    "FROM journal_events)": TailRefusal.NOT_LINKED,
    "DELETE FROM journal_events WHERE seq = (SELECT max(seq) FROM journal_events)": (
        TailRefusal.TOO_SHORT
    ),
    "UPDATE journal_checkpoints SET signature = zeroblob(64)": TailRefusal.NOT_SIGNED,
    "DELETE FROM journal_checkpoints": TailRefusal.NOT_SIGNED,
}


def check_in(place: Place, who: Person, key: str) -> dict[str, object]:
    answer = place.kiosk().post("/v1/check-ins", {"scan": place.card(who)}, key=key)
    said: dict[str, object] = {"status": answer.status_code, **answer.json()}
    return said


def holds_all(place: Place) -> bool:
    proof = place.read(lambda session: verify_site(session, place.site.identity, rebuild=True))
    return proof.holds


def restored_from_old_copy(city: City, folder: Path) -> tuple[Path, dict[str, object]]:
    """Dongxing works, is copied, works on, and starts from the copy: what was put aside, and what
    Dawei was told after the copy was made."""
    with Place.opened(city, folder) as place:
        place.open_day()
        check_in(place, CHEN, "chen-comes-in-today")
        old = back_up(settings_of(folder), folder / "backups").path
        told = check_in(place, DAWEI, "dawei-comes-in-today")
    return restore_site(settings_of(folder), old) / "site.db", told


def test_the_tail_of_a_restored_site_comes_back_and_the_epoch_goes_on(
    city: City, folder: Path
) -> None:
    aside, told = restored_from_old_copy(city, folder)
    with Place.opened(city, folder) as place:
        assert place.site.restored is Restored.BEHIND_ANCHOR
        epoch, before = place.site.identity.epoch, len(place.events())

    assert recover_tail(settings_of(folder), aside) == 1

    with Place.opened(city, folder) as place:
        assert (place.site.restored, place.site.identity.epoch) == (None, epoch)
        assert len(place.events()) == before + 1
        # Who asks again under the same key is told what was said before the disk was changed.
        assert check_in(place, DAWEI, "dawei-comes-in-today") == told
        assert check_in(place, DAWEI, "dawei-comes-again-now")["code"] == "already_inside"
        assert check_in(place, LAN, "lan-comes-in-after-it")["status"] == 201
        assert holds_all(place)


def test_a_journal_beyond_its_anchor_gives_the_tail_up_to_exactly_the_anchor(
    city: City, folder: Path
) -> None:
    """The power failed between a commit and its anchor: what nobody was told is not taken."""
    with Place.opened(city, folder) as place:
        place.open_day()
        old = back_up(settings_of(folder), folder / "backups").path
        check_in(place, CHEN, "chen-comes-in-today")
        anchored = [path.read_bytes() for path in anchor_paths(settings_of(folder))]
        check_in(place, DAWEI, "dawei-is-never-told")
    for path, content in zip(anchor_paths(settings_of(folder)), anchored, strict=True):
        path.write_bytes(content)
    aside = restore_site(settings_of(folder), old) / "site.db"
    assert recover_tail(settings_of(folder), aside) == 1
    with Place.opened(city, folder) as place:
        assert place.site.restored is None
        assert len(place.events("checkin.entered")) == 1 and holds_all(place)


@pytest.mark.parametrize(("statement", "refusal"), SPOILT.items(), ids=range(len(SPOILT)))
def test_a_tail_that_does_not_hold_changes_nothing(
    city: City, folder: Path, statement: str, refusal: TailRefusal
) -> None:
    aside, _ = restored_from_old_copy(city, folder)
    connection = connect(aside)
    connection.execute(statement)
    connection.close()
    with Place.opened(city, folder) as place:
        before = len(place.events())
    assert recover_tail(settings_of(folder), aside) == refusal
    with Place.opened(city, folder) as place:
        assert place.site.restored is Restored.BEHIND_ANCHOR
        assert len(place.events()) == before


def test_an_older_copy_is_too_short(city: City, folder: Path) -> None:
    restored_from_old_copy(city, folder)
    (old,) = (folder / "backups").glob("twogate-*.db")
    assert recover_tail(settings_of(folder), old) == TailRefusal.TOO_SHORT


def test_what_a_clone_wrote_under_the_same_names_is_not_taken(city: City, folder: Path) -> None:
    with Place.opened(city, folder) as place:
        place.open_day()
    shutil.copytree(folder, folder / "clone")
    old = back_up(settings_of(folder), folder / "backups").path
    for where, who in ((folder, CHEN), (folder / "clone", DAWEI)):
        with Place.opened(city, where) as place:
            check_in(place, who, "somebody-comes-in-here")
    restore_site(settings_of(folder), old)
    cloned = database_path(settings_of(folder / "clone"))
    assert recover_tail(settings_of(folder), cloned) == TailRefusal.OTHER_HEAD


def test_the_owner_is_told_what_came_back_or_why_not(city: City, folder: Path) -> None:
    aside, _ = restored_from_old_copy(city, folder)
    (old,) = (folder / "backups").glob("twogate-*.db")
    said = [recover(folder, file) for file in (old, folder / "no-such-file", aside, aside)]
    assert [each.exit_code for each in said] == [1, 1, 0, 1]
    assert "tail_too_short" in said[0].stderr and "twogate re-enrol" in said[0].stderr
    assert said[2].stdout.startswith("1 records taken back")
    assert "not restored" in said[3].stderr


def recover(folder: Path, file: Path) -> Result:
    env = {"TWOGATE_DATA_DIR": str(settings_of(folder).data_dir)}
    return CliRunner().invoke(app, ["recover", "tail", str(file)], env=env)


def lose_anchors(folder: Path) -> None:
    for path in anchor_paths(settings_of(folder)):
        path.unlink()


@pytest.mark.parametrize(
    ("change", "sign"), [(lambda folder: None, ""), (lose_anchors, Restored.NO_ANCHOR)]
)
def test_a_site_that_lost_no_tail_takes_none(
    city: City, folder: Path, change: Callable[[Path], None], sign: str
) -> None:
    with Place.opened(city, folder):
        kept = back_up(settings_of(folder), folder / "backups").path
    change(folder)
    with pytest.raises(NotThisWay, match=f"^{sign}$"):
        recover_tail(settings_of(folder), kept)


def test_no_tail_is_taken_under_a_running_site(place: Place, folder: Path) -> None:
    with pytest.raises(AlreadyOpen):
        recover_tail(settings_of(folder), database_path(settings_of(folder)))
