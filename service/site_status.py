"""How this site is: for screens (`/v1/status`), for watchdogs, and for Prometheus."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel, Field

from service import __version__
from service.connection import DRIVER
from service.days.store import OpenDay, open_day
from service.desk import PUBLIC, Caller, Counter, Desk, at_counter
from service.feeds import store as feeds
from service.group_commit import StorageFault, is_damage
from service.http_problems import Problem, problem_answers
from service.journal.store import head_of
from service.metrics import REGISTRY, show_state, show_storage
from service.policies.show_opening import Here, OpeningBody, show_opening
from service.session import Session
from service.storage.keep_storage import StorageWatch
from service.storage.rules import LastProof, PageCheck, StorageWarning
from service.sync.store import find_mark, last_try
from service.vocabulary import Epoch
from service.write_probe import can_write

router = APIRouter(tags=["status"])

ASIDE_TOLD = 20
"""A feed of a newer authority may hold many items that say the same to a reader."""

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


class AsideBody(BaseModel):
    """An item of the authority that is held and not applied: which, and why."""

    feed: str
    audience: str
    number: int
    type: str
    reason: str


class SyncBody(BaseModel):
    """The four words of state as counts of events of the present ``epoch``; ``None`` where no
    centre has ever answered. Whether a record was sent its own name tells, by epoch and number.

    ``sent`` and ``confirmed`` are the centre's own signed word, of ``heard_at`` (ms, UTC).
    ``attention`` counts what is put aside, here or there; ``aside`` names the first items here.
    ``tried_at`` and ``outcome`` are of the last attempt to reach the centre.
    """

    epoch: str
    saved: int
    sent: int | None
    confirmed: int | None
    attention: int
    aside: list[AsideBody] = Field(max_length=ASIDE_TOLD)
    heard_at: int | None = None
    tried_at: int | None = None
    outcome: str | None = None


class ProofBody(BaseModel):
    """The last ``twogate verify``: when (ms, UTC), whether all held, and when a proof last did."""

    at: int
    holds: bool
    held_at: int | None


class StorageBody(BaseModel):
    """The storage: what is wrong with it, room left (MiB), whether the reserve is held (``None``:
    none is wanted), what became of reading every page after a cut, and of the last proof (``None``:
    there never was one)."""

    warnings: list[StorageWarning]
    free_mib: int | None
    ballast: bool | None
    pages: PageCheck
    proof: ProofBody | None


class StatusBody(BaseModel):
    """What any screen may know of its site. ``refusal`` is the code of why it writes nothing;
    ``opening`` is ``None`` when the database cannot be read."""

    site: SiteBody
    software: str
    day: DayStateBody
    clock: ClockBody
    writing: bool
    refusal: str | None
    storage: StorageBody
    sync: SyncBody
    opening: OpeningBody | None


class HealthBody(BaseModel):
    """A word, so that a watchdog need not read JSON closely."""

    status: str


@router.get("/v1/status", response_model=StatusBody, responses=problem_answers())
async def status(counter: Anybody, request: Request) -> Response:
    """What any screen may know; says nothing of any member."""
    watch, zone = _watch(request), request.app.state.day_witnesses.zone.key

    def query(session: Session, _: Caller) -> StatusBody:
        try:
            return _show(counter.desk, watch, _look(session, counter.desk, zone))
        except DRIVER.DatabaseError as fault:
            if not is_damage(fault):
                raise
        counter.desk.database.refusal = StorageFault.DAMAGED
        return _show(counter.desk, watch, UNREADABLE)

    return await counter.read(query)


@dataclass(frozen=True, slots=True)
class Look:
    """What the database says of the site."""

    opened: OpenDay | None
    sync: SyncBody
    opening: OpeningBody | None


NO_COUNTS = SyncBody(epoch="", saved=0, sent=None, confirmed=None, attention=0, aside=[])
UNREADABLE = Look(None, NO_COUNTS, None)


def _look(session: Session, desk: Desk, zone: str) -> Look:
    head = head_of(session, desk.journal.epoch, desk.journal.genesis)
    here = Here(desk.identity.site, desk.clock.now().at_ms, zone)
    return Look(
        open_day(session),
        show_sync(session, desk.journal.epoch, head.seq),
        show_opening(session, here),
    )


def _show(desk: Desk, watch: StorageWatch, look: Look) -> StatusBody:
    moment, names = desk.clock.now(), desk.identity.names
    return StatusBody(
        site=SiteBody(no=desk.identity.site, zh=names.zh, en=names.en, vi=names.vi),
        software=__version__,
        day=DayStateBody(
            state="open" if look.opened else "closed",
            day=look.opened.day if look.opened else None,
            opened_at=look.opened.opened_at_ms if look.opened else None,
        ),
        clock=ClockBody(now=moment.at_ms, trust=moment.trust),
        writing=desk.database.writes,
        refusal=desk.database.not_writing,
        storage=_show_storage(watch),
        sync=look.sync,
        opening=look.opening,
    )


def show_sync(session: Session, epoch: Epoch, saved: int) -> SyncBody:
    """The four words of state; what is quarantined is told by feed, number and type alone."""
    mark, tried = find_mark(session, epoch), last_try(session)
    aside = [
        AsideBody(
            feed=each.feed,
            audience=each.audience,
            number=each.number,
            type=each.type,
            reason=each.reason,
        )
        for each in feeds.quarantined(session, count=ASIDE_TOLD)
    ]
    attention = feeds.count_quarantined(session) if len(aside) == ASIDE_TOLD else len(aside)
    return SyncBody(
        epoch=epoch,
        saved=saved,
        sent=mark.stored_seq if mark else None,
        confirmed=mark.confirmed if mark else None,
        attention=attention + (mark.aside if mark else 0),
        aside=aside,
        heard_at=mark.signed_ms if mark else None,
        tried_at=tried.tried_ms if tried else None,
        outcome=tried.outcome if tried else None,
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
        proof=_show_proof(footing.last_proof if footing else None),
    )


def _show_proof(proof: LastProof | None) -> ProofBody | None:
    if proof is None:
        return None
    return ProofBody(at=proof.at_ms, holds=proof.holds, held_at=proof.held_at_ms)
