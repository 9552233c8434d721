"""Bundles over HTTP at a site: sealed for a stick or a peer, and taken in."""

from fastapi import APIRouter, Request, Response

from service.desk import Caller
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.session import Session
from service.sites.load_trust import load_trust
from service.sync.bundle_bodies import UPLOAD, PlaceBody, PlacesBody, TakenBody, show_taken
from service.sync.bundle_counter import (
    SEALED,
    AfterQuery,
    AtStation,
    SitePath,
    open_sent,
    seal_next,
    take_pages_in,
)
from service.sync.fill_bundle import found_at_site, receivers
from service.sync.site_end import SiteEnd
from service.sync.take_bundle import take_at_site
from service.vocabulary import SiteNo

router = APIRouter(prefix="/v1/bundles", tags=["sync"])


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
