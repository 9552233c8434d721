"""A running site whose clock is lost, or thrown forward and back: no day and no time follows it."""

import time
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from service.connection import connect
from service.console.site_at_hand import fresh_key
from service.desk import TERMINAL_COOKIE
from service.journal.event import Event
from service.journal.store import all_events
from service.kit.clock import Trust
from service.open_site import database_path
from service.session import Session
from tests.browser.people import People
from tests.browser.site import Site, copy_of
from tests.processes.faults import doomed
from tests.processes.pretended_time import PretendedTime

FORTY_DAYS_MS: Final = 40 * 24 * 3600 * 1000


@pytest.fixture
def people(city: Path) -> People:
    return People(city)


@pytest.fixture
def site(city: Path, tmp_path: Path, people: People) -> Site:
    """A site that had a day's work under a synced clock, and rests."""
    site = copy_of(city, tmp_path / "own")
    with doomed(site):
        check_in(site, paired(site), people.somebody().card)
        site.stop()
    return site


def under(site: Site, file: Path, at_ms: int, *, trust: str) -> PretendedTime:
    """When the site starts next, it is this time, which this much can be trusted."""
    clock = PretendedTime(file)
    clock.set(at_ms)
    site.environment = {**clock.environment, "TWOGATE_CLOCK_TRUST": trust}
    return clock


def paired(site: Site) -> dict[str, str]:
    return {TERMINAL_COOKIE: site.pair("kiosk")["value"]}


def check_in(site: Site, cookies: dict[str, str], card: str) -> dict[str, Any]:
    with httpx.Client(base_url=site.url, cookies=cookies, trust_env=False, timeout=60) as kiosk:
        answer = kiosk.post("/v1/check-ins", json={"scan": card}, headers=fresh_key())
    said: dict[str, Any] = answer.raise_for_status().json()
    return said


def status(site: Site) -> dict[str, Any]:
    said: dict[str, Any] = httpx.get(f"{site.url}/v1/status", trust_env=False).json()
    return said


def events(site: Site) -> list[Event]:
    connection = connect(database_path(site.settings), read_only=True)
    found = [Event.from_bytes(each.bytes) for each in all_events(Session(connection))]
    connection.close()
    return found


def test_a_site_that_starts_in_1970_knows_better(
    site: Site, people: People, tmp_path: Path
) -> None:
    before = events(site)[-1]
    under(site, tmp_path / "clock", 0, trust="synced")
    with doomed(site):
        said = status(site)
        told = check_in(site, paired(site), people.somebody().card)
        assert (said["clock"]["trust"], said["day"]["day"]) == ("none", before.day)
        assert said["clock"]["now"] >= before.moment.at_ms
        assert told["day"] == before.day
    since = events(site)[before.name.seq :]
    assert since and all(each.moment.at_ms >= before.moment.at_ms for each in since)
    assert {each.moment.trust for each in since} == {Trust.NONE}


def test_a_clock_that_jumps_takes_no_day_with_it(
    site: Site, people: People, tmp_path: Path
) -> None:
    before = events(site)[-1]
    now_ms = int(time.time() * 1000)
    clock = under(site, tmp_path / "clock", now_ms, trust="rtc")
    with doomed(site):
        kiosk = paired(site)
        days, shown = [], []
        for at_ms in (now_ms + FORTY_DAYS_MS, 0, now_ms):
            clock.set(at_ms)
            time.sleep(6)  # longer than between two looks at the calendar
            days.append(check_in(site, kiosk, people.somebody().card)["day"])
            shown.append(status(site)["clock"])
    assert days == [before.day] * 3
    assert [each["trust"] for each in shown] == ["rtc", "none", "rtc"]
    assert abs(shown[0]["now"] - now_ms - FORTY_DAYS_MS) < 60_000
    floor = before.moment.at_ms
    assert all(floor <= each["now"] <= now_ms + 60_000 for each in shown[1:])
    assert all(each.moment.at_ms >= floor for each in events(site)[before.name.seq :])
