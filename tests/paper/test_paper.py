"""Slips are keyed one by one, each once, and a phase ends when none is missing."""

from typing import Any

import httpx
import pytest

from service.checkin.store import find_inside, totals_of_day
from service.console.verify_site import rebuild_tables
from service.vocabulary import TradeDay
from tests.asking import Browser, code_of
from tests.builders import TODAY, Place
from tests.people import CHEN, DAWEI, LENDER, NOBODY, OFFICER, Person

PHASES, SLIPS = "/v1/paper/phases", "/v1/paper/slips"
YESTERDAY = TradeDay("2026-11-23")


def hand_out(station: Browser, first: int = 1, last: int = 5, day: str = TODAY) -> httpx.Response:
    body = {"first": first, "last": last, "day": day, "reason": "kiosk_down"}
    return station.post(PHASES, body)


def key(station: Browser, serial: int, who: Person, **others: Any) -> httpx.Response:
    """Key a slip; it is nine o'clock in the morning at Dongxing when tests begin."""
    body = {"serial": serial, "member": who.number, "direction": "in", "time": "08:30"}
    return station.post(SLIPS, {**body, **others})


def void(station: Browser, first: int, last: int, reason: str = "unused") -> httpx.Response:
    return station.post(f"{SLIPS}/void", {"first": first, "last": last, "reason": reason})


def is_inside(place: Place, who: Person, day: TradeDay = TODAY) -> bool:
    return place.read(lambda session: find_inside(session, who.number, day)) is not None


@pytest.fixture
def station(place: Place) -> Browser:
    return place.signed_in(OFFICER)


def test_a_slip_is_recorded_now_and_its_time_is_a_claim(place: Place, station: Browser) -> None:
    hand_out(station)
    said = key(station, 2, CHEN)
    assert said.status_code == 201
    assert said.json()["phase"]["missing"] == [1, 3, 4, 5]
    [event] = place.events("paper.keyed")
    assert event.moment.at_ms == place.machine.wall_ms
    assert event.moment.at_ms - event.data["claimed_at"] == 30 * 60 * 1000
    assert (event.data["capture_mode"], event.data["presence"]) == ("paper", "officer_attested")
    assert is_inside(place, CHEN)
    [item] = station.get("/v1/check-ins").json()["items"]
    assert (item["outcome"], item["paper_serial"], item["turn"]) == ("entered", 2, None)
    assert item["claimed_at"] == event.data["claimed_at"]


def test_a_serial_stands_for_one_slip(station: Browser) -> None:
    hand_out(station)
    assert key(station, 1, CHEN).status_code == 201
    assert code_of(key(station, 1, DAWEI)) == "paper_serial_used"
    assert code_of(key(station, 6, DAWEI)) == "paper_serial_unknown"
    assert void(station, 2, 2, "spoiled").json()["serials"] == [2]
    assert code_of(key(station, 2, DAWEI)) == "paper_serial_used"
    assert code_of(hand_out(station, 5, 9)) == "paper_range_used"
    assert hand_out(station, 6, 9).status_code == 201


def test_only_members_are_keyed_and_no_time_that_has_not_come(station: Browser) -> None:
    hand_out(station)
    assert code_of(key(station, 1, CHEN, member=NOBODY)) == "unknown_member"
    assert code_of(key(station, 1, CHEN, member=CHEN.number + 1)) == "unknown_member"
    assert code_of(key(station, 1, CHEN, time="09:01")) == "paper_time_ahead"
    assert code_of(key(station, 1, CHEN, time="24:00")) == "validation_failed"
    assert code_of(hand_out(station, 20, 21, "2026-02-30")) == "paper_day_wrong"


def test_who_ought_not_to_have_come_is_recorded_and_remarked_upon(
    place: Place, station: Browser
) -> None:
    hand_out(station)
    assert key(station, 1, LENDER).json()["remark"] == "suspended"
    assert key(station, 2, CHEN).json()["remark"] is None
    assert [event.data["remark"] for event in place.events("paper.keyed")] == ["suspended", None]
    assert is_inside(place, LENDER)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_in_whatever_order_slips_are_keyed_who_left_is_outside(
    place: Place, station: Browser, order: tuple[int, int]
) -> None:
    hand_out(station)
    slips: dict[int, dict[str, str]] = {
        1: {"direction": "in", "time": "08:10"},
        2: {"direction": "out", "time": "08:40"},
    }
    for serial in order:
        key(station, serial, CHEN, **slips[serial])
    assert not is_inside(place, CHEN)


def test_a_slip_from_before_does_not_put_inside_who_has_left_since(place: Place) -> None:
    kiosk = place.kiosk()
    said = kiosk.post("/v1/check-ins", {"member": CHEN.number, "direction": "out"})
    assert said.json()["outcome"] == "left_without_entry"
    station = place.signed_in(OFFICER)
    hand_out(station)
    key(station, 1, CHEN)
    assert not is_inside(place, CHEN)


def test_slips_of_yesterday_count_for_yesterday(place: Place, station: Browser) -> None:
    hand_out(station, day=YESTERDAY)
    key(station, 1, CHEN, time="17:00")
    of_day = place.read(lambda session: totals_of_day(session, YESTERDAY))
    assert (of_day["entered"], of_day["inside"]) == (1, 1)
    assert place.read(lambda session: totals_of_day(session, TODAY))["entered"] == 0
    assert place.kiosk().post("/v1/check-ins", {"member": CHEN.number}).status_code == 201
    key(station, 2, CHEN, time="18:00", direction="out")
    assert is_inside(place, CHEN), "leaving yesterday does not undo coming today"


def test_what_was_keyed_wrongly_is_annulled_and_keyed_again(place: Place, station: Browser) -> None:
    hand_out(station)
    reference = key(station, 1, CHEN).json()["reference"]
    annulled = station.post(f"/v1/check-ins/{reference}/annul", {"reason": "wrong_person"})
    assert annulled.status_code == 200
    assert not is_inside(place, CHEN)
    assert key(station, 1, DAWEI).status_code == 201
    assert code_of(key(station, 1, DAWEI)) == "paper_serial_used"


def test_an_annulled_exit_on_paper_leaves_the_member_inside(place: Place, station: Browser) -> None:
    hand_out(station)
    key(station, 1, CHEN, time="08:10")
    exit_ = key(station, 2, CHEN, time="08:40", direction="out").json()["reference"]
    station.post(f"/v1/check-ins/{exit_}/annul", {"reason": "wrong_person"})
    assert is_inside(place, CHEN)


def test_a_phase_closes_when_no_slip_is_missing(place: Place, station: Browser) -> None:
    phase = hand_out(station).json()["reference"]
    key(station, 1, CHEN)
    assert code_of(station.post(f"{PHASES}/{phase}/close")) == "paper_serials_missing"
    assert void(station, 1, 5).json()["serials"] == [2, 3, 4, 5]
    assert code_of(void(station, 1, 5)) == "paper_nothing_missing"
    closed = station.post(f"{PHASES}/{phase}/close").json()
    assert (closed["keyed"], closed["voided"], closed["missing"]) == (1, 4, [])
    assert code_of(station.post(f"{PHASES}/{phase}/close")) == "paper_phase_closed"
    assert code_of(station.post(f"{PHASES}/S01.00000000.1/close")) == "paper_phase_unknown"
    assert code_of(void(station, 2, 2)) == "paper_serial_unknown"
    [shown] = station.get(PHASES).json()["items"]
    assert shown["closed_at"] == place.machine.wall_ms


def test_slips_of_two_phases_are_not_voided_at_once(station: Browser) -> None:
    hand_out(station, 1, 5)
    hand_out(station, 6, 9)
    assert code_of(void(station, 4, 7)) == "paper_serial_unknown"


def test_paper_is_made_again_from_the_journal(place: Place, station: Browser) -> None:
    phase = hand_out(station).json()["reference"]
    key(station, 1, CHEN)
    void(station, 2, 5, "lost")
    station.post(f"{PHASES}/{phase}/close")
    assert [proof.table for proof in place.read(rebuild_tables) if not proof.equal] == []
