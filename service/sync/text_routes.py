"""Signed texts that come to the site by its carrier, and questions that leave with it.

The carrier is the process of this machine that has the network (`twogate sync --loop`). A text
counts by its own signature, whoever brings it.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from service.desk import Allow, Caller, Counter, at_counter
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.quota.answer_request import answer_request, judge_request, read_request
from service.quota.ask_board import Answered, AskBoard
from service.quota.request import REQUEST_PREFIX
from service.quota.rules import QuotaRefusal
from service.session import Session
from service.sites.load_trust import load_trust
from service.sync.find_tokens import find_tokens
from service.sync.site_bodies import Closed, TakenTextBody
from service.sync.site_end import SiteEnd
from service.sync.take_bundle import take_token
from service.sync.text_bodies import (
    AnswersBody,
    QuestionBody,
    TextBody,
    TokensBody,
    key_of,
    show_question,
)

router = APIRouter(prefix="/v1/sync", tags=["sync"])

Console = Annotated[Counter, at_counter(Allow(console=True))]


class SecondsQuery(Closed):
    """For how long to wait for a question."""

    seconds: float = Field(default=20.0, ge=0.0, le=30.0)


class TokensQuery(Closed):
    """Above which of the own events."""

    after: int = Field(ge=0, le=2**53 - 1)


@router.get(
    "/questions",
    response_model=QuestionBody,
    responses={204: {}, **problem_answers()},
    include_in_schema=False,  # it waits, which OpenAPI cannot say
)
async def get_question(
    counter: Console, request: Request, query: Annotated[SecondsQuery, Query()]
) -> Response:
    """Wait for a counter that is short of quota; 204 where none was."""
    refused = await counter.look(lambda session, caller: None)
    if isinstance(refused, Problem):
        return counter.answer(refused)
    board: AskBoard = request.app.state.ask_board
    ending: asyncio.Event = getattr(request.state, "stopping", None) or asyncio.Event()
    question = await board.take(seconds=query.seconds, ending=ending)
    return counter.answer(show_question(question)) if question else Response(status_code=204)


@router.post("/questions", response_model=TakenTextBody, responses=problem_answers())
async def post_answers(body: AnswersBody, counter: Console, request: Request) -> Response:
    """Bring what places said to a question."""
    refused = await counter.look(lambda session, caller: None)
    if isinstance(refused, Problem):
        return counter.answer(refused)
    board: AskBoard = request.app.state.ask_board
    said = [Answered(each.site, each.outcome, each.token) for each in body.answers]
    return counter.answer(TakenTextBody(is_new=board.answer(body.number, said)))


@router.post("/texts", response_model=TakenTextBody, responses=problem_answers(409))
async def post_text(body: TextBody, counter: Console) -> Response:
    """Take in a transfer, a void, or a request for quota, which is answered by a transfer; the same
    request by the same one, as long as its answer is kept."""
    if body.text.startswith(REQUEST_PREFIX):
        return await _answer_request(counter, body.text)
    trusting = counter.desk.identity.trust

    def verb(act: Act, _: Caller) -> TakenTextBody | Problem:
        trust = load_trust(act.session, trusting, at_ms=act.moment.at_ms)
        refusal = take_token(act, body.text, trust)
        return Problem(refusal, 409) if refusal else TakenTextBody(is_new=True)

    return await counter.record(verb)


@router.get("/tokens", response_model=TokensBody, responses=problem_answers())
async def get_tokens(
    counter: Console, request: Request, query: Annotated[TokensQuery, Query()]
) -> Response:
    """Transfers and voids of the present epoch that other places have to hear of, and up to which
    event that is all of them."""
    end: SiteEnd = request.app.state.site_end

    def find(session: Session, _: Caller) -> TokensBody:
        return find_tokens(session, end, after=query.after)

    return await counter.read(find)


async def _answer_request(counter: Counter, text: str) -> Response:
    """A refusal is not kept, so that the same need may be asked for again; a transfer is."""
    desk = counter.desk
    if counter.key() != key_of(text):
        return counter.answer(Problem("key_reused", 422))
    if answered := await counter.answered():
        return answered

    def judge(session: Session, _: Caller) -> Problem | None:
        at_ms = desk.clock.now().at_ms
        trust = load_trust(session, desk.identity.trust, at_ms=at_ms)
        request = read_request(text, trust, at_ms=at_ms)
        if isinstance(request, QuotaRefusal):
            return Problem(request, 409)
        judged = judge_request(session, desk.journal, desk.open_day(session), request)
        return Problem(judged, 409) if isinstance(judged, QuotaRefusal) else None

    if refused := await counter.look(judge):
        return counter.answer(refused)

    def verb(act: Act, _: Caller) -> TakenTextBody | Problem:
        trust = load_trust(act.session, desk.identity.trust, at_ms=act.moment.at_ms)
        sent = answer_request(act, text, trust, desk.identity.keys.signer)
        if isinstance(sent, QuotaRefusal):
            return Problem(sent, 409)
        carried, token = sent
        amounts = {int(each): amount for each, amount in carried.amounts.items()}
        return TakenTextBody(is_new=True, token=token, amounts=amounts)

    return await counter.write(verb)
