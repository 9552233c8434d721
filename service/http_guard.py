"""What every request and answer must keep to, whoever asks: host, origin, size, headers."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http_problems import PROBLEM_TYPE, Problem

BODY_LIMIT = 64 * 1024
UPLOAD_LIMIT = 16 * 1024 * 1024
FRAME_LIMIT = 512 * 1024
FRAMES = "/v1/frames"
UPLOADS = frozenset({"/v1/roster", "/v1/roster/rejected", "/v1/feeds/pages", "/v1/bundles"})
JOURNALS = "/sync/v1/journals/"
JOURNAL_LIMIT = 512 * 1024
"""Where batches of at most 256 KiB, or of one event, go up."""

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'; require-trusted-types-for 'script'; "
        "trusted-types svelte-trusted-html twogate-worker"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_AT_KIOSK = {**HEADERS, "permissions-policy": "camera=(self), microphone=(), geolocation=()"}
_KIOSK_HEADERS = [(name.encode(), value.encode()) for name, value in _AT_KIOSK.items()]
_KIOSK = "/kiosk"
"""The one page that may ask for a camera: it reads codes where no reader stands."""
_NEVER_STORED = (b"cache-control", b"no-store")
_STORED_FOR_GOOD = (b"cache-control", b"public, max-age=31536000, immutable")
_HASHED_FILES = "/assets/"
"""Vite names these after their content: another content is another file."""


class HttpGuard:
    """ASGI middleware. Refuses foreign hosts and origins (421, 403) and bodies too large (413)."""

    def __init__(self, app: ASGIApp, *, allowed_hosts: tuple[str, ...]) -> None:
        self.app = app
        self.allowed_hosts = frozenset(host.lower() for host in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sending = _with_headers(send, scope["path"])
        refused = self._refuses(scope)
        if refused:
            await _refuse(refused, sending)
            return
        await self.app(scope, _bounded(receive, _limit(scope)), sending)

    def _refuses(self, scope: Scope) -> Problem | None:
        headers: MutableMapping[bytes, bytes] = dict(scope["headers"])
        if _host_name(headers.get(b"host", b"").decode("latin-1")) not in self.allowed_hosts:
            return Problem("unknown_host", 421)
        origin = headers.get(b"origin")
        if origin and not self._is_own_origin(origin.decode("latin-1")):
            return Problem("foreign_origin", 403)
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > _limit(scope):
            return Problem("body_too_large", 413)
        return None

    def _is_own_origin(self, origin: str) -> bool:
        try:
            host = urlsplit(origin).hostname or ""
        except ValueError:  # as "http://[" is no address
            return False
        return host.lower() in {allowed.strip("[]") for allowed in self.allowed_hosts}


def _host_name(host: str) -> str:
    """The name of a Host header without its TCP number; brackets of IPv6 stay."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()


def _limit(scope: Scope) -> int:
    if scope["path"] == FRAMES:
        return FRAME_LIMIT
    if scope["path"].startswith(JOURNALS):
        return JOURNAL_LIMIT
    return UPLOAD_LIMIT if scope["path"] in UPLOADS else BODY_LIMIT


def _bounded(receive: Receive, limit: int) -> Receive:
    """Refuse a chunked body, whose length nobody announced, once it goes beyond its limit."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return bounded


def _with_headers(send: Send, path: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = _KIOSK_HEADERS if path.startswith(_KIOSK) else _HEADERS
            headers = [*message.get("headers", []), *ours]
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append(_caching(path, message["status"]))
            message["headers"] = headers
        await send(message)

    return sending


def _caching(path: str, status: int) -> tuple[bytes, bytes]:
    """A page is never stored: no back button brings it, and an update is seen at the next load."""
    is_hashed = path.startswith(_HASHED_FILES) and status < 400
    return _STORED_FOR_GOOD if is_hashed else _NEVER_STORED


async def _refuse(problem: Problem, send: Send) -> None:
    body = problem.to_bytes()
    headers: list[tuple[bytes, Any]] = [
        (b"content-type", PROBLEM_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
