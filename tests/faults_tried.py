"""Faults tried one at a time on a site in this process: what its screens then say, what it kept.

Each takes a city and a folder with a copy of its site, lets the site work, strikes, looks again.
"""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import service.open_site
from service.connection import connect
from service.console.back_up import back_up
from service.console.recover_tail import recover_tail
from service.console.restore_site import restore_site
from service.console.verify_site import verify_site
from service.journal.store import all_events
from service.kit.clock import Trust
from service.open_site import anchor_paths, database_path
from service.session import Session
from tests.builders import City, Place, settings_of
from tests.fake_machine import Machine
from tests.people import CHEN, DAWEI, LAN, NENG_PO, Person
from tests.places import DAY_MS, NOW_MS

KIOSK_CANNOT: Final = "problems.site_not_writing"
GOES_ON: Final = "check-ins go on"
_KEYS: Final = count(1)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a fault: the keys of the sentences that kiosk and officer read (``/`` parts
    catalogue and key), how many records there were before and are there after, and what then."""

    said: tuple[str, ...]
    before: int
    after: int
    then: str


def restored_copy(city: City, folder: Path) -> Tried:
    """Yesterday's backup is put in; what was put aside gives the newer records back."""
    with Place.opened(city, folder) as place:
        _work(place, CHEN)
        old = back_up(settings_of(folder), folder / "backups").path
        _work(place, DAWEI)
        before = len(place.events())
    aside = restore_site(settings_of(folder), old) / "site.db"
    said, lacking = _refused(city, folder)
    taken = recover_tail(settings_of(folder), aside)
    after = _goes_on(city, folder)
    assert taken == before - lacking > 0
    return Tried(
        said, before, after, f"{taken} taken back by `twogate recover tail`, then {GOES_ON}"
    )


def other_hardware(city: City, folder: Path) -> Tried:
    """The storage is put into another machine, and back."""
    before = _worked(city, folder)
    elsewhere = patch.object(service.open_site, "hardware_anchors", lambda: (bytes(32),))
    said, _ = _refused(city, folder, elsewhere)
    return Tried(said, before, _goes_on(city, folder), f"back in its own machine {GOES_ON}")


def no_anchor(city: City, folder: Path) -> Tried:
    """Every anchor is gone, and one is found again."""
    before = _worked(city, folder)
    [anchor] = anchor_paths(settings_of(folder))
    anchor.rename(folder / "found-again")
    said, _ = _refused(city, folder)
    (folder / "found-again").rename(anchor)
    return Tried(said, before, _goes_on(city, folder), f"with the anchor back {GOES_ON}")


def other_head(city: City, folder: Path) -> Tried:
    """The anchor of a clone that went its own way lies beside the database."""
    _worked(city, folder)
    clone = folder / "clone"
    shutil.copytree(folder / "S01", clone / "S01")
    with Place.opened(city, clone) as place:
        _work(place, LAN)
    with Place.opened(city, folder) as place:
        _work(place, NENG_PO)
        before = len(place.events())
    [mine], [its] = anchor_paths(settings_of(folder)), anchor_paths(settings_of(clone))
    kept = mine.read_bytes()
    mine.write_bytes(its.read_bytes())
    said, _ = _refused(city, folder)
    mine.write_bytes(kept)
    return Tried(said, before, _goes_on(city, folder), f"with its own anchor {GOES_ON}")


def no_second_device(city: City, folder: Path) -> Tried:
    """The stick with the second anchor is not in its place when the site starts."""
    stick = folder / "stick" / "anchor"
    with Place.opened(city, folder, second_anchor=stick) as place:
        _work(place, CHEN)
        before = len(place.events())
    shutil.rmtree(stick.parent)
    stick.parent.touch()  # no device: nobody can make a folder here
    with Place.opened(city, folder, second_anchor=stick) as place:
        _check_in(place, DAWEI)
        place.app.state.storage.look()
        assert "anchor_missing" in _status(place)["storage"]["warnings"]
        after = len(place.events()) - 1
    return Tried(("officer/storage.anchor_missing",), before, after, GOES_ON)


def clock_at_1970(city: City, folder: Path) -> Tried:
    """The battery of the clock is empty, and the power was away."""
    before = _worked(city, folder)
    machine = Machine(wall_ms=0)
    with Place.opened(city, folder, machine=machine) as place:
        said = _untrusted_clock(place)
        newest = place.events()[-1].moment.at_ms
        day = _check_in(place, NENG_PO)["day"]
        event = place.events("checkin.entered")[-1]
        assert event.moment.at_ms >= newest and event.moment.trust is Trust.NONE
        assert day == place.events("day.opened")[-1].data["day"]
        after = len(place.events()) - 1
    return Tried(said, before, after, f"{GOES_ON} under the same day, at no earlier time")


def clock_jumps(city: City, folder: Path) -> Tried:
    """A clock that nobody stands for shows a date 40 days ahead, then one far behind."""
    with Place.opened(city, folder) as place:
        _work(place, CHEN)
        before, day = len(place.events()), place.events("day.opened")[-1].data["day"]
        place.machine.trust = Trust.NONE
        for wall_ms, who in ((NOW_MS + 40 * DAY_MS, DAWEI), (NOW_MS - 40 * DAY_MS, NENG_PO)):
            place.machine.wall_ms = wall_ms
            assert _check_in(place, who)["day"] == day
        said = _untrusted_clock(place)
        assert all(event.moment.at_ms >= NOW_MS for event in place.events("checkin"))
        after = len(place.events()) - 2
    return Tried(said, before, after, f"{GOES_ON} under the same day")


def spoilt_page(city: City, folder: Path) -> Tried:
    """The disk gives back another page than it was given; a good backup is there."""
    with Place.opened(city, folder) as place:
        _work(place, CHEN)
        before = len(place.events())
        good = back_up(settings_of(folder), folder / "backups").path
    path = database_path(settings_of(folder))
    path.write_bytes(path.read_bytes()[:-4096] + bytes(b"spoilt!!" * 512))
    with Place.opened(city, folder) as place:
        place.app.state.storage.check_pages()
        said = _refusal(place)
    restore_site(settings_of(folder), good)
    return Tried(said, before, _goes_on(city, folder), f"with the backup restored {GOES_ON}")


def altered_record(city: City, folder: Path) -> Tried:
    """Somebody with the disk in hand changes the newest record; a good backup is there."""
    with Place.opened(city, folder) as place:
        _work(place, CHEN)
        before = len(place.events())
        good = back_up(settings_of(folder), folder / "backups").path
    connection = connect(database_path(settings_of(folder)))
    connection.execute(
        "UPDATE journal_events SET bytes = CAST(bytes || ' ' AS BLOB)"
        " WHERE seq = (SELECT max(seq) FROM journal_events)"
    )
    connection.close()
    said, _ = _refused(city, folder)
    restore_site(settings_of(folder), good)
    return Tried(said, before, _goes_on(city, folder), f"with the backup restored {GOES_ON}")


TRIED: Final[dict[str, Callable[[City, Path], Tried]]] = {
    "an older copy is restored": restored_copy,
    "the storage is moved to a foreign machine": other_hardware,
    "no anchor is left": no_anchor,
    "the anchor is a clone's": other_head,
    "the second anchor's stick is not in its place": no_second_device,
    "the clock starts in 1970": clock_at_1970,
    "the clock jumps 40 days ahead, then behind": clock_jumps,
    "the disk spoils a page": spoilt_page,
    "the newest record is altered": altered_record,
}


def _worked(city: City, folder: Path) -> int:
    with Place.opened(city, folder) as place:
        _work(place, CHEN, DAWEI)
        return len(place.events())


def _work(place: Place, *people: Person) -> None:
    if not _status(place)["day"]["day"]:
        place.open_day()
    for person in people:
        _check_in(place, person)


def _check_in(place: Place, person: Person) -> dict[str, Any]:
    answer = place.kiosk().post(
        "/v1/check-ins", {"scan": place.card(person)}, key=f"tried-{next(_KEYS):016d}"
    )
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


def _status(place: Place) -> dict[str, Any]:
    said: dict[str, Any] = place.browser().get("/v1/status").json()
    return said


def _refused(
    city: City, folder: Path, under: AbstractContextManager[Any] | None = None
) -> tuple[tuple[str, ...], int]:
    """What the screens of a site that writes nothing say, and how many records it holds."""
    with under or nullcontext(), Place.opened(city, folder) as place:
        return _refusal(place), place.read(_count)


def _refusal(place: Place) -> tuple[str, ...]:
    code = _status(place)["refusal"]
    answer = place.kiosk().post(
        "/v1/check-ins", {"scan": place.card(LAN)}, key=f"tried-{next(_KEYS):016d}"
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "site_not_writing")
    assert answer.json()["reason"] == code
    return KIOSK_CANNOT, f"officer/stop.title.{code}"


def _untrusted_clock(place: Place) -> tuple[str, ...]:
    assert _status(place)["clock"]["trust"] == "none"
    return ("officer/desk.clock_untrusted",)


def _goes_on(city: City, folder: Path) -> int:
    """How many records there are now, in a site that writes again and proves itself."""
    with Place.opened(city, folder) as place:
        held = len(place.events())
        _check_in(place, LAN if not _is_inside(place, LAN) else NENG_PO)
        proof = place.read(lambda session: verify_site(session, place.site.identity, rebuild=True))
        assert proof.holds, proof.flaws
    return held


def _count(session: Session) -> int:
    return len(list(all_events(session)))


def _is_inside(place: Place, person: Person) -> bool:
    entered = place.events("checkin.entered")
    return any(event.data["member"] == person.number for event in entered)
