"""The counter at which bundles are handed out and taken in, the same at a site and at the hub."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import Path, Query, Request, Response

from service.database import Busy
from service.desk import Caller, Counter, at_counter, officers
from service.group_commit import NotWriting
from service.http_problems import Problem, problem_answers
from service.session import Session
from service.sites.load_trust import load_trust
from service.sync.bundle import Bundle, BundleFlaw, open_bundle
from service.sync.bundle_bodies import MEDIA_TYPE, NEXT_HEADER, FillQuery
from service.sync.fill_bundle import Filled, FillRefusal, Found, fill_bundle
from service.sync.running_site import SiteOnLoop
from service.sync.take_bundle import Taken, take_pages
from service.vocabulary import Role, SiteNo

STAFF: Final = (Role.OFFICER, Role.SUPERVISOR, Role.OPERATOR)
AtStation = Annotated[Counter, at_counter(officers(*STAFF, console=True))]
SitePath = Annotated[str, Path(pattern="^S[0-9]{2}$")]
AfterQuery = Annotated[FillQuery, Query()]

SEALED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {MEDIA_TYPE: {}}, "description": "A sealed file"},
    204: {"description": "Nothing is left to carry"},
    **problem_answers(404),
}


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
