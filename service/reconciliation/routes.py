"""Anomalies and proofs over HTTP, for operators and auditors."""

import asyncio
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query, Request, Response

from service.desk import Caller, Counter, at_counter, officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.reconciliation import anomaly_store as store
from service.reconciliation.answer_anomaly import AnswerRefusal, answer_anomaly
from service.reconciliation.bodies import (
    LISTED,
    AnomaliesAsked,
    AnomaliesBody,
    AnomalyDetailBody,
    AnswerBody,
    show_evidence,
    show_list,
)
from service.reconciliation.keep_findings import State
from service.reconciliation.keep_proof import keep_proof
from service.reconciliation.proof_report import ProofBody, ProofsBody
from service.reconciliation.prove_journals import Proof, Standing, prove_journals
from service.reconciliation.rules.finding import Tolerances
from service.reconciliation.show_proof import show_proof
from service.session import Session
from service.vocabulary import Role

router = APIRouter(prefix="/v1", tags=["reconciliation"])

Watching = Annotated[Counter, at_counter(officers(Role.OPERATOR, Role.AUDITOR, console=True))]
Answering = Annotated[Counter, at_counter(officers(Role.OPERATOR))]
Dismissing = Annotated[Counter, at_counter(officers(Role.OPERATOR, step_up=True))]
Number = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]

REFUSALS = {AnswerRefusal.UNKNOWN: 404}


@router.get("/anomalies", response_model=AnomaliesBody, responses=problem_answers())
async def get_anomalies(counter: Watching, asked: Annotated[AnomaliesAsked, Query()]) -> Response:
    """The anomalies of a kind, weight, site, state or member, the newest first."""

    def query(session: Session, _: Caller) -> AnomaliesBody:
        return show_list(session, asked.for_store(), count=asked.limit)

    return await counter.read(query)


@router.get("/anomalies/{number}", response_model=AnomalyDetailBody, responses=problem_answers(404))
async def get_anomaly(number: Number, counter: Watching) -> Response:
    """One anomaly with its evidence and all that was said of it."""

    def query(session: Session, _: Caller) -> AnomalyDetailBody | Problem:
        known = store.find(session, number)
        return show_evidence(session, known) if known else Problem(AnswerRefusal.UNKNOWN, 404)

    return await counter.read(query)


@router.post(
    "/anomalies/{number}/take",
    response_model=AnomalyDetailBody,
    responses=problem_answers(404, 409),
)
async def post_take(number: Number, body: AnswerBody, counter: Answering) -> Response:
    """Look into an anomaly: it has an owner now."""
    return await _answer(counter, number, State.TAKEN, body)


@router.post(
    "/anomalies/{number}/explain",
    response_model=AnomalyDetailBody,
    responses=problem_answers(404, 409),
)
async def post_explain(number: Number, body: AnswerBody, counter: Answering) -> Response:
    """Say what explains it."""
    return await _answer(counter, number, State.EXPLAINED, body)


@router.post(
    "/anomalies/{number}/dismiss",
    response_model=AnomalyDetailBody,
    responses=problem_answers(404, 409),
)
async def post_dismiss(number: Number, body: AnswerBody, counter: Dismissing) -> Response:
    """Let it rest, by a note that the hub's journal vouches for."""
    return await _answer(counter, number, State.DISMISSED, body)


@router.get("/proofs", response_model=ProofsBody, responses=problem_answers())
async def get_proofs(
    counter: Watching,
    before: Annotated[int, Query(ge=0, le=2**53)] = 2**53,
    limit: Annotated[int, Query(ge=1, le=LISTED)] = 10,
) -> Response:
    """The proof reports, the newest first."""

    def query(session: Session, _: Caller) -> ProofsBody:
        kept = store.proofs(session, before_ms=before, count=limit)
        return ProofsBody(proofs=[show_proof(each) for each in kept])

    return await counter.read(query)


@router.post("/proofs", status_code=201, response_model=ProofBody, responses=problem_answers())
async def post_proof(request: Request, counter: Watching) -> Response:
    """Prove all journals now: it reads for as long as it takes, and then writes once."""
    answered = await counter.answered()
    if answered is not None:
        return answered
    desk, zone = counter.desk, ZoneInfo(request.app.state.time_zone)
    tolerances: Tolerances = request.app.state.tolerances
    trust_of = request.app.state.centre.trust

    def look(session: Session) -> Proof:
        now_ms = desk.clock.now().at_ms
        hub = f"{desk.identity.site}.{desk.identity.epoch}"
        standing = Standing(hub, trust_of(session), now_ms, zone, tolerances)
        return prove_journals(session, standing)

    proof = await asyncio.to_thread(desk.database.read_moment, look)

    def verb(act: Act, _: Caller) -> ProofBody:
        return show_proof(keep_proof(act.session, proof, desk.identity.keys.signer))

    return await counter.write(verb, status=201)


async def _answer(counter: Counter, number: str, answer: State, body: AnswerBody) -> Response:
    def verb(act: Act, _: Caller) -> AnomalyDetailBody | Problem:
        done = answer_anomaly(act, number, answer, note=body.note, digest=body.digest)
        if isinstance(done, AnswerRefusal):
            return Problem(done, REFUSALS.get(done, 409))
        return show_evidence(act.session, done)

    return await counter.write(verb)
