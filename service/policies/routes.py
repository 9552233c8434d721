"""The policy over HTTP: what holds today, as screens need it, and every version held here."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.desk import PUBLIC, Caller, Counter, at_counter, officers
from service.http_problems import problem_answers
from service.kit.clock import Trust
from service.policies.rules.dates import day_of_goods
from service.policies.show_policy import (
    PolicyBody,
    PolicyVersionsBody,
    show_policy,
    show_versions,
)
from service.policies.store import policy_in_force
from service.session import Session
from service.vocabulary import Role

router = APIRouter(prefix="/v1", tags=["policy"])

Anybody = Annotated[Counter, at_counter(PUBLIC)]
Reading = Annotated[Counter, at_counter(officers(*Role, console=True))]


@router.get(
    "/policy",
    response_model=PolicyBody,
    responses={**problem_answers(), 304: {"description": "As the `ETag` that was shown says"}},
)
async def policy(counter: Anybody, request: Request) -> Response:
    """The policy of the open trade day. Public, as the rules of the trade are."""

    def query(session: Session, _: Caller) -> PolicyBody:
        day, moment = counter.desk.open_day(session), counter.desk.clock.now()
        policy = policy_in_force(session, day)
        if day is None:
            return show_policy(policy, day)
        at_ms = moment.at_ms if moment.trust is not Trust.NONE else None
        return show_policy(policy, day, day_of_goods(day, at_ms, policy.zone))

    answer = await counter.read(query)
    tag = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


@router.get("/policies", response_model=PolicyVersionsBody, responses=problem_answers())
async def policies(counter: Reading) -> Response:
    """Every version that this site holds, and the days it opened under each."""
    return await counter.read(lambda session, _: show_versions(session))
