"""23:59 → 00:01: the day turns between two people, and nobody is counted on the wrong one."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from service import site_app
from service.checkin.store import totals_of_day
from service.desk import Desk
from service.kit.clock import Trust
from service.open_site import open_site
from service.vocabulary import TradeDay
from tests.asking import code_of
from tests.builders import TODAY, Place, settings_of
from tests.declarations.port import (
    CASHEW,
    DECLARATIONS,
    come_in,
    declare,
    grant,
    publish_pack,
    saying,
    value_left,
)
from tests.fake_machine import Machine
from tests.people import CHEN, DAWEI, OFFICER, SUPERVISOR
from tests.policies.packs import said_in

TOMORROW = TradeDay("2026-11-25")
CHECK_IN = "/v1/check-ins"
UNTIL_2359 = 14 * 3600 + 59 * 60
"""From 09:00, when tests begin, in Dongxing's own time."""


def turn_the_page(place: Place) -> None:
    """What the service looks at every few seconds."""
    witnesses = place.app.state.day_witnesses
    turner = site_app.day_turner(place.site, witnesses)
    place.runner.run(place.desk.database.write(turner))


def test_2359_to_0001(place: Place) -> None:
    place.machine.wait(UNTIL_2359)
    late = place.kiosk().post(CHECK_IN, {"member": CHEN.number}).json()
    turn_the_page(place)
    assert late["day"] == TODAY

    place.machine.wait(120)
    still = place.kiosk().post(CHECK_IN, {"member": DAWEI.number}).json()
    assert still["day"] == TODAY, "until the page is turned, the day that is open counts"
    turn_the_page(place)
    early = place.kiosk().post(CHECK_IN, {"member": CHEN.number}).json()
    assert (early["day"], early["turn"]["number"]) == (TOMORROW, "P001")

    closed, opened = place.events("day")[-2:]
    assert closed.data["totals"]["entered"] == 2
    assert (closed.day, opened.day) == (TODAY, TOMORROW)
    assert (opened.data["automatic"], opened.actor) == (True, None)
    assert opened.name.seq == closed.name.seq + 1, "nothing comes between the days"
    for day, entered in ((TODAY, 2), (TOMORROW, 1)):
        assert place.read(partial(totals_of_day, day=day))["entered"] == entered


def test_who_came_before_midnight_goes_out_after_it(place: Place) -> None:
    place.machine.wait(UNTIL_2359)
    place.kiosk().post(CHECK_IN, {"member": CHEN.number})
    place.machine.wait(120)
    turn_the_page(place)
    left = place.kiosk().post(CHECK_IN, {"member": CHEN.number, "direction": "out"}).json()
    assert (left["outcome"], left["day"]) == ("left_without_entry", TOMORROW)


def test_what_is_declared_at_2359_is_of_that_day_and_at_0001_of_the_next(place: Place) -> None:
    said = said_in("cn")
    said["opening_hours"].update(tue=[["00:00", "24:00"]], wed=[["00:00", "24:00"]])
    publish_pack(place, said)
    grant(place)
    place.machine.wait(UNTIL_2359)
    come_in(place, CHEN)
    late = declare(place.kiosk(), CASHEW)
    assert (late["day"], value_left(place)) == (TODAY, 750_000)

    place.machine.wait(120)
    turn_the_page(place)
    refused = place.kiosk().post(DECLARATIONS, saying(CASHEW))
    assert code_of(refused) == "not_checked_in", "an entry of yesterday does not count today"
    come_in(place, CHEN)
    early = declare(place.kiosk(), CASHEW)
    assert (early["day"], value_left(place)) == (TOMORROW, 750_000)

    path = f"{DECLARATIONS}/{late['reference']}/withdraw"
    too_late = place.signed_in(OFFICER).post(path, {"reason": "mistake"})
    assert code_of(too_late) == "too_late"


@pytest.mark.parametrize("trust", [Trust.RTC, Trust.NONE])
def test_a_clock_that_is_not_synced_turns_no_page(place: Place, trust: Trust) -> None:
    place.machine.wait(24 * 3600)
    place.machine.trust = trust
    turn_the_page(place)
    entered = place.kiosk().post(CHECK_IN, {"member": CHEN.number}).json()
    assert entered["day"] == TODAY
    station = place.signed_in(SUPERVISOR, step_up=True)
    station.post("/v1/day/close")
    opened = station.post("/v1/day/open", {"day": TOMORROW})
    assert opened.json()["day"] == TOMORROW


def test_the_running_service_turns_the_page_by_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_app, "DAY_CHECKED_EVERY_SECONDS", 0.01)
    machine = Machine()
    settings = settings_of(folder, day_opens_itself=True)

    async def run_over_midnight() -> list[str | None]:
        app = site_app.app_of(open_site(settings, clock=machine.clock()))
        desk: Desk = app.state.desk
        days: list[str | None] = []
        async with app.router.lifespan_context(app):
            for _ in range(2):
                while (day := await desk.database.read(desk.open_day)) in days or day is None:
                    await asyncio.sleep(0.01)
                days.append(day)
                machine.wait(24 * 3600)
        return days

    assert asyncio.run(run_over_midnight()) == [TODAY, TOMORROW]
