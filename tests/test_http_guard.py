"""Every request keeps to host, origin and size, and every answer carries the same headers."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from service.http_guard import BODY_LIMIT, HEADERS, UPLOAD_LIMIT, HttpGuard
from tests.asking import Browser, code_of
from tests.builders import Place
from tests.people import CHEN


def ask(browser: Browser, **headers: str) -> httpx.Response:
    return browser.place.runner.run(browser.client.get("/healthz", headers=headers))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8080", "LOCALHOST", "[::1]:8080"])
def test_the_site_answers_to_its_own_names(place: Place, host: str) -> None:
    assert ask(place.browser(), host=host).status_code == 200


@pytest.mark.parametrize("host", ["", "evil.example", "127.0.0.1.evil.example", "[::2]"])
def test_a_request_for_another_host_is_refused(place: Place, host: str) -> None:
    """A page elsewhere may have its name resolve to this machine."""
    said = ask(place.browser(), host=host)
    assert (said.status_code, code_of(said)) == (421, "unknown_host")


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]"])
def test_the_sites_own_pages_may_ask(place: Place, origin: str) -> None:
    assert ask(place.browser(), origin=origin).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://", "http://["])
def test_a_page_from_elsewhere_may_not_ask(place: Place, origin: str) -> None:
    said = ask(place.browser(), origin=origin)
    assert (said.status_code, code_of(said)) == (403, "foreign_origin")


# --- Size ---


@pytest.mark.parametrize("path", ["/v1/check-ins", "/v1/session", "/v1/terminals/pair"])
def test_a_body_over_64_kib_is_refused(place: Place, path: str) -> None:
    said = place.kiosk().send(path, b"{" + b" " * BODY_LIMIT)
    assert (said.status_code, code_of(said)) == (413, "body_too_large")


def test_a_body_of_64_kib_is_read(place: Place) -> None:
    body = b'{"member": %d}' % CHEN.number
    said = place.kiosk().send("/v1/check-ins", body.ljust(BODY_LIMIT), kind="application/json")
    assert said.status_code == 201


def test_an_announced_size_is_refused_before_anything_is_read() -> None:
    said = answer_to("/v1/feeds/pages", [(b"content-length", b"%d" % (UPLOAD_LIMIT + 1))])
    assert said["status"] == 413
    assert answer_to("/v1/roster", [(b"content-length", b"-1")])["status"] == 413


def answer_to(path: str, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    """The first message that the guard alone sends."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def never(*_: Any) -> Any:
        raise AssertionError("nothing behind the guard is asked")

    scope = {"type": "http", "path": path, "headers": [(b"host", b"localhost"), *headers]}
    guard = HttpGuard(never, allowed_hosts=("localhost",))
    asyncio.run(guard(scope, never, send))
    return dict(sent[0])


@pytest.mark.parametrize("path", ["/v1/check-ins", "/v1/check-ins/peek", "/v1/day/close"])
def test_a_body_whose_size_nobody_announced_is_cut_off(place: Place, path: str) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1024 + 1):
            yield b" " * 1024

    client = place.kiosk().client
    said = place.runner.run(client.post(path, content=endless()))
    assert (said.status_code, code_of(said)) == (413, "body_too_large")


def test_a_list_of_the_office_may_be_larger(place: Place) -> None:
    said = place.console().send("/v1/feeds/pages", b"x" * (BODY_LIMIT + 1))
    assert (said.status_code, code_of(said)) == (409, "unreadable")


# --- Headers ---


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/healthz", {}),
        ("/v1/day", {}),
        ("/v1/nothing-here", {}),
        ("/officer/", {}),
        ("/healthz", {"host": "evil.example"}),
    ],
)
def test_every_answer_tells_browsers_what_they_may_do(
    place: Place, path: str, headers: dict[str, str]
) -> None:
    said = place.runner.run(place.browser().client.get(path, headers=headers))
    assert {name: said.headers[name] for name in HEADERS} == HEADERS


def test_only_the_kiosk_may_ask_for_a_camera(place: Place) -> None:
    said = place.runner.run(place.browser().client.get("/kiosk/"))
    others = {**HEADERS, "permissions-policy": "camera=(self), microphone=(), geolocation=()"}
    assert {name: said.headers[name] for name in HEADERS} == others


def test_scripts_come_from_here_alone() -> None:
    policy = HEADERS["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy and "script-src" not in policy


def test_what_is_not_http_passes_through() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    guard = HttpGuard(app, allowed_hosts=())
    asyncio.run(guard({"type": "lifespan"}, None, None))  # type: ignore[arg-type]  # not called
    assert seen == ["lifespan"]
