"""The clock is back at 1970 after a power cut: time goes on from what the journal bears out."""

import pytest

from service import site_app
from service.kit.clock import Trust
from tests.asking import code_of
from tests.builders import TODAY, Place
from tests.people import CHEN, DAWEI, SUPERVISOR

CHECK_IN = "/v1/check-ins"
TOMORROW = "2026-11-25"


def power_cut(place: Place, *, wall_ms: int = 0) -> None:
    """The machine starts again; its clock shows ``wall_ms`` and nobody stands for it."""
    place.machine.wall_ms, place.machine.since_boot_ms = wall_ms, 20_000
    place.machine.trust = Trust.NONE
    place.restart()


@pytest.mark.parametrize("wall_ms", [0, 946_684_800_000], ids=["1970", "2000"])
def test_clock_back_at_1970_after_a_power_cut(place: Place, wall_ms: int) -> None:
    place.machine.wait(2 * 3600)
    before = place.kiosk().post(CHECK_IN, {"member": CHEN.number}).json()
    power_cut(place, wall_ms=wall_ms)

    # No time is before the newest one that was synced, and the status says who stands for it.
    shown = place.kiosk().get("/v1/status").json()
    assert shown["clock"] == {"now": before["at"], "trust": "none"}
    assert shown["day"]["day"] == TODAY

    # The day that was open goes on; what happens is marked as under a clock nobody stands for.
    place.machine.wait(60)
    after = place.kiosk().post(CHECK_IN, {"member": DAWEI.number}).json()
    assert (after["day"], after["at"]) == (TODAY, before["at"] + 60_000)
    assert place.events("checkin.entered")[-1].moment.trust is Trust.NONE

    # The screens stay paired and the officers' PINs still open.
    assert place.signed_in(SUPERVISOR).get("/v1/day").json()["needs"] == "step_up"


def test_without_a_clock_the_day_turns_only_by_an_officer(place: Place) -> None:
    power_cut(place)
    turner = site_app.day_turner(place.site, place.app.state.day_witnesses)
    place.machine.wait(24 * 3600)
    place.runner.run(place.desk.database.write(turner))
    place.signed_in(SUPERVISOR, step_up=True).post("/v1/day/close")
    station = place.signed_in(SUPERVISOR)
    assert code_of(station.post("/v1/day/open", {"day": TOMORROW})) == "step_up_needed"
    stepped_up = place.signed_in(SUPERVISOR, step_up=True)
    assert stepped_up.post("/v1/day/open", {"day": TOMORROW}).json()["day"] == TOMORROW


def test_a_card_of_today_is_genuine_although_the_clock_is_lost(place: Place) -> None:
    power_cut(place)
    said = place.kiosk().post(CHECK_IN, {"scan": place.card(CHEN)})
    assert said.json()["outcome"] == "entered"


def test_once_the_clock_is_set_again_it_is_believed(place: Place) -> None:
    now_ms = place.machine.wall_ms
    power_cut(place)
    place.machine.wall_ms, place.machine.trust = now_ms + 3_600_000, Trust.SYNCED
    shown = place.kiosk().get("/v1/status").json()["clock"]
    assert shown == {"now": now_ms + 3_600_000, "trust": "synced"}


def test_a_time_that_only_a_battery_kept_is_no_floor(place: Place) -> None:
    synced_ms = place.machine.wall_ms
    place.machine.trust = Trust.RTC
    place.machine.wait(3600)
    place.kiosk().post(CHECK_IN, {"member": CHEN.number})
    power_cut(place)
    assert place.kiosk().get("/v1/status").json()["clock"]["now"] == synced_ms
