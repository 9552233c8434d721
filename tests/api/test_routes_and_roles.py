"""Every route is shut but to those who are named here, by hand: whoever opens one must say so."""

import asyncio
from collections.abc import Callable, Mapping

import httpx
import pytest
from fastapi.routing import APIRoute

from service.route_guards import guard_of
from service.site_app import ROUTERS
from tests.asking import Browser, code_of
from tests.builders import KIOSK, Place
from tests.people import AUDITOR, CHEN, OFFICER, OPERATOR, PIN, SUPERVISOR


def with_authorization(said: str) -> Callable[[Place], Browser]:
    def caller(place: Place) -> Browser:
        browser = place.browser()
        browser.client.headers["Authorization"] = said
        return browser

    return caller


def devices(place: Place) -> Browser:
    return with_authorization(f"Devices {place.desk.devices_token(KIOSK)}")(place)


CALLERS: Mapping[str, Callable[[Place], Browser]] = {
    "nobody": lambda place: place.browser(),
    "forger": lambda place: place.browser("a-cookie-of-ones-own-making"),
    "wrong-console": with_authorization("Bearer not-the-token"),
    "wrong-devices": with_authorization("Devices T01.not-the-token"),
    "console": lambda place: place.console(),
    "devices": devices,
    "kiosk": lambda place: place.kiosk(),
    "display": lambda place: place.display(),
    "station": lambda place: place.station(),
    "officer": lambda place: place.signed_in(OFFICER),
    "operator": lambda place: place.signed_in(OPERATOR),
    "auditor": lambda place: place.signed_in(AUDITOR),
    "supervisor": lambda place: place.signed_in(SUPERVISOR),
    "stepped-up": lambda place: place.signed_in(SUPERVISOR, step_up=True),
}

_SUPERVISORS = "supervisor stepped-up"
_COUNTER = f"officer {_SUPERVISORS}"
_SIGNED_IN = f"{_COUNTER} operator auditor"
_STATION = f"station {_SIGNED_IN}"
_SCREEN = f"kiosk display {_STATION}"

MAY_BE_STORED = {"/metrics", "/v1/policy"}
"""They tell of no member; everything else leaves no trace in a browser."""

WHO_MAY: Mapping[str, str] = {
    "GET /v1/status": " ".join(CALLERS),
    "GET /v1/policy": " ".join(CALLERS),
    "GET /v1/policies": f"console {_SIGNED_IN}",
    "GET /healthz": " ".join(CALLERS),
    "GET /readyz": " ".join(CALLERS),
    "GET /metrics": " ".join(CALLERS),
    "POST /v1/terminals/pair": " ".join(CALLERS),
    "GET /v1/terminal": _SCREEN,
    "GET /v1/terminals": f"console {_SUPERVISORS}",
    "POST /v1/terminals": f"console {_SUPERVISORS}",
    "POST /v1/terminals/{terminal}/revoke": "console stepped-up",
    "POST /v1/members/{member}/lost-card": "stepped-up",
    "POST /v1/receipts/recover": "console stepped-up",
    "GET /v1/terminals/{terminal}/devices": "console",
    "POST /v1/declarations/{reference}/override": "stepped-up",
    "POST /v1/session": _STATION,
    "GET /v1/session": _SIGNED_IN,
    "POST /v1/session/touch": _SIGNED_IN,
    "POST /v1/session/step-up": _SIGNED_IN,
    "DELETE /v1/session": _STATION,
    "POST /v1/officers/pin": _STATION,
    "GET /v1/officers": f"operator auditor {_SUPERVISORS}",
    "GET /v1/day": f"auditor {_COUNTER}",
    "POST /v1/day/open": _SUPERVISORS,
    "POST /v1/day/close": "stepped-up",
    "POST /v1/check-ins/peek": f"kiosk {_COUNTER}",
    "POST /v1/check-ins": f"kiosk {_COUNTER}",
    "POST /v1/check-ins/{reference}/annul": _COUNTER,
    "GET /v1/check-ins": f"auditor {_COUNTER}",
    "GET /v1/members/{member}": f"auditor {_COUNTER}",
    "GET /v1/receipts": f"auditor {_COUNTER}",
    "GET /v1/receipts/{reference}": f"kiosk {_COUNTER}",
    "GET /v1/inspections": f"auditor {_COUNTER}",
    "POST /v1/inspections": _COUNTER,
    "GET /v1/inspections/case": _COUNTER,
    "GET /v1/inspections/drafts": _COUNTER,
    "POST /v1/inspections/drafts": _COUNTER,
    "POST /v1/passes": _COUNTER,
    "GET /v1/passes": f"auditor {_COUNTER}",
    "POST /v1/passes/goods": _COUNTER,
    "POST /v1/passes/declare": _COUNTER,
    "POST /v1/passes/look-up": _COUNTER,
    "GET /v1/hits": f"operator auditor {_SUPERVISORS}",
    "POST /v1/hits": f"operator {_SUPERVISORS}",
    "POST /v1/hits/{reference}/lift": f"operator {_SUPERVISORS}",
    "GET /v1/passes/{reference}/token": _COUNTER,
    "POST /v1/passes/{reference}/annul": _COUNTER,
    "POST /v1/passes/voids": _COUNTER,
    "GET /v1/passes/destinations": _COUNTER,
    "GET /v1/passes/{reference}/hand-over": _COUNTER,
    "POST /v1/passes/{reference}/print": _COUNTER,
    "POST /v1/passes/present": "kiosk",
    "POST /v1/passes/arrive": "kiosk",
    "POST /v1/passes/peek": _COUNTER,
    "POST /v1/passes/redeem": _COUNTER,
    "POST /v1/passes/inspect": _COUNTER,
    "POST /v1/passes/void": _COUNTER,
    "POST /v1/passes/{reference}/redemption/annul": _COUNTER,
    "POST /v1/passes/{reference}/admit": _COUNTER,
    "GET /v1/paper/phases": f"auditor {_COUNTER}",
    "POST /v1/paper/phases": _COUNTER,
    "POST /v1/paper/phases/{reference}/close": _COUNTER,
    "POST /v1/paper/slips": _COUNTER,
    "POST /v1/paper/slips/void": _COUNTER,
    "GET /v1/members/{member}/quota": f"kiosk auditor {_COUNTER}",
    "POST /v1/transfers": _COUNTER,
    "POST /v1/transfers/receive": _COUNTER,
    "POST /v1/declarations/assess": f"kiosk {_COUNTER}",
    "POST /v1/declarations/ask": f"kiosk {_COUNTER}",
    "POST /v1/declarations": f"kiosk {_COUNTER}",
    "GET /v1/declarations": f"kiosk auditor {_COUNTER}",
    "POST /v1/declarations/{reference}/withdraw": f"kiosk {_COUNTER}",
    "POST /v1/declarations/{reference}/complete": f"kiosk {_COUNTER}",
    "GET /v1/turns": _SCREEN,
    "POST /v1/turns": f"kiosk {_COUNTER}",
    "POST /v1/turns/call": _COUNTER,
    "POST /v1/turns/{number}/finish": _COUNTER,
    "POST /v1/scans": "devices",
    "POST /v1/frames": f"kiosk {_COUNTER}",
    "GET /v1/scans/stream": f"kiosk {_STATION}",
    "POST /v1/prints": f"kiosk {_COUNTER}",
    "GET /v1/prints/stream": "devices",
    "POST /v1/prints/{job}": "devices",
    "GET /v1/feeds/positions": "console",
    "POST /v1/feeds/pages": "console",
    "GET /v1/sync/journals": "console",
    "GET /v1/sync/journals/{epoch}": "console",
    "POST /v1/sync/common": "console",
    "POST /v1/sync/hello": "console",
    "POST /v1/sync/marks": "console",
    "POST /v1/sync/tries": "console",
    "GET /v1/sync/questions": "console",
    "POST /v1/sync/questions": "console",
    "POST /v1/sync/texts": "console",
    "GET /v1/sync/tokens": "console",
    "GET /v1/bundles": f"console operator {_COUNTER}",
    "GET /v1/bundles/{site}": f"console operator {_COUNTER}",
    "POST /v1/bundles": f"console operator {_COUNTER}",
    "POST /v1/roster": "console operator",
    "POST /v1/roster/rejected": "console operator",
}

_LINES = [{"goods": "mango", "origin": "VN", "amount": 1, "value_fen": 1}]
BODIES: Mapping[str, Mapping[str, object]] = {
    "/v1/terminals/pair": {"code": "000000"},
    "/v1/terminals": {"role": "kiosk", "label": "Hall"},
    "/v1/session": {"officer": "7777", "pin": PIN},
    "/v1/session/step-up": {"pin": PIN},
    "/v1/officers/pin": {"officer": "7777", "one_time_code": "X", "pin": PIN},
    "/v1/day/open": {"day": "2026-11-24"},
    "/v1/check-ins": {"member": CHEN.number},
    "/v1/check-ins/peek": {"member": CHEN.number},
    "/v1/check-ins/{reference}/annul": {"reason": "test"},
    "/v1/inspections": {"member": CHEN.number, "checks": ["person"], "result": "cleared"},
    "/v1/inspections/drafts": {"member": CHEN.number},
    "/v1/passes": {"inspection": "S01.00000000.1", "to_site": "S07"},
    "/v1/passes/{reference}/annul": {"reason": "test"},
    "/v1/passes/voids": {"scan": "TV1"},
    "/v1/passes/peek": {"scan": "TG1"},
    "/v1/passes/redeem": {"scan": "TG1", "compared": "matches"},
    "/v1/passes/inspect": {"scan": "TG1", "checks": ["person"], "result": "cleared"},
    "/v1/passes/goods": {"scan": "TG1", "manifest": "TL1"},
    "/v1/passes/declare": {"scan": "TG1", "manifest": "TL1", "confirmed": [0]},
    "/v1/passes/look-up": {"code": "0000000000"},
    "/v1/hits": {"kind": "all", "until": 1, "reason": "other"},
    "/v1/hits/{reference}/lift": {"reason": "other"},
    "/v1/passes/void": {"scans": ["TG1"], "reason": "other"},
    "/v1/passes/{reference}/redemption/annul": {"reason": "test"},
    "/v1/passes/{reference}/admit": {},
    "/v1/passes/{reference}/print": {"language": "vi"},
    "/v1/passes/present": {"scan": "TG1"},
    "/v1/passes/arrive": {"scan": "TG1"},
    "/v1/receipts/recover": {"receipts": []},
    "/v1/paper/phases": {"first": 1, "last": 9, "day": "2026-11-24", "reason": "other"},
    "/v1/paper/slips": {"serial": 1, "member": CHEN.number, "direction": "in", "time": "09:00"},
    "/v1/paper/slips/void": {"first": 1, "last": 9, "reason": "unused"},
    "/v1/transfers": {
        "member": CHEN.number,
        "to_site": "S02",
        "to_epoch": "ab12cd34",
        "amounts": [{"component": 1, "amount": 1}],
    },
    "/v1/transfers/receive": {"scan": "TM1"},
    "/v1/declarations/assess": {"member": CHEN.number, "lines": _LINES},
    "/v1/declarations/ask": {"member": CHEN.number, "lines": _LINES},
    "/v1/declarations": {
        "member": CHEN.number,
        "lines": _LINES,
        "confirmed": [0],
        "presence": "number_at_kiosk",
        "excess": "dutiable",
    },
    "/v1/declarations/{reference}/withdraw": {"reason": "mistake"},
    "/v1/declarations/{reference}/complete": {"presence": "number_at_kiosk"},
    "/v1/declarations/{reference}/override": {"reason": "other"},
    "/v1/turns": {"lane": "person"},
    "/v1/turns/call": {"lane": "person"},
    "/v1/turns/{number}/finish": {"result": "served"},
    "/v1/sync/common": {"epoch": "ab12cd34", "known": []},
    "/v1/sync/hello": {
        "hello": {
            "protocols": [1],
            "software": "0.1.0",
            "site": "S00",
            "epoch": "ab12cd34",
            "record": "TS1",
            "challenge": "00",
            "time": "TN1",
        },
        "nonce": "00",
    },
    "/v1/sync/marks": {"record": "TS1", "mark": "TU1"},
    "/v1/sync/tries": {"outcome": "done", "reached": True},
    "/v1/sync/questions": {"number": 1, "answers": []},
    "/v1/sync/texts": {"text": "TM1AAAAA"},
    "/v1/scans": {"scan": "10000004"},
    "/v1/prints": {"language": "zh-CN"},
    "/v1/prints/{job}": {"outcome": "printed"},
}
QUERIES = {"/v1/sync/questions": "?seconds=0", "/v1/sync/tokens": "?after=0"}
PLACES = {
    "{terminal}": "T77",
    "{reference}": "S01.00000000.1",
    "{number}": "P001",
    "{member}": str(CHEN.number),
    "{job}": "1",
    "{epoch}": "ab12cd34",
    "{site}": "S07",
}
ENDS = "POST /v1/officers/pin, POST /v1/day/close, POST /v1/session/step-up, DELETE /v1/session"
"""These come last, in this order, so that all else meets the caller as introduced."""
SHUT = {"terminal_not_paired", "not_allowed", "signed_out", "step_up_needed"}


def routes() -> dict[str, APIRoute]:
    found = (route for router in ROUTERS for route in router.routes)
    return {
        f"{method} {route.path}": route
        for route in found
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_this_table_names_every_route_of_the_site_and_no_other() -> None:
    assert sorted(WHO_MAY) == sorted(routes())


def test_every_caller_here_is_one_of_the_walk() -> None:
    for said in WHO_MAY.values():
        assert set(said.split()) <= CALLERS.keys()


def test_every_route_says_who_may_use_it() -> None:
    assert [name for name, route in routes().items() if guard_of(route) is None] == []


@pytest.mark.parametrize("caller", CALLERS)
def test_a_caller_gets_in_where_named_and_nowhere_else(place: Place, caller: str) -> None:
    asking = CALLERS[caller](place)
    got_in = {name for name in sorted(WHO_MAY, key=ENDS.find) if opens(asking, name)}
    assert got_in == {name for name, said in WHO_MAY.items() if caller in said.split()}


def opens(asking: Browser, name: str) -> bool:
    """Whether the route lets this caller in, whatever it then says."""
    method, path = name.split()
    where = path
    for place, value in PLACES.items():
        where = where.replace(place, value)
    if path.endswith("/stream"):
        return stays_open(asking, where)
    if method == "GET":
        where += QUERIES.get(path, "")
    said = asking.ask(method, where, None if method == "GET" else BODIES.get(path, {}))
    assert said.status_code != 500, (name, said.text)
    assert path in MAY_BE_STORED or said.headers["cache-control"] == "no-store", name
    return not said.is_error or code_of(said) not in SHUT


def stays_open(asking: Browser, path: str) -> bool:
    """Whether a stream goes on instead of ending with a refusal."""

    async def wait() -> httpx.Response | None:
        try:
            return await asyncio.wait_for(asking.client.get(path), timeout=0.05)
        except TimeoutError:
            return None

    said = asking.place.runner.run(wait())
    return said is None or code_of(said) not in SHUT
