"""How this site is: for screens (`/v1/status`), for watchdogs, and for Prometheus."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from service import __version__
from service.database import DRIVER, StorageFault, is_damage
from service.days.store import OpenDay, open_day
from service.desk import PUBLIC, Caller, Counter, Desk, at_counter
from service.http_problems import Problem, problem_answers
from service.journal.store import head_of
from service.metrics import REGISTRY, show_state, show_storage
from service.session import Session
from service.storage.keep_storage import StorageWatch
from service.storage.rules import PageCheck, StorageWarning
from service.write_probe import can_write

router = APIRouter(tags=["status"])

Anybody = Annotated[Counter, at_counter(PUBLIC)]


class SiteBody(BaseModel):
    """A site's number, and its names in three languages."""

    no: str
    zh: str
    en: str
    vi: str


class DayStateBody(BaseModel):
    """Whether the trade day is open, which, and since when (ms, UTC)."""

    state: str
    day: str | None
    opened_at: int | None


class ClockBody(BaseModel):
    """The site's time in ms, UTC, and how far it is trusted."""

    now: int
    trust: str


class SyncBody(BaseModel):
    """The four words of state as counts of events; ``None`` where no centre has ever answered."""

    saved: int
    sent: int | None
    confirmed: int | None
    attention: int


class StorageBody(BaseModel):
    """The storage: what is wrong with it, room left (MiB), whether the reserve is held (``None``:
    none is wanted), and what became of reading every page after a cut."""

    warnings: list[StorageWarning]
    free_mib: int | None
    ballast: bool | None
    pages: PageCheck


class StatusBody(BaseModel):
    """What any screen may know of its site. ``refusal`` is the code of why it writes nothing."""

    site: SiteBody
    software: str
    day: DayStateBody
    clock: ClockBody
    writing: bool
    refusal: str | None
    storage: StorageBody
    sync: SyncBody


class HealthBody(BaseModel):
    """A word, so that a watchdog need not read JSON closely."""

    status: str


@router.get("/v1/status", response_model=StatusBody, responses=problem_answers())
async def status(counter: Anybody, request: Request) -> Response:
    """What any screen may know; says nothing of any member."""
    watch = _watch(request)

    def query(session: Session, _: Caller) -> StatusBody:
        try:
            return _show(counter.desk, watch, open_day(session), _saved(session, counter.desk))
        except DRIVER.DatabaseError as fault:
            if not is_damage(fault):
                raise
        counter.desk.database.refusal = StorageFault.DAMAGED
        return _show(counter.desk, watch, None, 0)

    return await counter.read(query)


def _saved(session: Session, desk: Desk) -> int:
    return head_of(session, desk.journal.epoch, desk.journal.genesis).seq


def _show(desk: Desk, watch: StorageWatch, opened: OpenDay | None, saved: int) -> StatusBody:
    moment, names = desk.clock.now(), desk.identity.names
    return StatusBody(
        site=SiteBody(no=desk.identity.site, zh=names.zh, en=names.en, vi=names.vi),
        software=__version__,
        day=DayStateBody(
            state="open" if opened else "closed",
            day=opened.day if opened else None,
            opened_at=opened.opened_at_ms if opened else None,
        ),
        clock=ClockBody(now=moment.at_ms, trust=moment.trust),
        writing=desk.database.writes,
        refusal=desk.database.not_writing,
        storage=_show_storage(watch),
        sync=SyncBody(saved=saved, sent=None, confirmed=None, attention=0),
    )


@router.get("/healthz", response_model=HealthBody)
async def healthz(counter: Anybody) -> Response:
    """Whether the process answers at all."""
    return counter.answer(HealthBody(status="alive"))


@router.get("/readyz", response_model=HealthBody, responses=problem_answers())
async def readyz(counter: Anybody) -> Response:
    """Whether this site can record now, found out by recording something."""
    desk = counter.desk
    if await can_write(desk.database, at_ms=desk.clock.now().at_ms):
        return counter.answer(HealthBody(status="ready"))
    return counter.answer(Problem("site_not_writing", 503))


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(counter: Anybody, request: Request) -> Response:
    """Counts for Prometheus; no member, officer or number among the labels."""
    watch = _watch(request)
    show_state(counter.desk.database)
    show_storage(watch.footing.free_bytes if watch.footing else None, watch.warnings)
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _watch(request: Request) -> StorageWatch:
    watch: StorageWatch = request.app.state.storage
    return watch


def _show_storage(watch: StorageWatch) -> StorageBody:
    footing = watch.footing
    return StorageBody(
        warnings=list(watch.warnings),
        free_mib=footing.free_bytes // 2**20 if footing else None,
        ballast=footing.ballast_held if footing else None,
        pages=watch.pages,
    )
