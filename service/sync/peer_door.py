"""The one thing that other places of this network may ask: quota of a member who is with them.

The carrier's own small door (`twogate sync --loop`), since the site's is open to its machine alone.
It takes a signed text to the site and the site's answer back, and knows nothing else.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from service.kit.clock import stopwatch_seconds
from service.kit.rate_limit import RateLimiter
from service.sync.ask_peers import PEERS_PATH

LARGEST_BYTES: Final = 8 * 1024
ASKED_PER_MINUTE: Final = 120
MOST_AT_ONCE: Final = 4

TakeText = Callable[[bytes], tuple[int, bytes]]
"""Status and body that the site answers a request's body with."""


@dataclass(slots=True)
class PeerDoor:
    """An ASGI application. Whoever asks too much, too often or something else is told so."""

    take: TakeText
    _limiter: RateLimiter = field(default_factory=RateLimiter)
    _at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            status, body = await self._answer(scope, receive)
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": int(status), "headers": headers})
            await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Any, receive: Any) -> tuple[int, bytes]:
        if (scope["method"], scope["path"]) != ("POST", PEERS_PATH):
            return HTTPStatus.NOT_FOUND, b""
        if self._is_too_often(scope):
            return HTTPStatus.TOO_MANY_REQUESTS, b""
        body = await _body(receive)
        if body is None:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b""
        async with self._at_once:
            return await asyncio.to_thread(self.take, body)

    def _is_too_often(self, scope: Any) -> bool:
        host = (scope.get("client") or ("-",))[0]
        now_ms = int(stopwatch_seconds() * 1000)
        return bool(
            self._limiter.wait_seconds(f"peer/{host}", per_minute=ASKED_PER_MINUTE, at_ms=now_ms)
        )


async def _body(receive: Any) -> bytes | None:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BYTES:
            return None
    return body
