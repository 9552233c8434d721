"""Bundles over HTTP at the hub: sealed for a site, and taken in from whoever carried them here."""

from functools import partial
from typing import Final

from fastapi import APIRouter, Request, Response

from service.database import Busy
from service.group_commit import NotWriting
from service.http_problems import Problem, problem_answers
from service.sync.asking import Centre
from service.sync.bundle import Bundle, Kind
from service.sync.bundle_bodies import UPLOAD, TakenBody, show_taken
from service.sync.bundle_counter import (
    SEALED,
    AfterQuery,
    AtStation,
    SitePath,
    open_sent,
    seal_next,
    storage_fault,
    take_pages_in,
)
from service.sync.fill_at_hub import found_at_hub
from service.sync.take_bundle import Taken
from service.sync.take_carried_batch import AtHub, take_carried_batch
from service.vocabulary import SiteNo

router = APIRouter(prefix="/v1/bundles", tags=["sync"])

NOT_FOR_THE_HUB: Final = "not_for_the_hub"


@router.get("/{site}", response_class=Response, responses=SEALED)
async def get_bundle_of_hub(
    site: SitePath, counter: AtStation, request: Request, query: AfterQuery
) -> Response:
    """Seal the next file for a site: how far its journals are held here, and its pages."""
    centre: Centre = request.app.state.centre
    to, at_ms = SiteNo(site), centre.clock.now().at_ms
    return await seal_next(
        counter,
        to,
        lambda session: found_at_hub(session, centre, to, query.after, at_ms=at_ms),
    )


@router.post(
    "", response_model=TakenBody, responses=problem_answers(409, 413), openapi_extra=UPLOAD
)
async def post_bundle_to_hub(request: Request, counter: AtStation) -> Response:
    """Take in at the hub what a site's people carried here: each batch as a work of its own."""
    if answered := await counter.answered():
        return answered
    opened = await open_sent(counter, await request.body())
    if isinstance(opened, Problem):
        return counter.answer(opened)
    pages = await take_pages_in(request, counter, opened)
    if isinstance(pages, Problem):
        return counter.answer(pages)
    journals = await _take_journals(request.app.state.centre, opened)
    if isinstance(journals, Problem):
        return counter.answer(journals)
    return await counter.write(lambda act, caller: show_taken(opened, pages, journals))


async def _take_journals(centre: Centre, bundle: Bundle) -> Taken | Problem:
    here = AtHub(centre.trust, centre.clock.now().at_ms, centre.appliers)
    taken = Taken()
    for part in bundle.parts:
        if part.kind is Kind.JOURNAL:
            work = partial(take_carried_batch, part=part, here=here)
            try:
                taken.count(part.kind, await centre.database.write(work))
            except (Busy, NotWriting) as fault:
                return storage_fault(fault)
        elif part.kind is not Kind.PAGE:
            taken.count(part.kind, NOT_FOR_THE_HUB)
    return taken
