"""Door 1: a site's web service. This file is the table of contents of its API."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

import service.checkin.queue_routes
import service.checkin.routes
import service.days.routes
import service.declarations.ask_routes
import service.declarations.routes
import service.devices.routes
import service.hits.routes
import service.inspection.routes
import service.members.routes
import service.officers.routes
import service.officers.session_routes
import service.paper.routes
import service.passes.goods_routes
import service.passes.hand_over_routes
import service.passes.routes
import service.policies.routes
import service.quota.routes
import service.receipts.routes
import service.site_status
import service.sync.bundle_routes
import service.sync.roster_routes
import service.sync.routes
import service.sync.site_routes
import service.sync.text_routes
from service import __version__
from service.appliers import FEED_APPLIERS
from service.checkin.store import totals_of_day
from service.console.stopped_site import site_end_of
from service.database import Busy
from service.database_key import database_key
from service.days.calendar import Calendar
from service.days.keep_day_open import keep_day_open
from service.days.routes import DayWitnesses
from service.days.store import open_trade_day
from service.declarations.store import goods_of_day
from service.desk import Desk
from service.devices.read_frame import FrameReader
from service.devices.relay import Relay
from service.direct_routes import DirectRoutes
from service.group_commit import NotWriting
from service.http_guard import HttpGuard
from service.kit.ids import system_randomness
from service.logs import configure_logs
from service.members.find_superseded import find_superseded
from service.metrics import GROUP_SIZE, CountRequests
from service.officers.identify import identify_caller
from service.officers.prove_officer import prove_officer
from service.officers.sessions import Sessions
from service.open_site import OpenSite, ballast_of, last_proof_path, new_console_token, open_site
from service.passes.judge_shown import Destination
from service.policies.adopt_policy import adopt_policy
from service.policies.judge_opening import judge_opening
from service.prune_site import Pruned, prune_site
from service.quota.ask_board import AskBoard
from service.route_guards import assert_every_route_is_guarded, declare_keys
from service.say_faults import say_faults
from service.session import Session
from service.settings import Settings, asset_dir
from service.storage.keep_storage import StorageWatch, keep_storage
from service.storage.last_proof import read_last_proof
from service.storage.look_at_storage import Looked
from service.sync.import_roster import SigningPlace
from service.tell_systemd import tell_systemd
from service.vocabulary import TradeDay

DAY_CHECKED_EVERY_SECONDS = 5
FIRST_PRUNED_AFTER_SECONDS = 600
"""Not while the hall waits for a machine that has just started."""

PRUNED_EVERY_SECONDS = 24 * 3600
ROUTERS = (  # what is asked for most stands first: a path is looked for in this order
    service.checkin.routes.router,
    service.checkin.queue_routes.router,
    service.site_status.router,
    service.officers.routes.router,
    service.officers.session_routes.router,
    service.days.routes.router,
    service.policies.routes.router,
    service.members.routes.router,
    service.hits.routes.router,
    service.inspection.routes.router,
    service.passes.routes.router,
    service.passes.goods_routes.router,
    service.passes.hand_over_routes.router,
    service.paper.routes.router,
    service.receipts.routes.router,
    service.quota.routes.router,
    service.declarations.ask_routes.router,
    service.declarations.routes.router,
    service.devices.routes.router,
    service.sync.routes.router,
    service.sync.site_routes.router,
    service.sync.text_routes.router,
    service.sync.roster_routes.router,
    service.sync.bundle_routes.router,
)
NEED_NO_KEY = frozenset(
    {
        "/v1/declarations/assess",
        "/v1/frames",
        "/v1/passes/goods",
        "/v1/prints/{job}",
        "/v1/roster/rejected",
        "/v1/scans",
        "/v1/session/touch",
        "/v1/sync/common",
        "/v1/sync/hello",
        "/v1/sync/marks",
        "/v1/sync/questions",
        "/v1/sync/texts",
        "/v1/sync/tries",
    }
)
"""They ask with a body and record nothing, or do the same however often they are asked."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Open the site and build its service. Raises what ``open_site`` raises."""
    configure_logs()
    site = open_site(settings or Settings())
    structlog.get_logger().info("site opened", site=site.identity.site, epoch=site.identity.epoch)
    return app_of(site)


def app_of(site: OpenSite) -> FastAPI:
    """The service of a site just opened, its writer started; it closes the site when it stops."""
    app = FastAPI(
        title="Twogate site",
        version=__version__,
        lifespan=partial(_lifespan, site=site),
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    add_routes(app)
    app.add_middleware(DirectRoutes, routes=app.routes)
    app.add_middleware(CountRequests)
    app.add_middleware(HttpGuard, allowed_hosts=site.settings.allowed_hosts)
    begin_to_answer(app, site)
    return app


def begin_to_answer(app: FastAPI, site: OpenSite) -> None:
    """Start the site's writer, and let ``app`` find the site in its state."""
    site.database.start(on_group=GROUP_SIZE.observe)
    for name, shared in state_of(site, console_token=new_console_token(site)).items():
        setattr(app.state, name, shared)


def state_of(site: OpenSite, *, console_token: str) -> dict[str, Any]:
    """What the routes find in ``app.state``; put together here and nowhere else."""
    sessions = Sessions(site.identity.site)
    desk = Desk(
        database=site.database,
        journal=site.journal,
        clock=site.clock,
        identity=site.identity,
        pepper=site.pepper,
        identify=partial(identify_caller, sessions=sessions, console_token=console_token),
        open_day=open_trade_day,
        used=sessions.keep_unlocked,
    )
    witnesses = DayWitnesses(
        zone=ZoneInfo(site.settings.time_zone),
        day_keys=site.day_keys,
        totals=_totals_of_day,
        proves_officer=prove_officer,
        may_open=partial(_may_open, site),
        opened=adopt_policy,
    )
    return {
        "desk": desk,
        "sessions": sessions,
        "relay": Relay(),
        "ask_board": AskBoard(),
        "frames": FrameReader(),
        "feed_appliers": FEED_APPLIERS,
        "raise_floor": site.clock.raise_floor,
        "restore_proof": site.proof,
        "site_end": site_end_of(site),
        "day_witnesses": witnesses,
        "destination": Destination(site.identity, site.journal, site.day_keys),
        "storage": storage_watch_of(site),
        "calendar": Calendar(witnesses.zone),
        "hub_origin": site.settings.hub_origin,
        "signing_place": SigningPlace(
            site.settings.authority_dir, witnesses.zone, system_randomness
        ),
    }


def _totals_of_day(session: Session, day: TradeDay) -> dict[str, int]:
    """What a day came to: who came and went, and what they declared."""
    return totals_of_day(session, day) | goods_of_day(session, day)


def storage_watch_of(site: OpenSite) -> StorageWatch:
    """What watches over the storage that this site's data and anchors are on."""
    settings = site.settings
    looked = Looked(
        database=site.database.path,
        anchors=site.end.anchors.paths,
        ballast=ballast_of(settings),
        floor_bytes=settings.free_floor_mib * 1024 * 1024,
        missing_anchors=lambda: site.end.anchors.missing,
        last_proof=partial(read_last_proof, last_proof_path(settings)),
        now_ms=lambda: site.clock.now().at_ms,
    )
    return StorageWatch(looked, site.database, database_key(settings))


def add_routes(app: FastAPI) -> None:
    """All that a site answers, and how it tells of it."""
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    assert_every_route_is_guarded(app)
    declare_keys(app, needs_none=NEED_NO_KEY)
    say_faults(app)
    app.add_api_route("/", lambda: RedirectResponse("/kiosk/"), include_in_schema=False)
    app.mount("/", StaticFiles(directory=asset_dir("kiosk_ui"), html=True), name="pages")


@asynccontextmanager
async def _lifespan(app: FastAPI, *, site: OpenSite) -> AsyncIterator[None]:
    storage = keep_storage(
        app.state.storage,
        now_ms=lambda: site.clock.now().at_ms,
        start_again=_start_again,
    )
    keepers = [
        asyncio.create_task(_keep_day(site, app.state.day_witnesses)),
        asyncio.create_task(_keep_little(site)),
        asyncio.create_task(storage),
        asyncio.create_task(tell_systemd(site.database, now_ms=lambda: site.clock.now().at_ms)),
    ]
    _spare_collector()
    yield
    for keeper in keepers:
        keeper.cancel()
    for keeper in keepers:
        with suppress(asyncio.CancelledError):
            await keeper
    site.close()


def _start_again() -> None:
    """End in order; whoever started this service starts it again, and then it can write."""
    signal.raise_signal(signal.SIGTERM)


def _spare_collector() -> None:
    """Let the garbage collector look at requests only, and not each time at all that the start
    made and that lives as long as the service: that takes a twentieth of a check-in."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


async def _keep_day(site: OpenSite, witnesses: DayWitnesses) -> None:
    """Let a trusted clock open and turn the trade day, for as long as the service runs."""
    while site.settings.day_opens_itself:
        with suppress(Busy, NotWriting):  # a full disk at midnight: the next look will do it
            await site.database.write(day_turner(site, witnesses))
        await asyncio.sleep(DAY_CHECKED_EVERY_SECONDS)


async def _keep_little(site: OpenSite) -> None:
    """Prune a while after the start, and then once a day."""
    while True:
        await asyncio.sleep(FIRST_PRUNED_AFTER_SECONDS)
        with suppress(Busy, NotWriting):
            await prune_now(site)
        await asyncio.sleep(PRUNED_EVERY_SECONDS - FIRST_PRUNED_AFTER_SECONDS)


async def prune_now(site: OpenSite) -> Pruned:
    """Look on a reader for what may go, and let go of it as one work of the writer."""
    superseded = await site.database.read(find_superseded)
    work = partial(
        prune_site,
        superseded=superseded,
        moment=site.clock.now(),
        answers_days=site.settings.answers_days,
    )
    return await site.database.write(work)


def day_turner(site: OpenSite, witnesses: DayWitnesses) -> Callable[[Session], object]:
    """One look at the calendar, as a work of its own in the writer's next group."""

    def turn(session: Session) -> object:
        act = site.act(session)
        day, today = act.day, witnesses.today(act.moment)
        opened = keep_day_open(
            act,
            today=today,
            totals=lambda: witnesses.totals(session, day) if day else {},
            may_open=lambda: witnesses.may_open(session, today, act.moment.at_ms),
            keys=witnesses.day_keys,
        )
        if opened:
            witnesses.opened(act)
        return opened

    return turn


def _may_open(site: OpenSite, session: Session, day: TradeDay, at_ms: int) -> bool:
    return judge_opening(
        session, site.identity.site, day, at_ms=at_ms, zone=site.settings.time_zone
    )
