"""A counter asks other places for the quota that goods are short of, and tells what came.

Between the exempt part and waiting (docs/protocol.md, Quota): for three seconds, and never inside
a transaction.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from service.declarations import bodies
from service.declarations.assess_declaration import Assessed, assess_declaration
from service.declarations.find_shortage import Shortage, find_shortage
from service.declarations.judge_member import Here
from service.declarations.rules.lines import LineRefused
from service.declarations.rules.states import PRIVATE_REFUSALS, DeclareRefusal
from service.desk import Caller, Counter, at_counter, kiosk_or_officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.quota.ask_board import Answered, AskBoard
from service.quota.receive_quota import Received
from service.quota.receive_transfer import receive_transfer
from service.session import Session
from service.sites.load_trust import load_trust
from service.vocabulary import MemberNo, Role, Unit

router = APIRouter(prefix="/v1/declarations", tags=["declarations"])

ASKED_PER_MINUTE = 10
NOBODY = "nobody_to_ask"
SENT = "sent"

AtGate = Annotated[Counter, at_counter(kiosk_or_officers(Role.OFFICER, Role.SUPERVISOR))]


class ShortBody(BaseModel):
    """What is missing of one component, in its unit."""

    component: int
    code: str
    unit: Unit
    amount: int


class PlaceAnsweredBody(BaseModel):
    """What one place said: ``sent`` with what was credited by component, ``relayed`` where the hub
    hands the question on, or why nothing came."""

    site: str
    outcome: str
    credited: dict[int, int]


class AskedBody(BaseModel):
    """What was missing, what came of asking, and what the lines come to now."""

    short: list[ShortBody]
    answers: list[PlaceAnsweredBody]
    assessment: bodies.AssessmentBody


@router.post("/ask", response_model=AskedBody, responses=problem_answers(409, 429))
async def ask_for_quota(body: bodies.AssessBody, counter: AtGate, request: Request) -> Response:
    """Ask the member's home site, other places and the hub for what these lines are short of, and
    credit what comes within three seconds."""
    if limited := counter.limited("ask", per_minute=ASKED_PER_MINUTE):
        return counter.answer(limited)
    if answered := await counter.answered():
        return answered
    board: AskBoard = request.app.state.ask_board
    found = await counter.look(lambda session, caller: _shortage(session, caller, counter, body))
    if isinstance(found, Problem):
        return counter.answer(found)
    short, answers = found, await board.ask(found.requests)

    def verb(act: Act, caller: Caller) -> AskedBody | Problem:
        told = _take(act, counter, answers)
        assessed = _assess(act.session, caller, counter, body, Here.of(act))
        if isinstance(assessed, Problem):
            return assessed
        return AskedBody(
            short=_show_short(short, assessed),
            answers=told,
            assessment=bodies.show_assessed(assessed, body.excess),
        )

    return await counter.write(verb)


def _shortage(
    session: Session, caller: Caller, counter: Counter, body: bodies.AssessBody
) -> Shortage | Problem:
    desk = counter.desk
    here = Here(desk.journal, desk.clock.now(), desk.open_day(session))
    assessed = _assess(session, caller, counter, body, here)
    if isinstance(assessed, Problem):
        return assessed
    trust = load_trust(session, desk.identity.trust, at_ms=here.moment.at_ms)
    return find_shortage(session, MemberNo(body.member), assessed, here, trust)


def _assess(
    session: Session, caller: Caller, counter: Counter, body: bodies.AssessBody, here: Here
) -> Assessed | Problem:
    said = [each.said() for each in body.lines]
    keys = counter.desk.identity.field_keys
    done = assess_declaration(session, MemberNo(body.member), said, here=here, keys=keys)
    if isinstance(done, LineRefused):
        return Problem(done.reason, 409, known={"line": done.line})
    if isinstance(done, DeclareRefusal):
        private = caller.officer is None and done in PRIVATE_REFUSALS
        return Problem("see_officer" if private else done, 409)
    return done


def _take(
    act: Act, counter: Counter, answers: Sequence[Answered] | None
) -> list[PlaceAnsweredBody]:
    """Credit each transfer that came; each place's answer with what that was."""
    if answers is None:
        return [PlaceAnsweredBody(site=act.journal.site, outcome=NOBODY, credited={})]
    trust = load_trust(act.session, counter.desk.identity.trust, at_ms=act.moment.at_ms)
    told = []
    for each in answers:
        outcome, credited = each.outcome, dict[int, int]()
        if each.token is not None:
            done = receive_transfer(act, each.token, trust)
            outcome = SENT if isinstance(done, Received) else str(done)
            if isinstance(done, Received):
                credited = {int(slot.component): n for slot, n in done.split.credited.items()}
        told.append(PlaceAnsweredBody(site=each.site, outcome=outcome, credited=credited))
    return told


def _show_short(short: Shortage, assessed: Assessed) -> list[ShortBody]:
    parts = {each.component: each for each in assessed.before}
    return [
        ShortBody(
            component=component,
            code=parts[component].code,
            unit=parts[component].unit,
            amount=amount,
        )
        for component, amount in short.amounts.items()
    ]
