"""Every route is shut but to those it names: a walk over routes × callers."""

from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute

from service.officers import routes, session_routes
from service.route_guards import guard_of
from service.vocabulary import Role
from tests.officers.port import Browser, Port, code_of


def wrong_console(port: Port) -> Browser:
    console = port.console()
    console.client.headers["Authorization"] = "Bearer not-the-token"
    return console


CALLERS: dict[str, Callable[[Port], Browser]] = {
    "stranger": lambda port: port.browser(),
    "wrong console": wrong_console,
    "console": lambda port: port.console(),
    "kiosk": lambda port: port.terminal("kiosk"),
    "display": lambda port: port.terminal("display"),
    "station": lambda port: port.terminal("station"),
    "officer": lambda port: port.signed_in(Role.OFFICER),
    "operator": lambda port: port.signed_in(Role.OPERATOR),
    "auditor": lambda port: port.signed_in(Role.AUDITOR),
    "supervisor": lambda port: port.signed_in(Role.SUPERVISOR),
    "supervisor who stepped up": lambda port: port.signed_in(Role.SUPERVISOR, step_up=True),
}
SCREENS = {*CALLERS} - {"stranger", "wrong console", "console"}
OFFICERS = SCREENS - {"kiosk", "display", "station"}
SUPERVISORS = {"supervisor", "supervisor who stepped up"}
STATIONS = {"station"} | OFFICERS

WHO_MAY: dict[tuple[str, str], set[str]] = {
    ("POST", "/v1/terminals/pair"): {*CALLERS},
    ("GET", "/v1/terminal"): SCREENS,
    ("GET", "/v1/terminals"): {"console"} | SUPERVISORS,
    ("POST", "/v1/terminals"): {"console"} | SUPERVISORS,
    ("POST", "/v1/terminals/{terminal}/revoke"): {"console", "supervisor who stepped up"},
    ("POST", "/v1/session"): STATIONS,
    ("GET", "/v1/session"): OFFICERS,
    ("POST", "/v1/session/touch"): OFFICERS,
    ("DELETE", "/v1/session"): STATIONS,
    ("POST", "/v1/session/step-up"): OFFICERS,
    ("POST", "/v1/officers/pin"): STATIONS,
    ("GET", "/v1/officers"): {"operator", "auditor"} | SUPERVISORS,
}
BODIES: dict[str, dict[str, str]] = {
    "/v1/terminals/pair": {"code": "000000"},
    "/v1/terminals": {"role": "kiosk", "label": "Hall"},
    "/v1/session": {"officer": "7777", "pin": "480273"},
    "/v1/session/step-up": {"pin": "480273"},
    "/v1/officers/pin": {"officer": "7777", "one_time_code": "X", "pin": "480273"},
}
SHUT = {"terminal_not_paired", "not_allowed", "signed_out", "step_up_needed"}


def open_routes() -> list[APIRoute]:
    both = [*routes.router.routes, *session_routes.router.routes]
    return [route for route in both if isinstance(route, APIRoute)]


def test_the_walk_knows_every_route_of_this_slice() -> None:
    named = {(method, route.path) for route in open_routes() for method in route.methods or ()}
    assert named == WHO_MAY.keys()


def test_every_route_says_who_may_use_it() -> None:
    assert all(guard_of(route) is not None for route in open_routes())


@pytest.mark.parametrize("caller", CALLERS)
def test_a_caller_gets_in_where_named_and_nowhere_else(port: Port, caller: str) -> None:
    # Signing out comes last, so that every other route meets the caller as introduced.
    for method, path in sorted(WHO_MAY, key=lambda each: each[0] == "DELETE"):
        asking = CALLERS[caller](port) if method == "DELETE" else who(port, caller)
        where = path.replace("{terminal}", "T77")
        body = BODIES.get(path, {}) if method == "POST" else None
        answer = asking.ask(method, where, body)
        got_in = not answer.is_error or code_of(answer) not in SHUT
        assert got_in is (caller in WHO_MAY[method, path]), (caller, method, path, answer.text)
        assert answer.headers["cache-control"] == "no-store"


def who(port: Port, caller: str) -> Browser:
    port.clock.wait(60)  # so that no rate limit is met on the way
    return CALLERS[caller](port)


def test_openapi_tells_every_answer_of_this_slice(port: Port) -> None:
    paths = port.app.openapi()["paths"]
    for method, path in WHO_MAY:
        said = paths[path][method.lower()]["responses"]
        assert said.keys() >= {"400", "401", "403", "422", "503"}
        assert any(status.startswith("2") for status in said)
