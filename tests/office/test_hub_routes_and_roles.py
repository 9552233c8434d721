"""Every route of the hub is shut but to those who are named here, by hand."""

from collections.abc import Callable, Mapping

import pytest
from fastapi.routing import APIRoute

from service.hub_app import ROUTERS
from service.route_guards import guard_of
from service.sync.asking import SITES
from tests.asking import Browser, code_of
from tests.hub_office import AUDITOR, LIN, PASSPHRASE, HubOffice


def with_authorization(said: str) -> Callable[[HubOffice], Browser]:
    def caller(office: HubOffice) -> Browser:
        browser = office.browser()
        browser.client.headers["Authorization"] = said
        return browser

    return caller


def forger(office: HubOffice) -> Browser:
    browser = office.browser()
    browser.client.cookies.set("twogate_operator", "of-ones-own-making", domain="127.0.0.1")
    return browser


CALLERS: Mapping[str, Callable[[HubOffice], Browser]] = {
    "nobody": lambda office: office.browser(),
    "forger": forger,
    "wrong-console": with_authorization("Bearer not-the-token"),
    "devices": with_authorization("Devices T01.not-the-token"),
    "console": lambda office: office.console(),
    "auditor": lambda office: office.signed_in(AUDITOR),
    "operator": lambda office: office.signed_in(LIN),
    "stepped-up": lambda office: office.signed_in(LIN, step_up=True),
}
EVERYBODY = " ".join(CALLERS)
OPERATORS = "operator stepped-up"
SIGNED_IN = f"auditor {OPERATORS}"
WHO_MAY: Mapping[str, str] = {
    "GET /healthz": EVERYBODY,
    "GET /readyz": EVERYBODY,
    "GET /metrics": EVERYBODY,
    "GET /v1/hub/sites": f"console {SIGNED_IN}",
    "POST /v1/hub/durable": "console",
    "GET /v1/hub/states": f"console {SIGNED_IN}",
    "GET /v1/hub/runs": f"console {SIGNED_IN}",
    "GET /v1/hub/reports/{report}": f"console {SIGNED_IN}",
    "GET /v1/hub/reports/{report}/file": "console stepped-up",
    "GET /v1/anomalies": f"console {SIGNED_IN}",
    "GET /v1/anomalies/{number}": f"console {SIGNED_IN}",
    "POST /v1/anomalies/{number}/take": OPERATORS,
    "POST /v1/anomalies/{number}/explain": OPERATORS,
    "POST /v1/anomalies/{number}/dismiss": "stepped-up",
    "GET /v1/proofs": f"console {SIGNED_IN}",
    "POST /v1/proofs": f"console {SIGNED_IN}",
    "GET /v1/phone/sites": EVERYBODY,
    "GET /v1/feeds/positions": "console",
    "POST /v1/feeds/pages": "console",
    "GET /v1/bundles/{site}": "console operator stepped-up",
    "POST /v1/bundles": "console operator stepped-up",
    "POST /v1/session": EVERYBODY,
    "GET /v1/session": SIGNED_IN,
    "POST /v1/session/touch": SIGNED_IN,
    "POST /v1/session/step-up": SIGNED_IN,
    "DELETE /v1/session": EVERYBODY,
    "POST /v1/officers/pin": EVERYBODY,
    "GET /v1/officers": SIGNED_IN,
    "POST /v1/operators": "console",
}
BODIES: Mapping[str, Mapping[str, object]] = {
    "/v1/session": {"officer": "7777", "pin": PASSPHRASE},
    "/v1/session/step-up": {"pin": PASSPHRASE},
    "/v1/officers/pin": {"officer": "7777", "one_time_code": "X", "pin": PASSPHRASE},
    "/v1/operators": {"officer": "7777", "name": "X", "roles": ["auditor"]},
    "/v1/hub/durable": {"ends": []},
    "/v1/anomalies/{number}/take": {"note": "seen", "digest": 64 * "0"},
    "/v1/anomalies/{number}/explain": {"note": "seen", "digest": 64 * "0"},
    "/v1/anomalies/{number}/dismiss": {"note": "seen", "digest": 64 * "0"},
}
PLACES = {"{site}": "S07", "{report}": "crossings", "{number}": 16 * "0"}
_SPAN = "?since=2026-11-01&until=2026-11-24&by=day"
QUERIES = {
    "/v1/hub/reports/{report}": _SPAN,
    "/v1/hub/reports/{report}/file": f"{_SPAN}&form=csv",
}
SHUT = {"terminal_not_paired", "not_allowed", "signed_out", "step_up_needed"}


def routes() -> dict[str, APIRoute]:
    """All but those that sites call, who show themselves by a signature over the request."""
    found = (route for router in ROUTERS for route in router.routes)
    return {
        f"{method} {route.path}": route
        for route in found
        if isinstance(route, APIRoute) and not route.path.startswith("/sync/v1/")
        for method in route.methods or ()
    }


def test_what_is_for_sites_is_for_sites_alone() -> None:
    found = [route for router in ROUTERS for route in router.routes]
    guards = [
        guard_of(route)
        for route in found
        if isinstance(route, APIRoute) and route.path.startswith("/sync/v1/")
    ]
    assert guards and all(guard == SITES for guard in guards)


def test_this_table_names_every_route_of_the_hub_and_no_other() -> None:
    assert sorted(WHO_MAY) == sorted(routes())


def test_every_route_of_the_hub_says_who_may_use_it() -> None:
    assert [name for name, route in routes().items() if guard_of(route) is None] == []


def test_an_auditor_changes_nothing() -> None:
    """But may let the hub prove its journals, which adds a report."""
    own = {
        "/v1/proofs",
        "/v1/session",
        "/v1/session/touch",
        "/v1/session/step-up",
        "/v1/officers/pin",
    }
    may = {name.split()[1] for name, said in WHO_MAY.items() if "auditor" in said.split()}
    changing = {name.split()[1] for name in WHO_MAY if not name.startswith("GET ")}
    assert may & changing == own & may


@pytest.mark.parametrize("caller", CALLERS)
def test_a_caller_gets_in_where_named_and_nowhere_else(office: HubOffice, caller: str) -> None:
    asking = CALLERS[caller](office)
    last = "POST /v1/officers/pin, DELETE /v1/session"
    got_in = {name for name in sorted(WHO_MAY, key=last.find) if opens(asking, name)}
    named = {name for name, said in WHO_MAY.items() if caller in said.split()}
    assert got_in == named


def opens(asking: Browser, name: str) -> bool:
    """Whether the route lets this caller in, whatever it then says."""
    method, path = name.split()
    where = path + QUERIES.get(path, "")
    for place, value in PLACES.items():
        where = where.replace(place, value)
    said = asking.ask(method, where, None if method == "GET" else BODIES.get(path, {}))
    assert said.status_code != 500, (name, said.text)
    return not said.is_error or code_of(said) not in SHUT
