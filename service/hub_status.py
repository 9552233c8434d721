"""How the hub is, and how far it holds each site's journals: for operators and watchdogs."""

from typing import Annotated, Final

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field

from service import __version__
from service.desk import PUBLIC, Allow, Caller, Counter, at_counter, officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.metrics import REGISTRY, show_state
from service.reconciliation.store import traffic_since
from service.session import Session
from service.sync import held_store as store
from service.sync.held_store import MAIN, Branch
from service.sync.hub_bodies import EndsBody, MarkedBody
from service.sync.mark_durable import mark_durable
from service.vocabulary import Epoch, Role, SiteNo
from service.write_probe import can_write

router = APIRouter(tags=["hub"])

Anybody = Annotated[Counter, at_counter(PUBLIC)]
Watching = Annotated[Counter, at_counter(officers(Role.OPERATOR, Role.AUDITOR, console=True))]

Console = Annotated[Counter, at_counter(Allow(console=True))]

ASIDE_TOLD: Final = 100


class JournalBody(BaseModel):
    """One epoch of one site: seqs stored, durable (in a verified backup) and applied; how many
    events are put aside, how many forks there are, when the site was last heard (ms, UTC)."""

    site: str
    epoch: str
    stored: int
    durable: int
    applied: int
    aside: int
    forks: int
    heard_at: int


class GapBody(BaseModel):
    """Events that are missing for good: pruned at their site before they came."""

    site: str
    epoch: str
    first: int
    last: int


class HeldAsideBody(BaseModel):
    """An event that is stored and that no table shows, and why."""

    event: str
    type: str
    reason: str
    software: str
    waits_for: str | None
    dismissed_by: str | None


class TrafficBody(BaseModel):
    """How many went which way at a site on a trade day."""

    day: str
    site: str
    direction: str
    times: int


class SitesBody(BaseModel):
    """What the hub holds of all sites."""

    software: str
    journals: list[JournalBody]
    gaps: list[GapBody]
    aside: list[HeldAsideBody] = Field(max_length=ASIDE_TOLD)
    traffic: list[TrafficBody]


class HealthBody(BaseModel):
    """A word, so that a watchdog need not read JSON closely."""

    status: str


@router.get("/v1/hub/sites", response_model=SitesBody, responses=problem_answers())
async def get_sites(counter: Watching) -> Response:
    """How far the hub holds each journal, what is missing, what is put aside, who crossed where."""

    def query(session: Session, _: Caller) -> SitesBody:
        return show_sites(session)

    return await counter.read(query)


def show_sites(session: Session) -> SitesBody:
    """What the hub holds, of the branches that count."""
    held = store.all_branches(session)
    gaps = [
        GapBody(site=site, epoch=epoch, first=first, last=last)
        for site, epoch, first, last in store.all_gaps(session)
    ]
    aside = [
        HeldAsideBody(
            event=f"{each.site}.{each.epoch}.{each.seq}",
            type=each.type,
            reason=each.reason,
            software=each.software,
            waits_for=each.waits_for,
            dismissed_by=each.dismissed_by,
        )
        for each in store.all_aside(session)[:ASIDE_TOLD]
    ]
    return SitesBody(
        software=__version__,
        journals=[_journal(session, each, held) for each in held if each.branch == MAIN],
        gaps=gaps,
        aside=aside,
        traffic=[TrafficBody(**each._asdict()) for each in traffic_since(session, "")],
    )


def _journal(session: Session, main: Branch, held: list[Branch]) -> JournalBody:
    of_it = [each for each in held if (each.site, each.epoch) == (main.site, main.epoch)]
    return JournalBody(
        site=main.site,
        epoch=main.epoch,
        stored=main.stored_seq,
        durable=main.durable_seq,
        applied=main.applied_seq,
        aside=store.count_aside(session, main.site, main.epoch),
        forks=len(of_it) - 1,
        heard_at=max(each.heard_ms for each in of_it),
    )


@router.post("/v1/hub/durable", response_model=MarkedBody, responses=problem_answers())
async def post_durable(body: EndsBody, counter: Console) -> Response:
    """A backup was verified: sign for what it holds of each journal, and for no more."""

    def verb(act: Act, _: Caller) -> MarkedBody:
        marked = [
            mark_durable(act.session, SiteNo(each.site), Epoch(each.epoch), each.head)
            for each in body.ends
        ]
        return MarkedBody(marked=sum(marked))

    return await counter.record(verb)


@router.get("/healthz", response_model=HealthBody)
async def healthz(counter: Anybody) -> Response:
    """Whether the process answers at all."""
    return counter.answer(HealthBody(status="alive"))


@router.get("/readyz", response_model=HealthBody, responses=problem_answers())
async def readyz(counter: Anybody) -> Response:
    """Whether this hub can record now, found out by recording something."""
    desk = counter.desk
    if await can_write(desk.database, at_ms=desk.clock.now().at_ms):
        return counter.answer(HealthBody(status="ready"))
    return counter.answer(Problem("site_not_writing", 503))


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(counter: Anybody) -> Response:
    """Counts for Prometheus; no member, officer or number among the labels."""
    show_state(counter.desk.database)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
