"""Signed feed pages over HTTP, from this machine's own command line."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from service.desk import Allow, Caller, Counter, at_counter
from service.feeds.apply_items import FeedAppliers
from service.feeds.apply_page import PageApplied
from service.feeds.receive_page import receive_page
from service.feeds.store import positions
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.session import Session

router = APIRouter(prefix="/v1/feeds", tags=["sync"])

Console = Annotated[Counter, at_counter(Allow(console=True))]


class PositionBody(BaseModel):
    """Where a feed stands after a page was taken in."""

    feed: str
    audience: str
    number: int


class PositionsBody(BaseModel):
    """How far each feed has been applied, as ``{"members/all": "1.25000"}``."""

    positions: dict[str, str]


@router.get("/positions", response_model=PositionsBody, responses=problem_answers())
async def get_positions(counter: Console) -> Response:
    """How far each feed has been applied here."""

    def query(session: Session, _: Caller) -> PositionsBody:
        return PositionsBody(positions=positions(session))

    return await counter.read(query)


@router.post(
    "/pages", status_code=201, response_model=PositionBody, responses=problem_answers(409, 413)
)
async def post_page(request: Request, counter: Console) -> Response:
    """Take in one signed page (its bytes are the body), in order and whole."""
    data = await request.body()
    appliers: FeedAppliers = request.app.state.feed_appliers
    raise_floor: Callable[[int], None] = request.app.state.raise_floor

    def verb(act: Act, _: Caller) -> PositionBody | Problem:
        done = receive_page(
            act.session,
            data,
            identity=counter.desk.identity,
            appliers=appliers,
            at_ms=act.moment.at_ms,
        )
        if not isinstance(done, PageApplied):
            return Problem(done, 409)
        raise_floor(done.signed_at_ms)  # the authority signed that time, whatever comes of the page
        return PositionBody(feed=done.feed, audience=done.audience, number=done.number)

    return await counter.write(verb, status=201)
