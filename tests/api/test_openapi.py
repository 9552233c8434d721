"""The site's OpenAPI tells the truth: whatever is asked, every answer is one that it names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.desk import Counter
from service.http_problems import Problem
from service.officers import pins
from service.officers.list_officer import OfficerToList, list_officer
from service.route_guards import KEY, guard_of
from service.site_app import ROUTERS, add_routes
from service.vocabulary import OfficerNo, Role, TerminalRole
from tests.asking import HOST
from tests.builders import KIOSK, Place
from tests.people import PIN, SiteOfficer
from tests.places import DONGXING, repeatable

EXAMPLES: Final = 6
EVERYTHING: Final = SiteOfficer(OfficerNo("4004"), "万能", Role.SUPERVISOR)
"""An officer with every role, so that what lies behind the guards is asked too."""

ROUTES: Final = {
    (method, route.path): route
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and route.include_in_schema
    for method in route.methods or ()
}
EXCUSED: Final[dict[str, Any]] = {
    # A text that no reader reads, and a file without a name, have the form that is asked for.
    "POST /v1/scans": [positive_data_acceptance],
    "POST /v1/roster": [positive_data_acceptance],
    "POST /v1/bundles": [positive_data_acceptance],
    "POST /v1/roster/rejected": [positive_data_acceptance],
}
NAMES: Final = [f"{method} {path}" for method, path in ROUTES]


@dataclass
class Api:
    """The site as schemathesis sees it: by its own description, through its own app."""

    place: Place
    schema: Any
    cookies: str
    keys: Iterator[int] = field(default_factory=count)

    def headers(self, method: str, path: str) -> dict[str, str]:
        """What a caller shows whom this route lets in."""
        headers = {"Idempotency-Key": f"openapi-{next(self.keys):016d}"}
        allow = guard_of(ROUTES[method, path])
        assert allow is not None
        if allow.devices:
            return headers | {"Authorization": f"Devices {self.place.desk.devices_token(KIOSK)}"}
        if allow.console and not allow.officers:
            owner = self.place.console().client.headers["Authorization"]
            return headers | {"Authorization": owner}
        if allow.terminals == {TerminalRole.KIOSK} and not allow.officers:
            return headers | {"Cookie": f"twogate_terminal={self.place.city.cookies['kiosk']}"}
        return headers | {"Cookie": self.cookies}


@pytest.fixture(scope="module")
def schema() -> Any:
    """The description of the site's API, made once."""
    described = FastAPI()
    add_routes(described)
    return schemathesis.openapi.from_dict(described.openapi())


@pytest.fixture
def api(place: Place, schema: Any, monkeypatch: pytest.MonkeyPatch) -> Api:
    monkeypatch.setattr(pins, "COST", pins.Cost(memory_kib=8, passes=1))
    item, code = list_officer(
        OfficerToList(EVERYTHING.officer, EVERYTHING.name, Role, [DONGXING]),
        keys=place.desk.identity.field_keys,
        random=repeatable("everything"),
    )
    place.publish("officers", item)
    body = {"officer": EVERYTHING.officer, "one_time_code": code, "pin": PIN}
    assert place.station().post("/v1/officers/pin", body).status_code == 200
    station = place.signed_in(EVERYTHING, step_up=True)
    cookies = "; ".join(f"{name}={value}" for name, value in station.client.cookies.items())
    return Api(place, schema, cookies)


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_one_that_openapi_names(api: Api, name: str) -> None:
    method, path = name.split()
    operation = api.schema[path][method]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await api.place.serve(scope, receive, send)

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: Case[Any]) -> None:
        api.place.machine.wait(4)  # so that no limit on tries is met
        case.call_and_validate(
            base_url=HOST,
            app=app,
            headers=api.headers(method, path),
            excluded_checks=EXCUSED.get(name),
        )

    ask()


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("GET")])
def test_openapi_tells_exactly_where_a_key_is_needed(api: Api, name: str) -> None:
    """A key that is asked for is declared, and without a declared one nothing is done."""
    method, path = name.split()
    operation = api.schema[path][method]
    declared = any(each.name == KEY["name"] and each.is_required for each in operation.headers)
    asked_for: list[object] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await api.place.serve(scope, receive, send)

    def keyless(counter: Counter) -> Problem:
        asked_for.append(counter)
        return Problem("key_missing", 400)

    @settings(max_examples=2, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: Case[Any]) -> None:
        api.place.machine.wait(4)
        said = case.call(base_url=HOST, app=app, headers=api.headers(method, path))
        assert not (declared and said.status_code < 400), "it was done without a key"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Counter, "key", keyless)
        ask()
    assert declared or not asked_for
