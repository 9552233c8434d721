"""The least that an HTTP request costs here: a FastAPI application that takes JSON and gives some.

Run as a process of its own (`python -m tests.bench.bare_post PORT`) by the server that runs a site.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from tests.bench.site_process import PATIENCE_SECONDS, clean_env
from tests.free_port import free_port

app = FastAPI(docs_url=None, redoc_url=None)


class Asked(BaseModel):
    """As long as what a station sends when it shows a pass."""

    scan: str


@app.post("/")
async def post_nothing(body: Asked) -> dict[str, bool]:
    """Read the body, do nothing, and say so."""
    return {"read": bool(body.scan)}


@contextmanager
def running_bare_post() -> Iterator[int]:
    """The application in a process of its own; the TCP number that it listens on."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare_post", str(port)]
    process = subprocess.Popen(command, env=clean_env({}))
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            httpx.post(f"http://127.0.0.1:{port}/", json={"scan": ""}, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError("the bare application did not start")


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=False,
        log_level="warning",
        loop="uvloop",
        http="httptools",
        server_header=False,
    )
