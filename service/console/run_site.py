"""Run a site's or a hub's service on its listener until it is told to stop."""

import sys
from contextlib import suppress

from service.kit.no_core_dump import leave_no_core_dump
from service.logs import quote_nothing_when_dying
from service.settings import Settings


def run_site(settings: Settings) -> None:
    """Serve this machine's site until it is told to stop."""
    serve_app("service.site_app:create_app", settings)


def serve_app(factory: str, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; what is queued is finished and answered first."""
    import uvicorn

    from service.console.site_server import SiteServer

    leave_no_core_dump()
    quote_nothing_when_dying()
    config = uvicorn.Config(
        factory,
        factory=True,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        loop="uvloop",
        http="httptools",
        server_header=False,
        proxy_headers=False,  # no proxy stands before a kiosk; who claims to be one is not believed
        timeout_keep_alive=75,
        backlog=512,
    )
    server = SiteServer(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(3)  # as uvicorn itself does; it has said why
