"""A page's ear: an event stream of the site read in this process, where no server stands between.

httpx's ASGI transport waits for the end of an answer, and these answers have none.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.builders import Place


class Stream:
    """One open answer: its status, and its events as they come."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self._pieces: asyncio.Queue[bytes] = asyncio.Queue()

    async def take(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            self._pieces.put_nowait(message.get("body", b""))

    async def piece(self) -> str:
        """The next thing that was sent, as it was sent."""
        return (await asyncio.wait_for(self._pieces.get(), 5)).decode()

    async def data(self, name: str) -> str:
        """The data of the next event, which has this name; pulses are passed over."""
        piece = await self.piece()
        while piece.startswith(":"):
            piece = await self.piece()
        event, data = piece.rstrip("\n").split("\n")
        assert event == f"event: {name}", piece
        return data.removeprefix("data: ")

    @property
    def is_silent(self) -> bool:
        return self._pieces.empty()


@asynccontextmanager
async def listening(
    place: Place, path: str, headers: dict[str, str], *, stopping: asyncio.Event | None = None
) -> AsyncIterator[Stream]:
    """Ask for ``path`` and read for as long as the block runs; leaving it is hanging up."""
    stream, gone = Stream(), asyncio.Event()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"127.0.0.1:8080"),
            *((k.encode(), v.encode()) for k, v in headers.items()),
        ],
        "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 8080),
        "state": {"stopping": stopping} if stopping else {},
    }
    asked = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        if asked:
            return asked.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    answering = asyncio.ensure_future(place.serve(scope, receive, stream.take))
    try:
        await stream.piece()
        yield stream
    finally:
        gone.set()
        await asyncio.wait_for(answering, 5)
