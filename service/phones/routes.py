"""What a phone may ask without having been paired: nothing of any person."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from service.desk import PUBLIC, Caller, Counter, at_counter
from service.http_problems import problem_answers
from service.phones.show_sites import PublicSitesBody, show_sites
from service.session import Session
from service.sites.load_trust import load_trust

router = APIRouter(prefix="/v1/phone", tags=["phone"])

Anybody = Annotated[Counter, at_counter(PUBLIC)]


@router.get("/sites", response_model=PublicSitesBody, responses=problem_answers())
async def sites(counter: Anybody, request: Request) -> Response:
    """Every site by name, and whether it is open: what a phone keeps for when it has no network."""

    zone: str = request.app.state.time_zone

    def query(session: Session, _: Caller) -> PublicSitesBody:
        moment = counter.desk.clock.now()
        trust = load_trust(session, counter.desk.identity.trust, at_ms=moment.at_ms)
        return show_sites(session, trust, moment, zone=zone)

    return await counter.read(query)
