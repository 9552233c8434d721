"""Door 2: the hub's web service. This file is the table of contents of its API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

import service.hub_status
import service.officers.routes
import service.phones.routes
import service.reconciliation.routes
import service.reports.routes
import service.sync.bundle_hub_routes
import service.sync.hub_routes
import service.sync.relay_routes
import service.sync.routes
import service.sync.run_routes
import service.sync.snapshot_routes
from service import __version__
from service.appliers import FEED_APPLIERS
from service.days.store import open_trade_day
from service.desk import Desk, assert_every_route_is_guarded
from service.http_guard import HttpGuard
from service.logs import configure_logs
from service.metrics import GROUP_SIZE, CountRequests
from service.officers.identify import identify_caller
from service.officers.sessions import Sessions
from service.open_hub import centre_of, open_hub, tolerances_of
from service.open_site import OpenSite, new_console_token
from service.say_faults import say_faults
from service.settings import Settings, asset_dir
from service.sync.keep_snapshots import Snapshots
from service.watch_arrivals import keep_watch

ROUTERS = (
    service.sync.hub_routes.router,
    service.sync.snapshot_routes.router,
    service.sync.relay_routes.router,
    service.hub_status.router,
    service.reconciliation.routes.router,
    service.sync.run_routes.router,
    service.reports.routes.router,
    service.sync.routes.router,
    service.sync.bundle_hub_routes.router,
    service.officers.routes.router,
    service.phones.routes.router,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Open the hub and build its service. Raises what ``open_hub`` raises."""
    configure_logs()
    hub = open_hub(settings or Settings())
    structlog.get_logger().info("hub opened", epoch=hub.identity.epoch)
    return app_of(hub)


def app_of(hub: OpenSite) -> FastAPI:
    """The service of a hub just opened; it closes the hub when it stops."""
    app = FastAPI(
        title="Twogate hub",
        version=__version__,
        lifespan=partial(_lifespan, hub=hub),
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    assert_every_route_is_guarded(app)
    say_faults(app)
    pages = asset_dir("kiosk_ui")
    app.mount("/p", StaticFiles(directory=pages / "phone", html=True), name="phone")
    app.mount("/", StaticFiles(directory=pages, html=True), name="pages")
    app.add_middleware(CountRequests)
    app.add_middleware(HttpGuard, allowed_hosts=hub.settings.allowed_hosts)
    begin_to_answer(app, hub)
    return app


def begin_to_answer(app: FastAPI, hub: OpenSite) -> None:
    """Start the hub's writer, and let ``app`` find the hub in its state."""
    hub.database.start(on_group=GROUP_SIZE.observe)
    for name, shared in state_of(hub, console_token=new_console_token(hub)).items():
        setattr(app.state, name, shared)


def state_of(hub: OpenSite, *, console_token: str) -> dict[str, Any]:
    """What the routes find in ``app.state``; put together here and nowhere else."""
    sessions = Sessions(hub.identity.site)
    desk = Desk(
        database=hub.database,
        journal=hub.journal,
        clock=hub.clock,
        identity=hub.identity,
        pepper=hub.pepper,
        identify=partial(identify_caller, sessions=sessions, console_token=console_token),
        open_day=open_trade_day,
        used=sessions.keep_unlocked,
    )
    return {
        "desk": desk,
        "sessions": sessions,
        "centre": centre_of(hub),
        "snapshots": Snapshots(hub.identity.keys.signer),
        "feed_appliers": FEED_APPLIERS,
        "raise_floor": hub.clock.raise_floor,
        "time_zone": hub.settings.time_zone,
        "tolerances": tolerances_of(hub.settings),
    }


@asynccontextmanager
async def _lifespan(app: FastAPI, *, hub: OpenSite) -> AsyncIterator[None]:
    watching = asyncio.create_task(keep_watch(hub, centre_of(hub)))
    yield
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    hub.close()
