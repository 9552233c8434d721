"""The counter at which a simulated member buys: the verbs of quota behind a route of their own.

In production a declaration asks them; its goods and rates add nothing to who may take how much.
"""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel

from service.desk import Caller, Counter, at_counter, officers
from service.http_problems import Problem
from service.journal.act import Act
from service.journal.event import Event, EventName
from service.quota.bodies import AmountBody, amounts_of
from service.quota.override_quota import Override, OverrideReason, override_quota
from service.quota.refund_quota import refund_quota
from service.quota.spend_quota import spend_quota
from service.vocabulary import MemberNo, Role

router = APIRouter(prefix="/simulated")

AtTill = Annotated[Counter, at_counter(officers(Role.OFFICER, Role.SUPERVISOR))]
Supervising = Annotated[Counter, at_counter(officers(Role.SUPERVISOR, step_up=True))]


class SpendBody(BaseModel):
    """Who takes how much."""

    member: int
    amounts: list[AmountBody]


class RefundBody(BaseModel):
    """The event that debited."""

    debit: str


class OverrideBody(SpendBody):
    """Who may have how much beside the quota."""

    reason: OverrideReason


class MovedBody(BaseModel):
    """The event that was recorded."""

    reference: str


@router.post("/spend")
async def post_spend(body: SpendBody, counter: AtTill) -> Response:
    """Use quota up."""
    amounts = amounts_of(body.amounts)

    def verb(act: Act, _: Caller) -> MovedBody | Problem:
        return _told(spend_quota(act, MemberNo(body.member), amounts))

    return await counter.write(verb, status=201)


@router.post("/refund")
async def post_refund(body: RefundBody, counter: AtTill) -> Response:
    """Give back what was used up."""
    debit = EventName.parse(body.debit)
    assert debit is not None

    def verb(act: Act, _: Caller) -> MovedBody | Problem:
        return _told(refund_quota(act, debit))

    return await counter.write(verb, status=201)


@router.post("/override")
async def post_override(body: OverrideBody, counter: Supervising) -> Response:
    """Let somebody exceed the quota."""
    amounts = amounts_of(body.amounts)

    def verb(act: Act, _: Caller) -> MovedBody | Problem:
        return _told(override_quota(act, MemberNo(body.member), amounts, Override(body.reason)))

    return await counter.write(verb, status=201)


def _told(done: Event | str) -> MovedBody | Problem:
    if isinstance(done, Event):
        return MovedBody(reference=str(done.name))
    return Problem(done, 409)
