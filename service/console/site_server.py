"""The web server of a site: when it is told to stop, answers that never end are told first."""

import asyncio
import socket

import uvicorn


class SiteServer(uvicorn.Server):
    """A server whose requests find an event in ``request.state.stopping``.

    A stream of events has no end of its own, and the server would wait for it for ever.
    """

    stopping: asyncio.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.stopping = self.lifespan.state["stopping"] = asyncio.Event()
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.stopping.set()
        await super().shutdown(sockets)
