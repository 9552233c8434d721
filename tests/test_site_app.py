"""The door: what is composed there, what it says of wrong requests, and how it starts and stops."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from service import site_app
from service.database import AlreadyOpen, Database
from service.group_commit import NotWriting
from service.open_site import console_token_path, open_site
from service.site_app import app_of, create_app
from tests.asking import HOST, code_of
from tests.builders import Place, settings_of
from tests.fake_machine import Machine
from tests.people import PIN


def test_a_wrong_body_is_named_field_by_field_and_never_repeated(place: Place) -> None:
    said = place.station().post("/v1/session", {"officer": "x", "pin": PIN, "hint": "my-secret"})
    assert (said.status_code, code_of(said)) == (422, "validation_failed")
    assert said.json()["fields"] == [
        {"field": "body.officer", "reason": "string_pattern_mismatch"},
        {"field": "body.?", "reason": "extra_forbidden"},
    ]
    assert PIN not in said.text and "my-secret" not in said.text


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b'"x"'])
def test_what_is_no_json_object_is_refused(place: Place, content: bytes) -> None:
    said = place.kiosk().send("/v1/check-ins", content, kind="application/json")
    assert said.status_code in (400, 422)
    assert said.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "word"),
    [
        ("GET", "/v1/nothing-here", "not_found"),
        ("GET", "/kiosk/../../pyproject.toml", "not_found"),
        ("PUT", "/v1/status", "method_not_allowed"),
        ("POST", "/kiosk/", "method_not_allowed"),
    ],
)
def test_what_is_not_there_is_said_as_a_problem(
    place: Place, method: str, path: str, word: str
) -> None:
    said = place.browser().ask(method, path)
    assert code_of(said) == word
    assert said.headers["content-type"] == "application/problem+json"


def test_the_pages_are_served_and_the_door_leads_to_the_kiosk(place: Place) -> None:
    browser = place.browser()
    assert browser.get("/").headers["location"] == "/kiosk/"
    for page in ("/kiosk/", "/officer/", "/display/"):
        said = browser.get(page)
        assert (said.status_code, said.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_a_fault_of_the_program_says_nothing_of_the_request(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise LookupError(PIN)

    monkeypatch.setattr("service.site_status.open_day", fail)
    transport = httpx.ASGITransport(app=place.app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url=HOST)
    said = place.runner.run(client.get("/v1/status"))
    assert (said.status_code, code_of(said)) == (500, "fault")
    assert PIN not in said.text


# --- Start and stop ---


def test_a_service_started_and_stopped_gives_the_site_back(folder: Path) -> None:
    settings = settings_of(folder)

    async def start_and_stop() -> None:
        app = create_app(settings)
        with pytest.raises(AlreadyOpen):
            open_site(settings)
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(start_and_stop())
    open_site(settings).close()


def test_the_console_token_is_the_owners_alone_and_new_at_each_start(place: Place) -> None:
    path = console_token_path(place.site.settings)
    before = path.read_text()
    place.restart()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() != before
    assert place.console().get("/v1/feeds/positions").status_code == 200


def test_a_disk_that_is_full_at_midnight_does_not_end_the_keeping_of_days(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_app, "DAY_CHECKED_EVERY_SECONDS", 0.01)
    write = Database.write
    refused: list[Any] = []

    async def full_at_first(database: Database, work: Any) -> Any:
        if len(refused) < 3:
            refused.append(work)
            raise NotWriting("disk full")
        return await write(database, work)

    monkeypatch.setattr(Database, "write", full_at_first)

    async def wait_for_the_day() -> str | None:
        settings = settings_of(folder, day_opens_itself=True)
        app = app_of(open_site(settings, clock=Machine().clock()))
        database, open_day = app.state.desk.database, app.state.desk.open_day
        async with app.router.lifespan_context(app):
            while (day := await database.read(open_day)) is None:
                await asyncio.sleep(0.01)
        return str(day)

    assert asyncio.run(wait_for_the_day()) == "2026-11-24"


# --- How it is ---


def test_the_status_says_what_any_screen_may_know(place: Place) -> None:
    said = place.browser().get("/v1/status").json()
    assert said["site"]["no"] == "S01"
    assert said["clock"] == {"now": place.machine.wall_ms, "trust": "synced"}
    assert (said["day"]["state"], said["writing"]) == ("open", True)
    assert said["sync"]["saved"] == len(place.events())


def test_a_site_is_ready_when_it_can_record(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = place.browser()
    assert browser.get("/readyz").json() == {"status": "ready"}

    async def full(database: Database, work: Any) -> Any:
        raise NotWriting("disk full")

    monkeypatch.setattr(Database, "write", full)
    said = browser.get("/readyz")
    assert (said.status_code, code_of(said)) == (503, "site_not_writing")
    assert browser.get("/healthz").json() == {"status": "alive"}


def test_metrics_name_routes_and_never_a_member(place: Place) -> None:
    station = place.browser()
    station.get("/v1/members/10000004")
    text = station.get("/metrics").text
    assert 'route="/v1/members/{member}"' in text
    assert "10000004" not in text
    assert "twogate_writes 1.0" in text
