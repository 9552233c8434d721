"""Operators of the hub over HTTP: who they are, and that they still use the screen."""

from typing import Annotated

from fastapi import APIRouter, Response

from service.desk import Allow, Caller, Counter, at_counter, officers
from service.feed_writer import FeedKey
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.officers import show
from service.officers.operator_bodies import (
    ListedBody,
    OperatorToListBody,
    list_or_refuse,
    who_is,
)
from service.officers.show_caller import show_caller
from service.vocabulary import Role

router = APIRouter(prefix="/v1", tags=["operators"])

Console = Annotated[Counter, at_counter(Allow(console=True))]
SignedIn = Annotated[Counter, at_counter(officers(*Role))]


@router.post(
    "/operators", status_code=201, response_model=ListedBody, responses=problem_answers(409)
)
async def post_operators(body: OperatorToListBody, counter: Console) -> Response:
    """List an operator or auditor of the hub. Each listing makes a new code and ends the old one,
    so the answer is kept nowhere."""
    who = who_is(body)
    key: FeedKey | None = counter.request.app.state.feed_key

    def verb(act: Act, _: Caller) -> ListedBody | Problem:
        act.key = None
        return list_or_refuse(act, who, key)

    return await counter.record(verb, status=201)


@router.post("/session/touch", response_model=show.SessionBody, responses=problem_answers())
async def post_touch(counter: SignedIn) -> Response:
    """Keep the session open: an operator is using the screen. Records nothing, needs no key."""
    return await counter.record(lambda act, caller: show_caller(counter, act.session, caller))
