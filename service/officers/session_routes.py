"""Officers over HTTP, at a site's station and at the hub: sign-in, PINs, and who is listed."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from service.desk import (
    OFFICER_COOKIE,
    OPERATOR_COOKIE,
    Allow,
    Caller,
    Counter,
    at_counter,
    officers,
)
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.officers import pins, show, store
from service.officers.prove_pin import PinProof, admit_try, prove_pin
from service.officers.rules import hash_token
from service.officers.set_pin import NewPin, set_pin
from service.officers.show_caller import sessions_at, show_caller, show_signed_in
from service.officers.sign_in import sign_in
from service.officers.sign_out import sign_out
from service.officers.step_up import step_up
from service.session import Session
from service.vocabulary import OfficerNo, Role, TerminalRole

router = APIRouter(prefix="/v1", tags=["officers and terminals"])

_STATION: Final = Allow(terminals=frozenset({TerminalRole.STATION}), hub=True)
_BLIND: Final = frozenset({OFFICER_COOKIE, OPERATOR_COOKIE})

AtStation = Annotated[Counter, at_counter(_STATION, without=_BLIND)]
SignedIn = Annotated[Counter, at_counter(officers(*Role))]
Overseeing = Annotated[Counter, at_counter(officers(Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR))]

OfficerField = Annotated[str, Field(pattern=r"^[0-9]{4,6}$")]
PinField = Annotated[str, Field(min_length=1, max_length=64)]
CodeField = Annotated[str, Field(min_length=1, max_length=64)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


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


@router.post("/session", response_model=show.SessionBody, responses=problem_answers(409, 429))
async def post_session(body: SignInBody, counter: AtStation) -> Response:
    """Sign in at this station with code and PIN; works without any network."""
    officer = OfficerNo(body.officer)
    proof = await prove_pin(counter, body.pin, officer=officer)
    if isinstance(proof, Problem):
        return counter.answer(proof)
    token = counter.derive("officer", officer)
    response = await counter.write(_signing_in(counter, proof, token))
    if response.status_code == 200:
        counter.give_cookie(response, counter.desk.officer_cookie, token)
    return response


@router.get("/session", response_model=show.SessionBody, responses=problem_answers())
async def get_session(counter: SignedIn) -> Response:
    """Who is signed in here. Asking does not keep the session open."""
    return await counter.read(lambda session, caller: show_caller(counter, session, caller))


@router.delete("/session", response_model=show.SignedOutBody, responses=problem_answers())
async def delete_session(counter: AtStation) -> Response:
    """Sign out of this station."""
    token_hash = hash_token(counter.request.cookies.get(counter.desk.officer_cookie, ""))
    sessions = sessions_at(counter)

    def verb(act: Act, _: Caller) -> show.SignedOutBody:
        return show.SignedOutBody(officer=sign_out(act, token_hash, sessions=sessions))

    response = await counter.write(verb)
    if response.status_code == 200:
        counter.take_cookie(response, counter.desk.officer_cookie)
    return response


@router.post(
    "/session/step-up", response_model=show.SessionBody, responses=problem_answers(409, 429)
)
async def post_step_up(body: StepUpBody, counter: SignedIn) -> Response:
    """Give the PIN again; for five minutes graver acts are then allowed."""
    proof = await prove_pin(counter, body.pin)
    if isinstance(proof, Problem):
        return counter.answer(proof)
    sessions = sessions_at(counter)

    def verb(act: Act, caller: Caller) -> show.SessionBody | Problem:
        raised = step_up(act, caller, proof, sessions=sessions)
        if not isinstance(raised, store.Officer):
            return show.refuse(raised)
        return show_signed_in(counter, raised, stepped_up=True)

    return await counter.write(verb)


@router.post("/officers/pin", response_model=show.PinSetBody, responses=problem_answers(409, 429))
async def post_pin(body: SetPinBody, counter: AtStation) -> Response:
    """Choose a PIN at this site with the authority's one-time code."""
    officer = OfficerNo(body.officer)
    admitted = await admit_try(counter)
    if isinstance(admitted, Problem):
        return counter.answer(admitted)
    salt = bytes.fromhex(counter.derive("salt", officer))[: pins.SALT_BYTES]
    verifier = await pins.make_verifier(counter.desk.pepper, officer, body.pin, salt=salt)
    new = NewPin(officer, body.one_time_code, body.pin, verifier)
    sessions = sessions_at(counter)

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
    sessions = sessions_at(counter)

    def verb(act: Act, _: Caller) -> show.SessionBody | Problem:
        officer = sign_in(act, proof, token_hash=hash_token(token), sessions=sessions)
        if not isinstance(officer, store.Officer):
            return show.refuse(officer)
        return show_signed_in(counter, officer, stepped_up=False)

    return verb
