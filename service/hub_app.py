"""Door 2: the hub's web service. This file is the table of contents of its API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.staticfiles import StaticFiles

import service.hub_status
import service.officers.operator_routes
import service.officers.session_routes
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
from service.desk import OPERATOR_COOKIE, Desk
from service.http_guard import HttpGuard
from service.logs import configure_logs
from service.metrics import GROUP_SIZE, CountRequests
from service.officers.identify_operator import identify_operator
from service.officers.stored_sessions import StoredSessions
from service.open_hub import centre_of, feed_key_of, open_hub, tolerances_of
from service.open_site import OpenSite, new_console_token
from service.route_guards import assert_every_route_is_guarded, declare_keys
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
    service.officers.session_routes.router,
    service.officers.operator_routes.router,
    service.phones.routes.router,
)

NEED_NO_KEY = frozenset(
    {
        "/v1/hub/durable",
        "/v1/operators",
        "/v1/session/touch",
    }
)
"""They do the same however often they are asked, or something new each time."""


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
    add_routes(app)
    app.add_middleware(CountRequests)
    app.add_middleware(HttpGuard, allowed_hosts=hub.settings.allowed_hosts)
    begin_to_answer(app, hub)
    return app


def add_routes(app: FastAPI) -> None:
    """All that the hub answers, and how it tells of it; its own page stands at its root."""
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    assert_every_route_is_guarded(app)
    declare_keys(app, needs_none=NEED_NO_KEY)
    say_faults(app)
    app.add_api_route("/", lambda: RedirectResponse("/hub.html"), include_in_schema=False)
    pages = asset_dir("kiosk_ui")
    app.mount("/p", StaticFiles(directory=pages / "phone", html=True), name="phone")
    app.mount("/", StaticFiles(directory=pages, html=True), name="pages")


def begin_to_answer(app: FastAPI, hub: OpenSite) -> None:
    """Start the hub's writer, and let ``app`` find the hub in its state."""
    hub.database.start(on_group=GROUP_SIZE.observe)
    for name, shared in state_of(hub, console_token=new_console_token(hub)).items():
        setattr(app.state, name, shared)


def state_of(hub: OpenSite, *, console_token: str) -> dict[str, Any]:
    """What the routes find in ``app.state``; put together here and nowhere else."""
    sessions = StoredSessions()
    desk = Desk(
        database=hub.database,
        journal=hub.journal,
        clock=hub.clock,
        identity=hub.identity,
        pepper=hub.pepper,
        identify=partial(identify_operator, sessions=sessions, console_token=console_token),
        open_day=open_trade_day,
        used=sessions.keep_unlocked,
        officer_cookie=OPERATOR_COOKIE,
        behind_tls=hub.settings.hub_origin is not None,
    )
    return {
        "desk": desk,
        "sessions": sessions,
        "centre": centre_of(hub),
        "feed_key": feed_key_of(hub),
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
