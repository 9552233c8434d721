"""What Prometheus may count: never a person, a number or a name."""

import math
from collections.abc import Iterable

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
REFUSES = Gauge(
    "twogate_not_writing",
    "1 for why nothing is recorded.",
    ["reason"],
    registry=REGISTRY,
)
FREE = Gauge("twogate_storage_free_bytes", "Room left beside the database.", registry=REGISTRY)
WARNED = Gauge(
    "twogate_storage_warning",
    "1 for each warning about the storage.",
    ["warning"],
    registry=REGISTRY,
)


def show_state(database: Database) -> None:
    """Set the gauges to how things are now."""
    WAITING.set(database.waiting)
    WRITES.set(database.writes)
    REFUSES.clear()
    if database.not_writing:
        REFUSES.labels(database.not_writing).set(1)


def show_storage(free_bytes: int | None, warnings: Iterable[str]) -> None:
    """The same for the storage, as it was looked at last."""
    FREE.set(free_bytes if free_bytes is not None else math.nan)
    WARNED.clear()
    for each in warnings:
        WARNED.labels(str(each)).set(1)


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
