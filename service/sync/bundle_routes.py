"""Bundles over HTTP at a site: sealed for a stick or a peer, and taken in."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from service.database import Busy
from service.desk import Caller, Counter, at_counter, officers
from service.group_commit import NotWriting
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.session import Session
from service.sites.load_trust import load_trust
from service.sync.bundle import Bundle, BundleFlaw, open_bundle
from service.sync.bundle_bodies import (
    MEDIA_TYPE,
    NEXT_HEADER,
    UPLOAD,
    FillQuery,
    PlaceBody,
    PlacesBody,
    TakenBody,
    show_taken,
)
from service.sync.fill_bundle import (
    Filled,
    FillRefusal,
    Found,
    fill_bundle,
    found_at_site,
    receivers,
)
from service.sync.running_site import SiteOnLoop
from service.sync.site_end import SiteEnd
from service.sync.take_bundle import (
    Taken,
    take_at_site,
    take_pages,
)
from service.vocabulary import Role, SiteNo

router = APIRouter(prefix="/v1/bundles", tags=["sync"])

STAFF: Final = (Role.OFFICER, Role.SUPERVISOR, Role.OPERATOR)
AtStation = Annotated[Counter, at_counter(officers(*STAFF, console=True))]
SitePath = Annotated[str, Path(pattern="^S[0-9]{2}$")]
AfterQuery = Annotated[FillQuery, Query()]

SEALED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {MEDIA_TYPE: {}}, "description": "A sealed file"},
    204: {"description": "Nothing is left to carry"},
    **problem_answers(404),
}


@router.get("", response_model=PlacesBody, responses=problem_answers())
async def get_places(counter: AtStation) -> Response:
    """For which places files can be sealed here."""
    desk, at_ms = counter.desk, counter.desk.clock.now().at_ms

    def query(session: Session, _: Caller) -> PlacesBody:
        places = [
            PlaceBody(no=each.site, zh=each.names.zh, vi=each.names.vi, en=each.names.en)
            for each in receivers(session, desk.identity, at_ms=at_ms)
        ]
        return PlacesBody(own=desk.identity.site, places=places)

    return await counter.read(query)


@router.get("/{site}", response_class=Response, responses=SEALED)
async def get_bundle(
    site: SitePath, counter: AtStation, request: Request, query: AfterQuery
) -> Response:
    """Seal the next file for another place: the journal for the hub (S00), the authority's pages
    and what is between the two for a peer. `Twogate-Next` tells where the one after it goes on."""
    end: SiteEnd = request.app.state.site_end
    to = SiteNo(site)
    return await seal_next(
        counter, to, lambda session: found_at_site(session, end, to, query.after)
    )


@router.post(
    "", response_model=TakenBody, responses=problem_answers(409, 413), openapi_extra=UPLOAD
)
async def post_bundle(request: Request, counter: AtStation) -> Response:
    """Take a bundle in (its bytes are the body). What is held already is passed over."""
    if answered := await counter.answered():
        return answered
    opened = await open_sent(counter, await request.body())
    if isinstance(opened, Problem):
        return counter.answer(opened)
    pages = await take_pages_in(request, counter, opened)
    if isinstance(pages, Problem):
        return counter.answer(pages)
    end: SiteEnd = request.app.state.site_end

    def verb(act: Act, _: Caller) -> TakenBody:
        trust = load_trust(act.session, counter.desk.identity.trust, at_ms=act.moment.at_ms)
        return show_taken(opened, pages, take_at_site(act, opened.parts, end, trust))

    return await counter.write(verb)


async def seal_next(counter: Counter, to: SiteNo, found: Callable[[Session], Found]) -> Response:
    desk, at_ms = counter.desk, counter.desk.clock.now().at_ms

    def fill(session: Session, _: Caller) -> Filled | Problem:
        filled = fill_bundle(session, desk.identity, found(session), to=to, at_ms=at_ms)
        return Problem(filled, 404) if isinstance(filled, FillRefusal) else filled

    filled = await counter.look(fill)
    if isinstance(filled, Problem):
        return counter.answer(filled)
    if filled.data is None:
        return Response(status_code=204)
    headers = {NEXT_HEADER: filled.after, "Cache-Control": "no-store"}
    return Response(filled.data, media_type=MEDIA_TYPE, headers=headers)


async def open_sent(counter: Counter, data: bytes) -> Bundle | Problem:
    identity = counter.desk.identity

    def read(session: Session, _: Caller) -> Bundle | Problem:
        trust = load_trust(session, identity.trust, at_ms=counter.desk.clock.now().at_ms)
        opened = open_bundle(data, own=identity.site, keys=identity.keys, trust=trust)
        return Problem(opened, 409) if isinstance(opened, BundleFlaw) else opened

    return await counter.look(read)


async def take_pages_in(request: Request, counter: Counter, bundle: Bundle) -> Taken | Problem:
    """In a thread beside the event loop: between two pages check-ins go on."""
    state, taken = request.app.state, Taken()
    loop = asyncio.get_running_loop()
    site = SiteOnLoop(counter.desk, state.feed_appliers, state.raise_floor, loop)
    try:
        await asyncio.to_thread(take_pages, bundle.parts, site, taken)
    except (Busy, NotWriting) as fault:
        return storage_fault(fault)
    return taken


def storage_fault(fault: Busy | NotWriting) -> Problem:
    return Problem("busy" if isinstance(fault, Busy) else "site_not_writing", 503)
