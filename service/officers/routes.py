"""Terminals of a site over HTTP: offers, pairing, who is at one."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from service.desk import (
    ANY_TERMINAL,
    OFFICER_COOKIE,
    PUBLIC,
    TERMINAL_COOKIE,
    Caller,
    Counter,
    at_counter,
    officers,
)
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.officers import show, store
from service.officers.offer_terminal import offer_terminal
from service.officers.pair_terminal import pair_terminal
from service.officers.revoke_terminal import revoke_terminal
from service.officers.rules import RevocationReason, TerminalRefusal, hash_token, read_code
from service.officers.show_caller import sessions_at, show_caller
from service.session import Session
from service.vocabulary import Role, TerminalNo, TerminalRole

router = APIRouter(prefix="/v1", tags=["officers and terminals"])

PAIRINGS_PER_MINUTE: Final = 10
TERMINAL_COOKIE_SECONDS: Final = 400 * 24 * 3600
"""The longest a browser keeps a cookie; each ``GET /v1/terminal`` renews it."""

_NO_COOKIES = frozenset({TERMINAL_COOKIE, OFFICER_COOKIE})

Anybody = Annotated[Counter, at_counter(PUBLIC, without=_NO_COOKIES)]
AtTerminal = Annotated[Counter, at_counter(ANY_TERMINAL)]
SignedIn = Annotated[Counter, at_counter(officers(*Role))]
Supervising = Annotated[Counter, at_counter(officers(Role.SUPERVISOR, console=True))]
SupervisingSteppedUp = Annotated[
    Counter, at_counter(officers(Role.SUPERVISOR, step_up=True, console=True))
]

CodeField = Annotated[str, Field(min_length=1, max_length=64)]
TerminalPath = Annotated[str, Path(pattern=r"^T[0-9]{2,3}$")]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OfferTerminalBody(_Body):
    """What the new screen is for, and what people will call it."""

    role: TerminalRole
    label: str = Field(pattern=r"^[^\x00-\x1f\x7f-\x9f]{1,40}$")


class PairBody(_Body):
    """The six digits of an offer."""

    code: CodeField


class RevokeBody(_Body):
    """Why the screen loses its pairing."""

    reason: RevocationReason = RevocationReason.OTHER


@router.post(
    "/terminals/pair",
    status_code=201,
    response_model=show.TerminalBody,
    responses=problem_answers(429),
)
async def post_pair(body: PairBody, counter: Anybody) -> Response:
    """Pair this screen by its one-time code; its token goes into a cookie."""
    if limited := counter.limited("pair", per_minute=PAIRINGS_PER_MINUTE):
        return counter.answer(limited)
    token = counter.derive("terminal", body.code)
    secret = _stretch(counter, body.code)

    def verb(act: Act, _: Caller) -> show.TerminalBody | Problem:
        paired = pair_terminal(act, secret, token_hash=hash_token(token))
        if isinstance(paired, TerminalRefusal):
            return show.refuse(paired)
        return show.show_terminal(paired)

    response = await counter.write(verb, status=201)
    if response.status_code == 201:
        counter.give_cookie(response, TERMINAL_COOKIE, token, max_age=TERMINAL_COOKIE_SECONDS)
    return response


@router.get("/terminal", response_model=show.TerminalBody, responses=problem_answers())
async def get_terminal(counter: AtTerminal) -> Response:
    """Which screen this is."""

    def query(session: Session, caller: Caller) -> show.TerminalBody | Problem:
        found = store.terminal(session, caller.terminal) if caller.terminal else None
        return show.show_terminal(found) if found else Problem("terminal_not_paired", 401)

    response = await counter.read(query)
    token = counter.credentials().terminal_token
    if response.status_code == 200 and token:
        counter.give_cookie(response, TERMINAL_COOKIE, token, max_age=TERMINAL_COOKIE_SECONDS)
    return response


@router.get("/terminals", response_model=show.TerminalsBody, responses=problem_answers())
async def get_terminals(counter: Supervising) -> Response:
    """All screens of this site."""

    def query(session: Session, _: Caller) -> show.TerminalsBody:
        return show.show_terminals(store.all_terminals(session), at_ms=_now(counter))

    return await counter.read(query)


@router.post(
    "/terminals",
    status_code=201,
    response_model=show.OfferBody,
    responses=problem_answers(409),
)
async def post_terminals(body: OfferTerminalBody, counter: Supervising) -> Response:
    """Offer a new screen; the answer holds its one-time code."""
    code = f"{int(counter.derive('pairing code', ''), 16) % 1_000_000:06d}"
    secret = _stretch(counter, code)

    def verb(act: Act, _: Caller) -> show.OfferBody | Problem:
        offered = offer_terminal(act, body.role, label=body.label, code=secret)
        if isinstance(offered, TerminalRefusal):
            return show.refuse(offered)
        return show.OfferBody(
            terminal=offered.terminal, code=code, expires_at=offered.expires_at_ms
        )

    return await counter.write(verb, status=201)


@router.post(
    "/terminals/{terminal}/revoke",
    response_model=show.TerminalRowBody,
    responses=problem_answers(404, 409),
)
async def post_revoke(
    terminal: TerminalPath, counter: SupervisingSteppedUp, body: RevokeBody | None = None
) -> Response:
    """Take a screen's pairing away, at once."""
    reason = (body or RevokeBody()).reason

    def verb(act: Act, _: Caller) -> show.TerminalRowBody | Problem:
        revoked = revoke_terminal(act, TerminalNo(terminal), reason)
        if isinstance(revoked, TerminalRefusal):
            return show.refuse(revoked)
        return show.show_terminal_row(revoked)

    return await counter.write(verb)


@router.post("/session/touch", response_model=show.SessionBody, responses=problem_answers())
async def post_touch(counter: SignedIn) -> Response:
    """Keep the session open: an officer is using the screen. Records nothing, needs no key."""
    sessions = sessions_at(counter)

    def query(session: Session, caller: Caller) -> show.SessionBody | Problem:
        sessions.keep_unlocked(session, caller, _now(counter))
        return show_caller(counter, session, caller)

    return await counter.read(query)


def _stretch(counter: Counter, code: str) -> str:
    """Six digits as this machine alone can stretch them: a plain hash of them is soon undone."""
    return counter.desk.derive("code as typed", read_code(code))


def _now(counter: Counter) -> int:
    return counter.desk.clock.now().at_ms
