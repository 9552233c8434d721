"""Bundles over HTTP: sealed here for a stick or a peer, and taken in from one."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.database import Busy
from service.desk import Caller, Counter, at_counter, officers
from service.group_commit import NotWriting
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.session import Session
from service.sites.load_trust import load_trust
from service.sync.bundle import Bundle, BundleFlaw, open_bundle
from service.sync.fill_bundle import Filled, FillRefusal, fill_bundle
from service.sync.running_site import SiteOnLoop
from service.sync.take_bundle import Taken, take_pages, take_tokens
from service.vocabulary import Role, SiteNo

router = APIRouter(prefix="/v1/bundles", tags=["sync"])

STAFF: Final = (Role.OFFICER, Role.SUPERVISOR, Role.OPERATOR)
AtStation = Annotated[Counter, at_counter(officers(*STAFF, console=True))]
SitePath = Annotated[str, Path(pattern="^S[0-9]{2}$")]

NEXT_HEADER: Final = "Twogate-Next"
MEDIA_TYPE: Final = "application/octet-stream"
REFUSALS_TOLD: Final = 20

_UPLOAD: Final = {
    "requestBody": {
        "required": True,
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


class FillQuery(BaseModel):
    """``after``: the place that the file before named in ``Twogate-Next``; nothing at first."""

    model_config = ConfigDict(extra="forbid")

    after: str = Field(default="", max_length=80)


class RefusedBody(BaseModel):
    """A part that was not taken in: what it is, and why."""

    kind: str
    reason: str


class TakenBody(BaseModel):
    """From whom a bundle came, sealed when (ms, UTC by its sender's clock), and what became of its
    parts. The first 20 refusals are told."""

    sender: str
    sealed_at: int
    new: int
    held: int
    refused: int
    refusals: list[RefusedBody] = Field(max_length=REFUSALS_TOLD)


@router.get(
    "/{site}",
    response_class=Response,
    responses={
        200: {"content": {MEDIA_TYPE: {}}, "description": "A sealed file"},
        204: {"description": "Nothing is left to carry"},
        **problem_answers(404),
    },
)
async def get_bundle(
    site: SitePath, counter: AtStation, query: Annotated[FillQuery, Query()]
) -> Response:
    """Seal the next file for another place: the journal for the hub (S00), the authority's pages
    for a peer. `Twogate-Next` tells where the one after it goes on."""
    desk = counter.desk

    def fill(session: Session, _: Caller) -> Filled | Problem:
        filled = fill_bundle(
            session, desk.identity, to=SiteNo(site), after=query.after, at_ms=desk.clock.now().at_ms
        )
        return Problem(filled, 404) if isinstance(filled, FillRefusal) else filled

    filled = await counter.look(fill)
    if isinstance(filled, Problem):
        return counter.answer(filled)
    if filled.data is None:
        return Response(status_code=204)
    headers = {NEXT_HEADER: filled.after, "Cache-Control": "no-store"}
    return Response(filled.data, media_type=MEDIA_TYPE, headers=headers)


@router.post(
    "", response_model=TakenBody, responses=problem_answers(409, 413), openapi_extra=_UPLOAD
)
async def post_bundle(request: Request, counter: AtStation) -> Response:
    """Take a bundle in (its bytes are the body). What is held already is passed over."""
    if answered := await counter.answered():
        return answered
    opened = await _open(counter, await request.body())
    if isinstance(opened, Problem):
        return counter.answer(opened)
    try:
        taken = await _take_pages(request, counter, opened)
    except Busy:
        return counter.answer(Problem("busy", 503))
    except NotWriting:
        return counter.answer(Problem("site_not_writing", 503))

    def verb(act: Act, _: Caller) -> TakenBody:
        trust = load_trust(act.session, counter.desk.identity.trust, at_ms=act.moment.at_ms)
        take_tokens(act, opened.parts, trust, taken)
        return _show(opened, taken)

    return await counter.write(verb)


async def _open(counter: Counter, data: bytes) -> Bundle | Problem:
    identity = counter.desk.identity

    def read(session: Session, _: Caller) -> Bundle | Problem:
        trust = load_trust(session, identity.trust, at_ms=counter.desk.clock.now().at_ms)
        opened = open_bundle(data, own=identity.site, keys=identity.keys, trust=trust)
        return Problem(opened, 409) if isinstance(opened, BundleFlaw) else opened

    return await counter.look(read)


async def _take_pages(request: Request, counter: Counter, bundle: Bundle) -> Taken:
    """In a thread beside the event loop: between two pages check-ins go on."""
    state = request.app.state
    loop = asyncio.get_running_loop()
    site = SiteOnLoop(counter.desk, state.feed_appliers, state.raise_floor, loop)
    return await asyncio.to_thread(take_pages, bundle.parts, site)


def _show(bundle: Bundle, taken: Taken) -> TakenBody:
    refusals = [RefusedBody(kind=kind, reason=why) for kind, why in taken.refused]
    return TakenBody(
        sender=bundle.sender,
        sealed_at=bundle.sealed_at_ms,
        new=taken.new,
        held=taken.held,
        refused=len(refusals),
        refusals=refusals[:REFUSALS_TOLD],
    )
