"""The site under test: `python -m service site` as a process of its own, with a kiosk paired."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from service.console.site_at_hand import console_client, fresh_key
from service.demo.run_demo import demo_settings
from service.desk import TERMINAL_COOKIE
from service.settings import Settings
from tests.free_port import free_port

PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class SiteProcess:
    """A running site. ``started_in`` is the time from its start to its first answer, and
    ``cpu_at_start`` what it computed until then; both in seconds."""

    settings: Settings
    process: "subprocess.Popen[bytes]"
    started_in: float
    cpu_at_start: float

    @property
    def url(self) -> str:
        return f"http://{self.settings.host}:{self.settings.port}"

    def rss_mb(self) -> float:
        """Resident memory, in millions of bytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise RuntimeError("the site's process is gone")

    def cpu_seconds(self) -> float:
        """Processor time used so far, in the kernel too."""
        return _cpu_seconds(self.process.pid)

    def pair_kiosk(self) -> str:
        """Pair a kiosk; its cookie as a header shows it."""
        with console_client(self.settings) as owner:
            offer = _post(owner, "/v1/terminals", {"role": "kiosk", "label": "bench"}).json()
        with httpx.Client(base_url=self.url, trust_env=False, timeout=60) as kiosk:
            paired = _post(kiosk, "/v1/terminals/pair", {"code": offer["code"]})
        return f"{TERMINAL_COOKIE}={paired.cookies[TERMINAL_COOKIE]}"


@contextmanager
def running_site(data: Path, *, env: Mapping[str, str] | None = None) -> Iterator[SiteProcess]:
    """Run the site whose data folder is ``data``, from its trade day's opening on.

    What it says goes to ``site.log`` beside that folder, and is shown if it does not start.
    """
    settings = demo_settings(data.parent, free_port()).model_copy(update={"data_dir": data})
    log = data.with_name("site.log")
    with log.open("wb") as words:
        before = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "site"],
            env=clean_env({**site_env(settings), **(env or {})}),
            stderr=words,
        )
    try:
        _wait_for_answer(settings, process, log)
        started_in = time.perf_counter() - before
        site = SiteProcess(settings, process, started_in, _cpu_seconds(process.pid))
        _wait_for_day(site)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(") ")[2]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def clean_env(own: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without what would make the site another than an installed one:
    its modules are compiled beforehand, and its settings are the bench's."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("TWOGATE_")}
    others.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**others, **own}


def site_env(settings: Settings) -> dict[str, str]:
    """The settings that the bench sets, as the site and its commands read them."""
    return {
        "TWOGATE_DATA_DIR": str(settings.data_dir),
        "TWOGATE_PORT": str(settings.port),
        "TWOGATE_CLOCK_TRUST": settings.clock_trust,
    }


def _wait_for_answer(settings: Settings, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the first `/v1/status`, asked for every 5 ms."""
    until = time.monotonic() + PATIENCE_SECONDS
    with httpx.Client(trust_env=False) as client:
        while time.monotonic() < until and process.poll() is None:
            try:
                client.get(f"http://{settings.host}:{settings.port}/v1/status").raise_for_status()
                return
            except httpx.TransportError:
                time.sleep(0.005)
    raise RuntimeError(f"the site did not start: {log.read_text('utf-8')}")


def _wait_for_day(site: SiteProcess) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        said = httpx.get(f"{site.url}/v1/status", trust_env=False).json()
        if said["day"]["state"] == "open":
            return
        time.sleep(0.05)
    raise RuntimeError("the site's trade day did not open by itself")


def _post(client: httpx.Client, path: str, body: dict[str, str]) -> httpx.Response:
    return client.post(path, json=body, headers=fresh_key()).raise_for_status()
