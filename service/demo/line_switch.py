"""The demonstration's lines between sites and hub, each with a switch that cuts it."""

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass, field

CHUNK_BYTES = 64 * 1024


@dataclass(slots=True)
class Line:
    """A line that listens at ``port`` and leads to ``to_port``, both on this machine."""

    name: str
    port: int
    to_port: int
    is_cut: bool = False
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    def cut(self) -> None:
        """Break off what is being said, and let nothing through."""
        self.is_cut = True
        for writer in self._open:
            writer.transport.abort()

    def restore(self) -> None:
        self.is_cut = False

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            self._open -= {writer, far_writer}
            for each in (writer, far_writer):
                each.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()


class Lines:
    """All lines, carried by a thread of their own."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = {each.name: each for each in lines}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="lines", daemon=True)
        self._thread.start()
        self._servers = [
            asyncio.run_coroutine_threadsafe(each.listen(), self._loop).result() for each in lines
        ]

    def switch(self, name: str) -> None:
        """Cut a line, or restore one that was cut."""
        line = self.lines[name]
        self._loop.call_soon_threadsafe(line.restore if line.is_cut else line.cut)

    def close(self) -> None:
        """Cut all lines for good."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(timeout=5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    async def _end(self) -> None:
        for line in self.lines.values():
            line.cut()
        for server in self._servers:
            server.close()
        carrying = asyncio.all_tasks() - {asyncio.current_task()}
        for task in carrying:
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
