"""A scan reaches the page of its terminal and nobody else; a slip its printer; nothing is kept."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from structlog.testing import capture_logs

from service.devices import relay, routes
from service.devices.rules import PrintOutcome
from service.route_guards import guard_of
from tests.asking import Browser, code_of
from tests.builders import KIOSK, STATION, Place
from tests.devices.slips import a_slip
from tests.devices.streams import listening
from tests.devices.strokes import HOSTILE
from tests.people import OFFICER, SUPERVISOR

CODE = "TC1CANARY234"


def token(place: Place, terminal: str = KIOSK) -> str:
    return str(place.console().get(f"/v1/terminals/{terminal}/devices").json()["token"])


def devices(place: Place, shown: str | None = None) -> Browser:
    """The devices process beside the kiosk."""
    beside = Browser(place)
    beside.client.headers["Authorization"] = f"Devices {shown or token(place)}"
    return beside


def cookie(place: Place, role: str) -> dict[str, str]:
    return {"cookie": f"twogate_terminal={place.city.cookies[role]}"}


def by_devices(place: Place) -> dict[str, str]:
    return {"authorization": f"Devices {token(place)}"}


def send(browser: Browser, path: str, body: dict[str, Any]) -> Coroutine[Any, Any, httpx.Response]:
    """Post while a stream is open, in the same event loop."""
    headers = {"Idempotency-Key": next(browser.place.keys)}
    return browser.client.post(path, json=body, headers=headers)


# --- scans ---


def test_a_scan_reaches_the_page_of_its_terminal(place: Place) -> None:
    beside, headers = devices(place), cookie(place, "kiosk")

    async def scene() -> None:
        async with listening(place, "/v1/scans/stream", headers) as page:
            assert page.status == 200
            assert page.headers["content-type"].startswith("text/event-stream")
            assert page.headers["cache-control"] == "no-store"
            assert (await send(beside, "/v1/scans", {"scan": CODE})).json() == {"pages": 1}
            assert await page.data("scan") == CODE

    place.runner.run(scene())


def test_it_reaches_no_other_terminal(place: Place) -> None:
    beside = devices(place)

    async def scene() -> None:
        station = listening(place, "/v1/scans/stream", cookie(place, "station"))
        kiosk = listening(place, "/v1/scans/stream", cookie(place, "kiosk"))
        async with station as others, kiosk as ours:
            await send(beside, "/v1/scans", {"scan": CODE})
            assert await ours.data("scan") == CODE
            assert others.is_silent

    place.runner.run(scene())


def test_without_a_page_a_scan_is_gone_and_nobody_hears_it_later(place: Place) -> None:
    beside = devices(place)

    async def scene() -> None:
        assert (await send(beside, "/v1/scans", {"scan": CODE})).json() == {"pages": 0}
        async with listening(place, "/v1/scans/stream", cookie(place, "kiosk")) as page:
            assert page.is_silent
        assert (await send(beside, "/v1/scans", {"scan": CODE})).json() == {"pages": 0}

    place.runner.run(scene())


def test_a_page_that_was_slow_hears_the_latest_only() -> None:
    async def scene() -> None:
        between = relay.Relay()
        with between.page(KIOSK) as slot:
            for scan in ("TC1FIRST", "TC1SECOND", "TC1LATEST"):
                between.hand_in(KIOSK, scan)
            assert await slot.take() == "TC1LATEST"
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(slot.take(), 0.02)

    asyncio.run(scene())


def test_what_is_no_scan_reaches_nobody_and_is_not_repeated(place: Place) -> None:
    beside = devices(place)

    async def scene() -> None:
        async with listening(place, "/v1/scans/stream", cookie(place, "kiosk")) as page:
            for name, text in HOSTILE.items():
                refused = await send(beside, "/v1/scans", {"scan": text})
                assert (refused.status_code, code_of(refused)) == (422, "validation_failed"), name
                assert not text or text not in refused.text
                assert page.is_silent, name

    place.runner.run(scene())


def test_a_scan_is_written_down_nowhere(place: Place) -> None:
    beside, before = devices(place), len(place.events())

    async def scene() -> None:
        async with listening(place, "/v1/scans/stream", cookie(place, "kiosk")) as page:
            for _ in range(3):
                await send(beside, "/v1/scans", {"scan": CODE})
                await page.data("scan")
            await send(beside, "/v1/scans", {"scan": f"{CODE}<"})

    with capture_logs() as logged:
        place.runner.run(scene())
    assert CODE not in str(logged)
    assert len(place.events()) == before
    assert CODE not in place.console().get("/metrics").text
    stored = [path for path in place.folder.rglob("*") if path.is_file()]
    assert stored
    assert [path for path in stored if CODE.encode() in path.read_bytes()] == []


def test_a_silent_stream_says_that_it_lives(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "PULSE_SECONDS", 0.02)

    async def scene() -> None:
        async with listening(place, "/v1/scans/stream", cookie(place, "kiosk")) as page:
            assert (await page.piece()).startswith(":")
            assert (await page.piece()).startswith(":")

    place.runner.run(scene())


def test_a_stream_ends_when_the_site_stops(place: Place) -> None:
    async def scene() -> None:
        stopping = asyncio.Event()
        headers = cookie(place, "kiosk")
        async with listening(place, "/v1/scans/stream", headers, stopping=stopping) as page:
            stopping.set()
            assert (await page.piece()).startswith(":")
            assert await page.piece() == ""

    place.runner.run(scene())


# --- slips ---


def test_a_slip_is_printed_and_the_page_is_told(place: Place) -> None:
    kiosk, beside, headers = place.kiosk(), devices(place), by_devices(place)

    async def scene() -> httpx.Response:
        async with listening(place, "/v1/prints/stream", headers) as printer:
            asking = asyncio.ensure_future(send(kiosk, "/v1/prints", wish()))
            job = json.loads(await printer.data("slip"))
            assert job["site"] == place.desk.identity.names.zh
            assert job["slip"]["turn"] == "P012"
            await send(beside, f"/v1/prints/{job['job']}", {"outcome": "printed"})
            return await asking

    assert place.runner.run(scene()).json() == {"outcome": "printed"}
    assert place.events("print") == []


def wish(**other: Any) -> dict[str, Any]:
    return a_slip(**other).model_dump(mode="json")


def test_a_slip_without_a_time_bears_the_sites(place: Place) -> None:
    kiosk, headers = place.kiosk(), by_devices(place)

    async def scene() -> None:
        async with listening(place, "/v1/prints/stream", headers) as printer:
            asking = asyncio.ensure_future(send(kiosk, "/v1/prints", wish(at=None)))
            job = json.loads(await printer.data("slip"))
            assert job["at"] == place.machine.wall_ms
            asking.cancel()

    place.runner.run(scene())


def test_a_kiosk_without_a_printer_is_told_so_at_once(place: Place) -> None:
    assert place.kiosk().post("/v1/prints", wish()).json() == {"outcome": "no_printer"}


def test_a_printer_that_hangs_is_not_waited_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "PRINT_PATIENCE_SECONDS", 0.05)
    kiosk, beside, headers = place.kiosk(), devices(place), by_devices(place)

    async def scene() -> None:
        async with listening(place, "/v1/prints/stream", headers) as printer:
            asked = await send(kiosk, "/v1/prints", wish())
            assert asked.json() == {"outcome": "failed"}
            job = json.loads(await printer.data("slip"))["job"]
            late = await send(beside, f"/v1/prints/{job}", {"outcome": "printed"})
            assert late.status_code == 200
            again = await send(beside, f"/v1/prints/{job}", {"outcome": "printed"})
            assert (again.status_code, code_of(again)) == (404, "not_found")

    place.runner.run(scene())


def test_a_retry_prints_nothing_anew() -> None:
    async def scene() -> None:
        between = relay.Relay()
        with between.printer(KIOSK) as slot:
            first = asyncio.ensure_future(printing(between, "one and the same key"))
            job = json.loads(await slot.take())["job"]
            retry = asyncio.ensure_future(printing(between, "one and the same key"))
            await asyncio.sleep(0)
            assert between.tell(KIOSK, job, PrintOutcome.PRINTED)
            assert await first is await retry is PrintOutcome.PRINTED
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(slot.take(), 0.02)
            asking = asyncio.ensure_future(printing(between, "another key"))
            assert json.loads(await slot.take())["job"] == job + 1
            asking.cancel()

    asyncio.run(scene())


async def printing(between: relay.Relay, key: str) -> PrintOutcome:
    return await between.print_slip(KIOSK, a_slip(), key=key, site="东兴互市区", at_ms=1)


def test_one_terminal_cannot_answer_for_the_printer_of_another() -> None:
    async def scene() -> None:
        between = relay.Relay()
        with between.printer(KIOSK) as slot:
            asking = asyncio.ensure_future(printing(between, "key"))
            job = json.loads(await slot.take())["job"]
            assert not between.tell(STATION, job, PrintOutcome.PRINTED)
            assert not between.tell(KIOSK, job + 1, PrintOutcome.PRINTED)
            assert between.tell(KIOSK, job, PrintOutcome.NO_PAPER)
            assert await asking is PrintOutcome.NO_PAPER

    asyncio.run(scene())


def test_a_kiosk_cannot_eat_up_the_roll(place: Place) -> None:
    kiosk = place.kiosk()
    said = [kiosk.post("/v1/prints", wish()).status_code for _ in range(31)]
    assert said == [200] * 30 + [429]


@pytest.mark.parametrize("wrong", [{"turn": "P12; reboot"}, {"name": "王小明"}, {"lane": "vip"}])
def test_a_page_prints_no_text_of_its_own(place: Place, wrong: dict[str, str]) -> None:
    refused = place.kiosk().post("/v1/prints", {**wish(), **wrong})
    assert (refused.status_code, code_of(refused)) == (422, "validation_failed")


# --- who may ---

CALLERS: dict[str, Callable[[Place], Browser]] = {
    "stranger": lambda place: place.browser(),
    "wrong token": lambda place: devices(place, f"{KIOSK}.{'0' * 64}"),
    "another's token": lambda place: devices(place, token(place).replace(KIOSK, STATION)),
    "devices": devices,
    "console": lambda place: place.console(),
    "kiosk": lambda place: place.kiosk(),
    "display": lambda place: place.display(),
    "station": lambda place: place.station(),
    "officer": lambda place: place.signed_in(OFFICER),
    "supervisor": lambda place: place.signed_in(SUPERVISOR, step_up=True),
}
WHO_MAY = {
    ("GET", "/v1/terminals/{terminal}/devices"): {"console"},
    ("POST", "/v1/scans"): {"devices"},
    ("POST", "/v1/frames"): {"kiosk", "officer", "supervisor"},
    ("GET", "/v1/scans/stream"): {"kiosk", "station", "officer", "supervisor"},
    ("POST", "/v1/prints"): {"kiosk", "officer", "supervisor"},
    ("GET", "/v1/prints/stream"): {"devices"},
    ("POST", "/v1/prints/{job}"): {"devices"},
}
BODIES: dict[str, dict[str, Any]] = {
    "/v1/scans": {"scan": CODE},
    "/v1/prints": wish(),
    "/v1/prints/{job}": {"outcome": "printed"},
}


def test_the_walk_knows_every_route_of_this_slice() -> None:
    opened = [route for route in routes.router.routes if isinstance(route, APIRoute)]
    assert {
        (method, each.path) for each in opened for method in each.methods or ()
    } == WHO_MAY.keys()
    assert all(guard_of(each) for each in opened)


@pytest.mark.parametrize("caller", CALLERS)
def test_a_caller_gets_in_where_named_and_nowhere_else(place: Place, caller: str) -> None:
    asking = CALLERS[caller](place)
    for (method, path), named in WHO_MAY.items():
        where = path.replace("{terminal}", KIOSK).replace("{job}", "1")
        if path.endswith("stream"):
            got_in = place.runner.run(opens(place, where, asking)) == 200
        else:
            answer = asking.ask(method, where, BODIES.get(path) if method == "POST" else None)
            got_in = answer.status_code not in (401, 403)
        assert got_in is (caller in named), (caller, method, path)


async def opens(place: Place, path: str, asking: Browser) -> int:
    headers = {k: v for k, v in asking.client.headers.items() if k == "authorization"}
    cookies = "; ".join(f"{k}={v}" for k, v in asking.client.cookies.items())
    async with listening(place, path, {**headers, "cookie": cookies}) as stream:
        return stream.status


def test_a_token_opens_no_other_door(place: Place) -> None:
    beside = devices(place)
    for method, path, body in (
        ("GET", "/v1/terminal", None),
        ("GET", "/v1/turns", None),
        ("GET", "/v1/check-ins", None),
        ("GET", "/v1/day", None),
        ("GET", "/v1/session", None),
        ("POST", "/v1/check-ins/peek", {"scan": CODE}),
        ("POST", "/v1/check-ins", {"scan": CODE}),
        ("POST", "/v1/turns", {"lane": "help"}),
        ("POST", "/v1/terminals", {"role": "kiosk", "label": "x"}),
        ("POST", "/v1/feeds/pages", {}),
    ):
        assert beside.ask(method, path, body).status_code in (401, 403), path


def test_a_token_is_the_same_after_a_restart_and_dead_with_its_terminal(place: Place) -> None:
    beside = devices(place)
    place.restart()
    assert beside.post("/v1/scans", {"scan": CODE}).status_code == 200
    revoked = place.console().post(f"/v1/terminals/{KIOSK}/revoke")
    assert revoked.status_code == 200
    assert code_of(beside.post("/v1/scans", {"scan": CODE})) == "terminal_not_paired"
    assert code_of(place.console().get(f"/v1/terminals/{KIOSK}/devices")) == "not_found"


def test_there_is_no_token_for_a_terminal_that_is_none(place: Place) -> None:
    offered = place.console().post("/v1/terminals", {"role": "kiosk", "label": "x"}).json()
    for number in ("T77", offered["terminal"]):
        assert code_of(place.console().get(f"/v1/terminals/{number}/devices")) == "not_found"


def test_a_retry_header_or_a_key_is_asked_for_only_where_paper_is_used(place: Place) -> None:
    beside, kiosk = devices(place), place.kiosk()
    assert beside.ask("POST", "/v1/scans", {"scan": CODE}, key="").status_code == 200
    assert code_of(kiosk.ask("POST", "/v1/prints", wish(), key="")) == "key_missing"
