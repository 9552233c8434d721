"""The turn queue over HTTP: tickets, calls, and what displays show."""

from typing import Annotated

from fastapi import APIRouter, Response

from service.checkin import bodies, turns_store
from service.checkin.call_turn import TurnRefusal, call_turn
from service.checkin.finish_turn import finish_turn
from service.checkin.rules import Lane, Refused, ticket
from service.checkin.show import member_by_number
from service.checkin.take_turn import take_turn
from service.checkin.turns_store import Ticket
from service.checkin.waiting import waiting_behind
from service.desk import ANY_TERMINAL, Caller, Counter, at_counter, kiosk_or_officers, officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.kit.pii import FieldKeys
from service.session import Session
from service.vocabulary import Role, TradeDay

router = APIRouter(prefix="/v1/turns", tags=["queue"])

STAFF = (Role.OFFICER, Role.SUPERVISOR)
SHOWN_CALLS = 8
AtGate = Annotated[Counter, at_counter(kiosk_or_officers(*STAFF))]
AtStation = Annotated[Counter, at_counter(officers(*STAFF))]


@router.get("", response_model=bodies.TurnsBody, responses=problem_answers())
async def turns(counter: Annotated[Counter, at_counter(ANY_TERMINAL)]) -> Response:
    """How long each lane is, and who was called last. Names nobody."""

    def query(session: Session, _: Caller) -> bodies.TurnsBody:
        day = counter.desk.open_day(session)
        return _turns(session, day) if day else bodies.TurnsBody(lanes=[], calls=[])

    return await counter.read(query)


@router.post(
    "", status_code=201, response_model=bodies.TurnBody, responses=problem_answers(409, 429)
)
async def take(body: bodies.LaneBody, counter: AtGate) -> Response:
    """Take a ticket without a check-in."""
    if limited := counter.limited("ticket", per_minute=10):
        return counter.answer(limited)

    def verb(act: Act, _: Caller) -> bodies.TurnBody | Problem:
        taken = take_turn(act, body.lane)
        if isinstance(taken, Refused):
            return Problem(taken, 409)
        return bodies.TurnBody.of(taken)

    return await counter.write(verb, status=201)


@router.post("/call", response_model=bodies.CalledBody, responses=problem_answers(409))
async def call(body: bodies.LaneBody, counter: AtStation) -> Response:
    """Call the next ticket of a lane to this counter."""

    def verb(act: Act, _: Caller) -> bodies.CalledBody | Problem:
        return _called(act.session, call_turn(act, body.lane), counter.desk.identity.field_keys)

    return await counter.write(verb)


@router.post("/{number}/finish", response_model=bodies.CalledBody, responses=problem_answers(409))
async def finish(number: str, body: bodies.FinishBody, counter: AtStation) -> Response:
    """Finish a called ticket: served, or absent."""

    def verb(act: Act, _: Caller) -> bodies.CalledBody | Problem:
        done = finish_turn(act, number, body.result)
        return _called(act.session, done, counter.desk.identity.field_keys)

    return await counter.write(verb)


def _called(
    session: Session, done: Ticket | TurnRefusal | Refused, keys: FieldKeys
) -> bodies.CalledBody | Problem:
    if not isinstance(done, Ticket):
        return Problem(done, 409)
    return bodies.CalledBody(
        number=ticket(done.lane, done.number),
        lane=done.lane,
        reference=done.reference,
        member=member_by_number(session, done.member, keys),
    )


def _turns(session: Session, day: TradeDay) -> bodies.TurnsBody:
    lanes = []
    for lane in Lane:
        waiting = waiting_behind(session, day, lane)
        lanes.append(
            bodies.LaneStateBody(
                lane=lane, waiting=waiting.ahead, wait_seconds=waiting.wait_seconds
            )
        )
    calls = [
        bodies.CallBody(
            number=ticket(each.lane, each.number),
            lane=each.lane,
            counter=each.counter,
            at=each.called_at_ms or 0,
        )
        for each in turns_store.recent_calls(session, day, count=SHOWN_CALLS)
    ]
    return bodies.TurnsBody(lanes=lanes, calls=calls)
