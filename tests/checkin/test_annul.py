"""An officer takes a record back, once, within ten minutes, with a reason from a list."""

import httpx
import pytest

from service.checkin.store import find_inside, totals_of_day
from service.console.verify_site import rebuild_tables
from tests.asking import Browser, code_of
from tests.builders import KIOSK, TODAY, Place
from tests.people import CHEN, DAWEI, LENDER, OFFICER, Person

CHECK_IN = "/v1/check-ins"


def enter(place: Place, who: Person = CHEN) -> str:
    said = place.kiosk().post(CHECK_IN, {"member": who.number})
    assert said.json()["outcome"] == "entered"
    return str(said.json()["reference"])


def leave(place: Place, who: Person = CHEN) -> str:
    said = place.kiosk().post(CHECK_IN, {"member": who.number, "direction": "out"})
    return str(said.json()["reference"])


def annul(station: Browser, reference: str, reason: str = "test") -> httpx.Response:
    return station.post(f"{CHECK_IN}/{reference}/annul", {"reason": reason})


def is_inside(place: Place, who: Person = CHEN) -> bool:
    return place.read(lambda session: find_inside(session, who.number, TODAY)) is not None


def ticket_states(place: Place) -> dict[str, int]:
    """How many wait, as the display shows it."""
    lanes = place.display().get("/v1/turns").json()["lanes"]
    return {each["lane"]: each["waiting"] for each in lanes if each["waiting"]}


def test_an_annulled_entry_is_as_if_it_had_not_been(place: Place) -> None:
    reference = enter(place)
    assert annul(place.signed_in(OFFICER), reference).json() == {
        "outcome": "annulled",
        "reference": reference,
    }
    assert not is_inside(place)
    assert ticket_states(place) == {}
    assert enter(place) != reference


def test_an_annulled_exit_puts_the_member_inside_again_as_they_came(place: Place) -> None:
    entry = enter(place)
    since = place.machine.wall_ms
    place.machine.wait(60)
    exit_ = leave(place)
    assert not is_inside(place)
    annul(place.signed_in(OFFICER), exit_, "wrong_person")
    inside = place.read(lambda session: find_inside(session, CHEN.number, TODAY))
    assert inside == (since, KIOSK, entry)


def test_who_leaves_no_longer_waits_in_the_queue(place: Place) -> None:
    enter(place)
    enter(place, DAWEI)
    leave(place)
    assert ticket_states(place) == {"person": 1}
    called = place.signed_in(OFFICER).post("/v1/turns/call", {"lane": "person"}).json()
    assert called["member"]["member"] == DAWEI.number


def test_who_has_not_left_after_all_waits_again_in_the_old_place(place: Place) -> None:
    enter(place)
    enter(place, DAWEI)
    station = place.signed_in(OFFICER)
    annul(station, leave(place))
    assert ticket_states(place) == {"person": 2}
    called = station.post("/v1/turns/call", {"lane": "person"}).json()
    assert (called["number"], called["member"]["member"]) == ("P001", CHEN.number)


def test_a_ticket_that_was_called_is_not_changed_by_leaving(place: Place) -> None:
    enter(place)
    station = place.signed_in(OFFICER)
    station.post("/v1/turns/call", {"lane": "person"})
    annul(station, leave(place))
    assert ticket_states(place) == {}
    assert station.post("/v1/turns/P001/finish", {"result": "served"}).status_code == 200


def test_an_exit_is_not_undone_over_a_new_entry(place: Place) -> None:
    enter(place)
    exit_ = leave(place)
    anew = enter(place)
    annul(place.signed_in(OFFICER), exit_)
    inside = place.read(lambda session: find_inside(session, CHEN.number, TODAY))
    assert inside is not None and inside.reference == anew
    assert ticket_states(place) == {"person": 1}


def test_an_exit_from_an_annulled_entry_is_not_undone_into_it(place: Place) -> None:
    station = place.signed_in(OFFICER)
    entry, exit_ = enter(place), leave(place)
    annul(station, entry)
    annul(station, exit_)
    assert not is_inside(place)
    assert ticket_states(place) == {}


def test_an_exit_without_entry_is_annulled_and_puts_nobody_inside(place: Place) -> None:
    annul(place.signed_in(OFFICER), leave(place))
    assert not is_inside(place)


def test_an_older_entry_that_is_annulled_leaves_the_newer_one(place: Place) -> None:
    first = enter(place)
    leave(place)
    enter(place)
    annul(place.signed_in(OFFICER), first)
    assert is_inside(place)


def test_annulled_records_are_counted_apart(place: Place) -> None:
    station = place.signed_in(OFFICER)
    annul(station, enter(place))
    enter(place, DAWEI)
    assert place.read(lambda session: totals_of_day(session, TODAY)) == {
        "entered": 1,
        "left": 0,
        "inside": 1,
        "refused": 0,
        "annulled": 1,
    }
    newest, annulled = station.get(CHECK_IN).json()["items"]
    assert (annulled["outcome"], annulled["annullable_until"]) == ("annulled", None)
    assert newest["outcome"] == "entered"


@pytest.mark.parametrize("reason", ["wrong_person", "wrong_direction", "test", "other"])
def test_the_reason_is_from_a_list_and_in_the_record(place: Place, reason: str) -> None:
    reference = enter(place)
    annul(place.signed_in(OFFICER), reference, reason)
    [event] = place.events("checkin.annulled")
    assert event.data == {"record": reference, "reason": reason}
    assert event.actor == OFFICER.officer


def test_no_reason_of_ones_own_is_taken(place: Place) -> None:
    said = annul(place.signed_in(OFFICER), enter(place), "他是我的朋友")
    assert (said.status_code, code_of(said)) == (422, "validation_failed")


def test_after_ten_minutes_it_is_too_late(place: Place) -> None:
    first, second = enter(place), enter(place, DAWEI)
    place.machine.wait(600)
    station = place.signed_in(OFFICER)
    assert annul(station, first).status_code == 200
    place.machine.wait(0.001)
    said = annul(station, second)
    assert (said.status_code, code_of(said)) == (409, "annul_too_late")
    assert is_inside(place, DAWEI)


def test_a_record_is_taken_back_once(place: Place) -> None:
    reference, station = enter(place), place.signed_in(OFFICER)
    annul(station, reference)
    said = annul(station, reference)
    assert (said.status_code, code_of(said)) == (409, "already_annulled")
    assert len(place.events("checkin.annulled")) == 1


@pytest.mark.parametrize(
    "reference",
    ["S01.00000000.1", "nonsense", "S01.00000000.99999999999999999999", "a.b.c", "S01.%20.1"],
)
def test_what_was_never_recorded_is_not_taken_back(place: Place, reference: str) -> None:
    said = annul(place.signed_in(OFFICER), reference)
    assert (said.status_code, code_of(said)) == (409, "unknown_reference")


def test_a_record_of_another_site_is_not_ours_to_take_back(place: Place) -> None:
    said = annul(place.signed_in(OFFICER), enter(place).replace("S01", "S02"))
    assert code_of(said) == "unknown_reference"


def test_a_refused_scan_and_an_event_of_another_kind_are_no_records(place: Place) -> None:
    place.kiosk().post(CHECK_IN, {"member": LENDER.number})
    station = place.signed_in(OFFICER)
    for event in (place.events("scan.refused")[0], place.events("day.opened")[0]):
        assert code_of(annul(station, str(event.name))) == "unknown_reference"


def test_all_this_is_the_same_after_a_rebuild(place: Place) -> None:
    station = place.signed_in(OFFICER)
    enter(place)
    annul(station, leave(place))
    annul(station, enter(place, DAWEI))
    leave(place)
    assert [proof.table for proof in place.read(rebuild_tables) if not proof.equal] == []
