"""The line from the devices to their site: scans go up, slips come down."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import httpx

from service.devices.bodies import PrintJob
from service.devices.rules import PrintOutcome
from service.devices.run_devices import LineBroken
from service.kit.secret_file import read_credential, read_secret
from service.settings import Settings

PATIENCE_SECONDS: Final = 2
CREDENTIAL: Final = "twogate.devices.token"
SILENCE_SECONDS: Final = 40
"""A stream that does not even pulse for so long (the site does so every 15 s) is dead."""


class NoToken(Exception):
    """There is no token to show the site; the message says what to do."""


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A client of the site that shows the devices' token. Raises ``LineBroken``."""

    client: httpx.AsyncClient

    async def hand_in(self, scan: str) -> int:
        """Give a scan to the terminal's pages; how many heard it. Never given a second time: a
        scan that comes late is somebody else's."""
        with _telling_of_breaks():
            answer = await self.client.post("/v1/scans", json={"scan": scan})
            return int(answer.raise_for_status().json()["pages"])

    async def slips(self) -> AsyncIterator[PrintJob]:
        """The slips to print, until the line breaks."""
        patience = httpx.Timeout(PATIENCE_SECONDS, read=SILENCE_SECONDS)
        path = "/v1/prints/stream"
        with _telling_of_breaks():
            async with self.client.stream("GET", path, timeout=patience) as stream:
                stream.raise_for_status()
                async for line in stream.aiter_lines():
                    if line.startswith("data: "):
                        yield PrintJob.model_validate_json(line.removeprefix("data: "))

    async def tell(self, job: int, outcome: PrintOutcome) -> None:
        """Say what came of a slip; the site may have stopped waiting for it."""
        with _telling_of_breaks():
            await self.client.post(f"/v1/prints/{job}", json={"outcome": outcome})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: object, trace: TracebackType | None
    ) -> None:
        await self.client.aclose()


@contextmanager
def _telling_of_breaks() -> Iterator[None]:
    try:
        yield
    except httpx.HTTPStatusError as fault:
        raise LineBroken("refused", fault.response.status_code) from fault
    except httpx.HTTPError as fault:
        raise LineBroken(type(fault).__name__) from fault


def open_line(settings: Settings) -> SiteLine:
    """The line to the site on this machine. Raises ``NoToken``."""
    token = _token(settings)
    return SiteLine(
        httpx.AsyncClient(
            base_url=f"http://{settings.host}:{settings.port}",
            headers={"Authorization": f"Devices {token}"},
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )
    )


def _token(settings: Settings) -> str:
    """What systemd handed over goes before the file, which a hardened unit does not see."""
    path = settings.devices_token_path
    try:
        said = read_credential(CREDENTIAL) or read_secret(path)
    except FileNotFoundError:
        raise NoToken(f"no token in {path}: run `twogate devices-pair`") from None
    return said.decode("ascii").strip()
