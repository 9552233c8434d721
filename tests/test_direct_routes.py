"""The short way of a usual request and the general way of all others come to the same answer."""

import json
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from service.direct_routes import DirectRoutes
from service.http_guard import BODY_LIMIT
from service.site_app import ROUTERS
from tests.asking import code_of
from tests.builders import Place
from tests.people import CHEN, NOBODY

PEEK = "/v1/check-ins/peek"
DIRECT, GENERAL = "application/json", "application/json; charset=utf-8"


def test_what_is_asked_for_most_goes_the_short_way() -> None:
    routes = [route for router in ROUTERS for route in router.routes]
    direct = DirectRoutes(FastAPI(), routes=routes).routes
    assert {("POST", "/v1/check-ins"), ("POST", PEEK)} <= direct.keys()
    assert not any("{" in path for _, path in direct)


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"member": CHEN.number}).encode(),
        json.dumps({"member": NOBODY}).encode(),
        json.dumps({"member": "many"}).encode(),
        json.dumps({"member": CHEN.number, "more": 1}).encode(),
        b'{"member": ',
        b"",
        b"[]",
        b"\xff",
    ],
)
def test_both_ways_come_to_the_same_answer(place: Place, body: bytes) -> None:
    direct, general = (place.kiosk().send(PEEK, body, kind=kind) for kind in (DIRECT, GENERAL))
    assert (direct.status_code, direct.json()) == (general.status_code, general.json())
    assert direct.headers["content-type"] == general.headers["content-type"]


def test_a_body_whose_size_nobody_announced_is_cut_off_on_the_short_way_too(place: Place) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_LIMIT // 1024 + 1):
            yield b" " * 1024

    client = place.kiosk().client
    headers = {"Content-Type": DIRECT}
    said = place.runner.run(client.post(PEEK, content=endless(), headers=headers))
    assert (said.status_code, code_of(said)) == (413, "body_too_large")


def test_another_method_goes_the_general_way(place: Place) -> None:
    assert place.kiosk().ask("PUT", PEEK).status_code == 405
