"""The turn queue: numbers by lane, calls in order, waits as measured; it names nobody."""

from typing import Any

import httpx
import pytest

from tests.asking import Browser, code_of, codes_of
from tests.builders import STATION, TODAY, Place
from tests.people import CHEN, DAWEI, LAN, NENG_PO, OFFICER, Person

TURNS = "/v1/turns"


def enter(place: Place, who: Person, lane: str = "person") -> dict[str, Any]:
    said = place.kiosk().post("/v1/check-ins", {"member": who.number, "lane": lane})
    assert said.status_code == 201
    return dict(said.json()["turn"])


def call(station: Browser, lane: str = "person") -> httpx.Response:
    return station.post(f"{TURNS}/call", {"lane": lane})


def finish(station: Browser, number: str, result: str = "served") -> httpx.Response:
    return station.post(f"{TURNS}/{number}/finish", {"result": result})


def lanes(place: Place) -> dict[str, tuple[int, int | None]]:
    shown = place.display().get(TURNS).json()["lanes"]
    return {each["lane"]: (each["waiting"], each["wait_seconds"]) for each in shown}


def test_each_lane_counts_for_itself(place: Place) -> None:
    given = [enter(place, who, lane) for who, lane in ((CHEN, "person"), (DAWEI, "goods"))]
    given.append(enter(place, LAN, "person"))
    assert [(each["number"], each["ahead"]) for each in given] == [
        ("P001", 0),
        ("G001", 0),
        ("P002", 1),
    ]
    assert lanes(place) == {
        "person": (2, None),
        "goods": (1, None),
        "green": (0, None),
        "help": (0, None),
    }


def test_numbers_begin_anew_each_day(place: Place) -> None:
    enter(place, CHEN)
    closed = {"day": TODAY, "head": "", "day_key": None}
    place.do(lambda act: act.record("day.closed", {**closed, "totals": {}}))
    place.open_day("2026-11-25")
    assert enter(place, DAWEI)["number"] == "P001"
    assert lanes(place)["person"] == (1, None)


def test_who_waited_longest_is_called_first(place: Place) -> None:
    station = place.signed_in(OFFICER)
    for who in (CHEN, DAWEI):
        enter(place, who)
    first = call(station).json()
    assert (first["number"], first["lane"]) == ("P001", "person")
    assert first["member"]["member"] == CHEN.number
    assert first["reference"] == str(place.events("checkin.entered")[0].name)
    assert call(station).json()["number"] == "P002"
    said = call(station)
    assert (said.status_code, code_of(said)) == (409, "nobody_waiting")


def test_a_ticket_tells_how_many_wait_however_the_queue_has_moved(place: Place) -> None:
    station = place.signed_in(OFFICER)
    told = [enter(place, who)["ahead"] for who in (CHEN, DAWEI)]
    call(station)
    told.append(enter(place, LAN)["ahead"])
    finish(station, "P001", "served")
    call(station)
    told.append(enter(place, NENG_PO)["ahead"])
    assert told == [0, 1, 1, 1]
    assert lanes(place)["person"][0] == 2


def test_somebody_whom_the_machine_could_not_serve_takes_a_ticket_for_help(place: Place) -> None:
    said = place.kiosk().post(TURNS, {"lane": "help"})
    assert (said.status_code, said.json()["number"]) == (201, "H001")
    called = call(place.signed_in(OFFICER), "help").json()
    assert (called["number"], called["member"], called["reference"]) == ("H001", None, None)


def test_waiting_time_is_measured_and_told(place: Place) -> None:
    station = place.signed_in(OFFICER)
    for who, minutes in ((CHEN, 2), (DAWEI, 4), (LAN, 6)):
        enter(place, who)
        for _ in range(minutes):
            place.machine.wait(60)
            station.post("/v1/session/touch")
        call(station)
    assert lanes(place)["person"] == (0, 4 * 60)
    assert enter(place, NENG_PO)["wait_seconds"] == 4 * 60


@pytest.mark.parametrize("result", ["served", "absent"])
def test_a_called_ticket_is_finished_once(place: Place, result: str) -> None:
    station = place.signed_in(OFFICER)
    enter(place, CHEN)
    call(station)
    said = finish(station, "P001", result).json()
    assert (said["number"], said["member"]["member"]) == ("P001", CHEN.number)
    assert code_of(finish(station, "P001", result)) == "ticket_not_called"
    [event] = place.events("turn.finished")
    assert event.data == {"lane": "person", "number": 1, "result": result}


def test_a_ticket_is_finished_only_after_it_was_called(place: Place) -> None:
    enter(place, CHEN)
    assert code_of(finish(place.signed_in(OFFICER), "P001")) == "ticket_not_called"


@pytest.mark.parametrize("number", ["P009", "X001", "001", "P" + "9" * 30, "%20"])
def test_a_ticket_that_nobody_took_is_unknown(place: Place, number: str) -> None:
    said = finish(place.signed_in(OFFICER), number)
    assert (said.status_code, code_of(said)) == (409, "unknown_ticket")


def test_the_display_shows_the_newest_calls_first_and_names_nobody(place: Place) -> None:
    station = place.signed_in(OFFICER)
    for who in (CHEN, DAWEI):
        enter(place, who)
        call(station)
        place.machine.wait(30)
    shown = place.display().get(TURNS).json()["calls"]
    assert [(each["number"], each["lane"], each["counter"]) for each in shown] == [
        ("P002", "person", STATION),
        ("P001", "person", STATION),
    ]
    assert all(each.keys() == {"number", "lane", "counter", "at"} for each in shown)


def test_a_display_shows_eight_calls_at_most(place: Place) -> None:
    station, kiosk = place.signed_in(OFFICER), place.kiosk()
    for _ in range(9):
        kiosk.post(TURNS, {"lane": "green"})
        call(station, "green")
    assert len(place.display().get(TURNS).json()["calls"]) == 8


def test_nobody_draws_tickets_without_end(place: Place) -> None:
    kiosk = place.kiosk()
    said = [kiosk.post(TURNS, {"lane": "help"}) for _ in range(11)]
    assert [each.status_code for each in said] == [201] * 10 + [429]


def test_with_no_day_open_there_is_no_queue(closed_place: Place) -> None:
    station = closed_place.signed_in(OFFICER)
    taken = closed_place.kiosk().post(TURNS, {"lane": "help"})
    asked = [taken, call(station), finish(station, "P001")]
    assert codes_of(asked) == ["day_not_open"] * 3
    assert closed_place.display().get(TURNS).json() == {"lanes": [], "calls": []}


def test_an_annulled_entry_gives_its_ticket_up(place: Place) -> None:
    enter(place, CHEN)
    station = place.signed_in(OFFICER)
    reference = place.events("checkin.entered")[0].name
    station.post(f"/v1/check-ins/{reference}/annul", {"reason": "test"})
    assert code_of(call(station)) == "nobody_waiting"
    assert enter(place, DAWEI)["number"] == "P002", "its number is not given again"
