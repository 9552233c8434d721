"""What Prometheus may count: never a person, a number or a name."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.database import Database

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "twogate_http_requests", "Answers by route and status.", ["route", "status"], registry=REGISTRY
)
GROUP_SIZE = Histogram(
    "twogate_commit_group_size",
    "Writes that shared one commit.",
    buckets=(1, 2, 4, 8, 16, 32, 64),
    registry=REGISTRY,
)
WAITING = Gauge("twogate_writes_waiting", "Writes in the queue.", registry=REGISTRY)
WRITES = Gauge("twogate_writes", "1 while the storage takes writes.", registry=REGISTRY)


def show_state(database: Database) -> None:
    """Set the gauges to how things are now."""
    WAITING.set(database.waiting)
    WRITES.set(database.writes)


class CountRequests:
    """ASGI middleware: counts each answer under its route's pattern, never its path."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = scope.get("route")
                pattern = getattr(route, "path", "other")
                REQUESTS.labels(pattern, str(message["status"])).inc()
            await send(message)

        await self.app(scope, receive, counting)
