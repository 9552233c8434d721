"""Risk hits over HTTP: enter, lift, list. Whom they are about never hears of them."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from service.desk import Caller, Counter, at_counter, officers
from service.hits import bodies, store
from service.hits.enter_hit import enter_hit
from service.hits.lift_hit import lift_hit
from service.hits.rules import HitRefusal, read_scope
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.session import Session
from service.vocabulary import Role

router = APIRouter(prefix="/v1/hits", tags=["hits"])

WRITERS: Final = (Role.OPERATOR, Role.SUPERVISOR)
LISTED_MS: Final = 30 * 24 * 3600 * 1000
Entering = Annotated[Counter, at_counter(officers(*WRITERS))]
Reading = Annotated[Counter, at_counter(officers(*WRITERS, Role.AUDITOR))]
Reference = Annotated[str, Path(max_length=40)]


@router.get("", response_model=bodies.HitsBody, responses=problem_answers())
async def get_hits(counter: Reading) -> Response:
    """Every hit that held within the last 30 days."""

    def query(session: Session, _: Caller) -> bodies.HitsBody:
        now_ms = counter.desk.clock.now().at_ms
        found = store.hits_since(session, since_ms=now_ms - LISTED_MS)
        return bodies.HitsBody(items=bodies.show_hits(found, now_ms=now_ms))

    return await counter.read(query)


@router.post("", status_code=201, response_model=bodies.HitBody, responses=problem_answers(409))
async def post_hit(body: bodies.EnterBody, counter: Entering) -> Response:
    """Enter a hit: it holds at once."""

    def verb(act: Act, _: Caller) -> bodies.HitBody | Problem:
        scope = read_scope(body.kind, body.value)
        if isinstance(scope, HitRefusal):
            return Problem(scope, 409)
        return _show(act, enter_hit(act, scope, until_ms=body.until, reason=body.reason))

    return await counter.write(verb, status=201)


@router.post(
    "/{reference}/lift", response_model=bodies.HitBody, responses=problem_answers(404, 409)
)
async def post_lift(reference: Reference, body: bodies.LiftBody, counter: Entering) -> Response:
    """Lift a hit before its time."""

    def verb(act: Act, _: Caller) -> bodies.HitBody | Problem:
        return _show(act, lift_hit(act, reference, body.reason))

    return await counter.write(verb)


def _show(act: Act, done: store.Hit | HitRefusal) -> bodies.HitBody | Problem:
    if isinstance(done, HitRefusal):
        return Problem(done, 404 if done is HitRefusal.UNKNOWN_HIT else 409)
    return bodies.show_hit(done, now_ms=act.moment.at_ms)
