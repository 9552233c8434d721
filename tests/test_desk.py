"""The desk lets in whom a route names, and answers in one manner."""

from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Request, Response

from service.database import Busy
from service.desk import (
    ANY_TERMINAL,
    PUBLIC,
    Allow,
    Caller,
    Counter,
    answer_of,
    at_counter,
    kiosk_or_officers,
    officers,
)
from service.group_commit import NotWriting
from service.route_guards import assert_every_route_is_guarded
from service.vocabulary import OfficerNo, Role, TerminalNo, TerminalRole
from tests.asking import code_of
from tests.builders import STATION, TODAY, Place
from tests.people import AUDITOR, CHEN, NOBODY, OFFICER

NOBODY_AT_ALL = Caller()
OWNER = Caller(console=True)
AT_KIOSK = Caller(TerminalNo("T01"), TerminalRole.KIOSK)
AT_DISPLAY = Caller(TerminalNo("T03"), TerminalRole.DISPLAY)
AT_STATION = Caller(TerminalNo("T02"), TerminalRole.STATION)


def signed_in(*roles: Role, stepped_up: bool = False) -> Caller:
    station, number = TerminalNo("T02"), OfficerNo("1001")
    return Caller(station, TerminalRole.STATION, number, frozenset(roles), stepped_up)


SUPERVISING = officers(Role.SUPERVISOR)
GRAVE = officers(Role.SUPERVISOR, step_up=True, console=True)
GATE = kiosk_or_officers(Role.OFFICER)


@pytest.mark.parametrize(
    ("allow", "caller", "word"),
    [
        (PUBLIC, NOBODY_AT_ALL, None),
        (ANY_TERMINAL, NOBODY_AT_ALL, "terminal_not_paired"),
        (ANY_TERMINAL, OWNER, "terminal_not_paired"),
        (ANY_TERMINAL, AT_DISPLAY, None),
        (ANY_TERMINAL, AT_STATION, None),
        (GATE, AT_KIOSK, None),
        (GATE, AT_DISPLAY, "signed_out"),
        (GATE, AT_STATION, "signed_out"),
        (GATE, signed_in(Role.OFFICER), None),
        (GATE, signed_in(Role.AUDITOR), "not_allowed"),
        (SUPERVISING, NOBODY_AT_ALL, "terminal_not_paired"),
        (SUPERVISING, OWNER, "terminal_not_paired"),
        (SUPERVISING, AT_KIOSK, "signed_out"),
        (SUPERVISING, signed_in(Role.OFFICER), "not_allowed"),
        (SUPERVISING, signed_in(Role.OFFICER, Role.SUPERVISOR), None),
        (GRAVE, OWNER, None),
        (GRAVE, signed_in(Role.SUPERVISOR), "step_up_needed"),
        (GRAVE, signed_in(Role.OFFICER, stepped_up=True), "not_allowed"),
        (GRAVE, signed_in(Role.SUPERVISOR, stepped_up=True), None),
        (Allow(console=True), OWNER, None),
        (Allow(console=True), AT_STATION, "not_allowed"),
        (Allow(), signed_in(*Role, stepped_up=True), "not_allowed"),
    ],
)
def test_only_those_who_are_named_get_in(allow: Allow, caller: Caller, word: str | None) -> None:
    refused = allow.refuses(caller)
    assert (refused.code if refused else None) == word


def test_a_service_with_an_unguarded_route_does_not_start() -> None:
    app = FastAPI()

    @app.get("/guarded")
    async def guarded(counter: Annotated[Counter, at_counter(PUBLIC)]) -> Response:
        return Response()

    assert_every_route_is_guarded(app)

    @app.get("/forgotten")
    async def forgotten() -> Response:
        return Response()

    with pytest.raises(RuntimeError, match="/forgotten does not say who may use it"):
        assert_every_route_is_guarded(app)


def test_an_answer_is_a_body_or_a_problem_and_nothing_else() -> None:
    with pytest.raises(TypeError):
        answer_of({"a": "dictionary"}, 200)


def test_no_answer_is_kept_by_a_browser(place: Place) -> None:
    kiosk = place.kiosk()
    asked = [kiosk.get("/v1/status"), kiosk.post("/v1/check-ins", {"member": NOBODY})]
    assert [each.headers["cache-control"] for each in asked] == ["no-store"] * 2


def test_a_refusal_is_a_problem_by_its_standard(place: Place) -> None:
    said = place.browser().get("/v1/day")
    assert said.headers["content-type"] == "application/problem+json"
    assert said.json() == {
        "type": "/problems/terminal_not_paired",
        "title": "Terminal not paired",
        "status": 401,
        "code": "terminal_not_paired",
        "detail": "",
    }


# --- When the site cannot answer now ---


async def busy(*_: Any) -> Any:
    raise Busy


async def not_writing(*_: Any) -> Any:
    raise NotWriting("disk full")


@pytest.mark.parametrize(("fault", "word"), [(busy, "busy"), (not_writing, "site_not_writing")])
def test_a_site_that_cannot_record_says_so_and_when_to_come_again(
    place: Place, monkeypatch: pytest.MonkeyPatch, fault: Any, word: str
) -> None:
    kiosk = place.kiosk()
    monkeypatch.setattr(type(place.desk.database), "write", fault)
    said = kiosk.post("/v1/check-ins", {"member": CHEN.number})
    assert (said.status_code, code_of(said), said.headers["retry-after"]) == (503, word, "1")


def test_who_asks_too_often_is_told_how_long_to_wait(place: Place) -> None:
    kiosk = place.kiosk()
    for _ in range(20):
        kiosk.post("/v1/check-ins/peek", {"member": CHEN.number})
    said = kiosk.post("/v1/check-ins/peek", {"member": CHEN.number})
    assert (said.status_code, code_of(said)) == (429, "too_many_tries")
    assert said.headers["retry-after"] == str(said.json()["retry_after_seconds"]) == "3"
    place.machine.wait(3)
    assert not kiosk.post("/v1/check-ins/peek", {"member": CHEN.number}).is_error


def test_a_pause_in_signing_in_is_told_in_the_header_too(place: Place) -> None:
    station = place.station()
    wrong = {"officer": OFFICER.officer, "pin": "111222"}
    said = [station.post("/v1/session", wrong) for _ in range(6)][-1]
    assert (said.status_code, code_of(said)) == (429, "sign_in_wait")
    assert said.headers["retry-after"] == "30"


def test_each_terminal_has_its_own_patience(place: Place) -> None:
    for _ in range(21):
        place.kiosk().post("/v1/check-ins/peek", {"member": CHEN.number})
    said = place.pair("kiosk").post("/v1/check-ins/peek", {"member": CHEN.number})
    assert said.status_code == 200


# --- What an act carries ---


def test_an_act_carries_who_where_when_and_under_what(place: Place) -> None:
    station = place.signed_in(OFFICER)
    station.post("/v1/check-ins", {"member": CHEN.number})
    [entered] = place.events("checkin.entered")
    assert (entered.actor, entered.terminal, entered.day) == (OFFICER.officer, STATION, TODAY)
    assert entered.moment == place.machine.clock().now()
    assert entered.feeds == {"groups/all": "1.7", "members/all": "1.8", "officers/all": "1.5"}


def test_an_officers_right_is_judged_in_the_transaction_of_the_act(place: Place) -> None:
    """A terminal revoked a moment ago is out, even with an officer signed in at it."""
    station = place.signed_in(OFFICER)
    place.console().post(f"/v1/terminals/{STATION}/revoke")
    said = station.post("/v1/check-ins", {"member": CHEN.number})
    assert (said.status_code, code_of(said)) == (401, "terminal_not_paired")


def test_an_auditor_changes_nothing(place: Place) -> None:
    auditor = place.signed_in(AUDITOR)
    before = len(place.events())
    answers = [
        auditor.post("/v1/check-ins", {"member": CHEN.number}),
        auditor.post("/v1/day/close"),
        auditor.post("/v1/turns/call", {"lane": "person"}),
    ]
    assert [code_of(each) for each in answers] == ["not_allowed"] * 3
    assert len(place.events()) == before


def test_a_long_work_asks_first_what_its_answer_is(place: Place) -> None:
    """``answered`` says what ``write`` would, without doing anything."""

    async def ask(key: str, token: str) -> Response | None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        headers = [(b"idempotency-key", key.encode()), (b"authorization", token.encode())]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/long",
            "query_string": b"",
            "headers": headers,
            "server": ("127.0.0.1", 8080),
        }
        counter = Counter(place.desk, Request(scope, receive), Allow(console=True))
        return await counter.answered()

    owner = place.console().client.headers["authorization"]
    answers = [place.runner.run(ask(*each)) for each in (("short", owner), ("k" * 16, "no"))]
    assert [each.status_code if each else None for each in answers] == [400, 401]
    assert place.runner.run(ask("k" * 16, owner)) is None
