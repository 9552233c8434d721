"""Officers and terminals over HTTP: pairing, sign-in, PINs, and who is listed."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from service.desk import (
    ANY_TERMINAL,
    OFFICER_COOKIE,
    PUBLIC,
    TERMINAL_COOKIE,
    Allow,
    Caller,
    Counter,
    at_counter,
    officers,
)
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.officers import pins, show, store
from service.officers.offer_terminal import offer_terminal
from service.officers.pair_terminal import pair_terminal
from service.officers.prove_pin import PinProof, admit_try, prove_pin
from service.officers.revoke_terminal import revoke_terminal
from service.officers.rules import RevocationReason, TerminalRefusal, hash_token, read_code
from service.officers.sessions import Sessions
from service.officers.set_pin import NewPin, set_pin
from service.officers.sign_in import sign_in
from service.officers.sign_out import sign_out
from service.officers.step_up import step_up
from service.session import Session
from service.vocabulary import OfficerNo, Role, TerminalNo, TerminalRole

router = APIRouter(prefix="/v1", tags=["officers and terminals"])

PAIRINGS_PER_MINUTE: Final = 10
TERMINAL_COOKIE_SECONDS: Final = 400 * 24 * 3600
"""The longest a browser keeps a cookie; each ``GET /v1/terminal`` renews it."""

_NO_COOKIES = frozenset({TERMINAL_COOKIE, OFFICER_COOKIE})
_STATION = Allow(terminals=frozenset({TerminalRole.STATION}))

Anybody = Annotated[Counter, at_counter(PUBLIC, without=_NO_COOKIES)]
AtTerminal = Annotated[Counter, at_counter(ANY_TERMINAL)]
AtStation = Annotated[Counter, at_counter(_STATION, without=frozenset({OFFICER_COOKIE}))]
SignedIn = Annotated[Counter, at_counter(officers(*Role))]
Supervising = Annotated[Counter, at_counter(officers(Role.SUPERVISOR, console=True))]
SupervisingSteppedUp = Annotated[
    Counter, at_counter(officers(Role.SUPERVISOR, step_up=True, console=True))
]
Overseeing = Annotated[Counter, at_counter(officers(Role.SUPERVISOR, Role.AUDITOR))]

OfficerField = Annotated[str, Field(pattern=r"^[0-9]{4,6}$")]
PinField = Annotated[str, Field(min_length=1, max_length=64)]
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


class SignInBody(_Body):
    """An officer's code and PIN."""

    officer: OfficerField
    pin: PinField


class StepUpBody(_Body):
    """The signed-in officer's PIN, once more."""

    pin: PinField


class SetPinBody(_Body):
    """A PIN to set, by the one-time code that the authority handed over."""

    officer: OfficerField
    one_time_code: CodeField
    pin: PinField


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
    token = _derive(counter, "terminal", body.code)
    secret = _stretch(counter, body.code)

    def verb(act: Act, _: Caller) -> show.TerminalBody | Problem:
        paired = pair_terminal(act, secret, token_hash=hash_token(token))
        if isinstance(paired, TerminalRefusal):
            return show.refuse(paired)
        return show.show_terminal(paired)

    response = await counter.write(verb, status=201)
    if response.status_code == 201:
        _set_cookie(counter, response, TERMINAL_COOKIE, token)
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
        _set_cookie(counter, response, TERMINAL_COOKIE, token)
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
    code = f"{int(_derive(counter, 'pairing code', ''), 16) % 1_000_000:06d}"
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


@router.post("/session", response_model=show.SessionBody, responses=problem_answers(409, 429))
async def post_session(body: SignInBody, counter: AtStation) -> Response:
    """Sign in at this station with code and PIN; works without any network."""
    officer = OfficerNo(body.officer)
    proof = await prove_pin(counter, body.pin, officer=officer)
    if isinstance(proof, Problem):
        return counter.answer(proof)
    token = _derive(counter, "officer", officer)
    response = await counter.write(_signing_in(counter, proof, token))
    if response.status_code == 200:
        _set_cookie(counter, response, OFFICER_COOKIE, token)
    return response


@router.get("/session", response_model=show.SessionBody, responses=problem_answers())
async def get_session(counter: SignedIn) -> Response:
    """Who is signed in here. Asking does not keep the session open."""
    return await counter.read(lambda session, caller: _show_caller(counter, session, caller))


@router.post("/session/touch", response_model=show.SessionBody, responses=problem_answers())
async def post_touch(counter: SignedIn) -> Response:
    """Keep the session open: an officer is using the screen. Records nothing, needs no key."""
    sessions = _sessions(counter)

    def query(session: Session, caller: Caller) -> show.SessionBody | Problem:
        sessions.keep_unlocked(caller, _now(counter))
        return _show_caller(counter, session, caller)

    return await counter.read(query)


@router.delete("/session", response_model=show.SignedOutBody, responses=problem_answers())
async def delete_session(counter: AtStation) -> Response:
    """Sign out of this station."""
    token_hash = hash_token(counter.request.cookies.get(OFFICER_COOKIE, ""))
    sessions = _sessions(counter)

    def verb(act: Act, _: Caller) -> show.SignedOutBody:
        return show.SignedOutBody(officer=sign_out(act, token_hash, sessions=sessions))

    response = await counter.write(verb)
    if response.status_code == 200:
        response.delete_cookie(OFFICER_COOKIE, **_cookie_manners(counter))
    return response


@router.post(
    "/session/step-up", response_model=show.SessionBody, responses=problem_answers(409, 429)
)
async def post_step_up(body: StepUpBody, counter: SignedIn) -> Response:
    """Give the PIN again; for five minutes graver acts are then allowed."""
    proof = await prove_pin(counter, body.pin)
    if isinstance(proof, Problem):
        return counter.answer(proof)
    sessions, keys = _sessions(counter), counter.desk.identity.field_keys

    def verb(act: Act, _: Caller) -> show.SessionBody | Problem:
        raised = step_up(act, proof, sessions=sessions)
        if not isinstance(raised, store.Officer):
            return show.refuse(raised)
        return show.show_session(raised, keys=keys, stepped_up=True)

    return await counter.write(verb)


@router.post("/officers/pin", response_model=show.PinSetBody, responses=problem_answers(409, 429))
async def post_pin(body: SetPinBody, counter: AtStation) -> Response:
    """Choose a PIN at this site with the authority's one-time code."""
    officer = OfficerNo(body.officer)
    admitted = await admit_try(counter)
    if isinstance(admitted, Problem):
        return counter.answer(admitted)
    salt = bytes.fromhex(_derive(counter, "salt", officer))[: pins.SALT_BYTES]
    verifier = await pins.make_verifier(counter.desk.pepper, officer, body.pin, salt=salt)
    new = NewPin(officer, body.one_time_code, body.pin, verifier)
    sessions = _sessions(counter)

    def verb(act: Act, _: Caller) -> show.PinSetBody | Problem:
        owner = set_pin(act, new, sessions=sessions)
        if not isinstance(owner, store.Officer):
            return show.refuse(owner)
        return show.PinSetBody(officer=owner.officer)

    return await counter.write(verb)


@router.get("/officers", response_model=show.OfficersBody, responses=problem_answers())
async def get_officers(counter: Overseeing) -> Response:
    """Everybody the authority lists, names masked."""
    keys = counter.desk.identity.field_keys

    def query(session: Session, _: Caller) -> show.OfficersBody:
        return show.show_officers(store.all_officers(session), keys=keys)

    return await counter.read(query)


def _signing_in(
    counter: Counter, proof: PinProof, token: str
) -> Callable[[Act, Caller], show.SessionBody | Problem]:
    sessions, keys = _sessions(counter), counter.desk.identity.field_keys

    def verb(act: Act, _: Caller) -> show.SessionBody | Problem:
        officer = sign_in(act, proof, token_hash=hash_token(token), sessions=sessions)
        if not isinstance(officer, store.Officer):
            return show.refuse(officer)
        return show.show_session(officer, keys=keys, stepped_up=False)

    return verb


def _show_caller(counter: Counter, session: Session, caller: Caller) -> show.SessionBody | Problem:
    officer = store.officer(session, caller.officer) if caller.officer else None
    if officer is None:
        return Problem("signed_out", 401)
    keys = counter.desk.identity.field_keys
    return show.show_session(officer, keys=keys, stepped_up=caller.stepped_up)


def _derive(counter: Counter, purpose: str, text: str) -> str:
    """A secret of this very request: a retry makes the same one, and nothing has to keep it."""
    key = counter.request.headers.get("idempotency-key", "")
    return counter.desk.derive(purpose, f"{key}\0{text}")


def _stretch(counter: Counter, code: str) -> str:
    """Six digits as this machine alone can stretch them: a plain hash of them is soon undone."""
    return counter.desk.derive("code as typed", read_code(code))


def _set_cookie(counter: Counter, response: Response, name: str, token: str) -> None:
    max_age = TERMINAL_COOKIE_SECONDS if name == TERMINAL_COOKIE else None
    response.set_cookie(name, token, max_age=max_age, **_cookie_manners(counter))


def _cookie_manners(counter: Counter) -> dict[str, Any]:
    """No script reads it, no other site sends it; over TLS it stays there."""
    secure = counter.request.url.scheme == "https"
    return {"path": "/", "httponly": True, "samesite": "strict", "secure": secure}


def _sessions(counter: Counter) -> Sessions:
    sessions: Sessions = counter.request.app.state.sessions
    return sessions


def _now(counter: Counter) -> int:
    return counter.desk.clock.now().at_ms
