"""The site behind the pages under test: `python -m service site` as a process of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
from rich.console import Console

from service.console.site_at_hand import console_client, fresh_key
from service.demo.population import PopulationPlan
from service.demo.prepare_demo import OFFICERS, prepare_demo
from service.demo.run_demo import demo_settings
from service.desk import TERMINAL_COOKIE
from service.settings import Settings
from service.vocabulary import OfficerNo
from tests.free_port import free_port

PLAN: Final = PopulationPlan(members=200, groups=8)
PINS: Final[dict[str, str]] = {each.officer: each.pin for each in OFFICERS} | {"1201": "460913"}
"""The last one sits at the second site, where there is one."""

NEWCOMER: Final = OfficerNo("3001")
"""The one officer of the demonstration who has set no PIN yet."""

CODES_NAME: Final = "one-time-codes.json"
PATIENCE_SECONDS: Final = 60


def make_city(folder: Path) -> None:
    """Invent the people once, enrol the site, and let every officer but one set a PIN."""
    folder.mkdir(parents=True)
    site = Site(folder)
    codes = prepare_demo(folder, site.settings, plan=PLAN, console=Console(quiet=True))
    with running(site):
        cookie = site.pair("station")["value"]
        with httpx.Client(base_url=site.url, trust_env=False, timeout=60) as station:
            station.cookies.set(TERMINAL_COOKIE, cookie)
            for officer, code in codes.items():
                if officer != NEWCOMER:
                    body = {"officer": officer, "one_time_code": code, "pin": PINS[officer]}
                    post(station, "/v1/officers/pin", body)
    (folder / CODES_NAME).write_text(json.dumps(codes), encoding="ascii")


def copy_of(city: Path, folder: Path) -> "Site":
    """A site of its own with everything that ``city`` holds."""
    shutil.copytree(city, folder)
    return Site(folder)


@dataclass(slots=True)
class Site:
    """A site whose demonstration is in ``folder``; it may be killed and started again."""

    folder: Path
    program: Sequence[str] = ("-m", "service", "site")
    environment: dict[str, str] = field(default_factory=dict)
    log: Path | None = None
    settings: Settings = field(init=False)
    _process: "subprocess.Popen[bytes] | None" = None
    _labels: Iterator[int] = field(default_factory=lambda: count(1))
    _machines: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.settings = demo_settings(self.folder, free_port())

    @property
    def url(self) -> str:
        return f"http://{self.settings.host}:{self.settings.port}"

    def launch(self) -> None:
        """Start the process, and wait for nothing."""
        with (self.log or self.folder / "site.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.program],
                env={**os.environ, **_environment(self.settings), **self.environment},
                stdout=log,
                stderr=log,
            )

    def start(self) -> None:
        """Start, and wait until the trade day is open (or was closed before)."""
        self.launch()
        assert self._process is not None
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            if self._is_ready():
                return
            time.sleep(0.02)
        raise RuntimeError("the site did not start; its words are in its site.log")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ask the process to end, or with SIGKILL end it."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=PATIENCE_SECONDS)
            self._process = None

    def ended(self) -> int:
        """Wait until the process ends by itself; its exit status."""
        assert self._process is not None
        status = self._process.wait(timeout=PATIENCE_SECONDS)
        self._process = None
        return status

    def send(self, which: signal.Signals) -> None:
        """Send the process a signal and leave it running."""
        assert self._process is not None
        self._process.send_signal(which)

    def offer(self, role: str) -> dict[str, Any]:
        """A new terminal and its one-time code, as `twogate terminal offer` gives it."""
        label = f"{role} {next(self._labels)}"
        with console_client(self.settings) as owner:
            offer: dict[str, Any] = post(
                owner, "/v1/terminals", {"role": role, "label": label}
            ).json()
        return offer

    def pair(self, role: str) -> dict[str, str]:
        """A new terminal, paired: the name, number and value of its cookie."""
        offer = self.offer(role)
        # Pairings are counted by address, and a machine of its own has one of its own.
        own_address = httpx.HTTPTransport(local_address=f"127.0.1.{next(self._machines)}")
        with httpx.Client(base_url=self.url, transport=own_address, timeout=60) as screen:
            paired = post(screen, "/v1/terminals/pair", {"code": offer["code"]})
        return {"terminal": offer["terminal"], "value": paired.cookies[TERMINAL_COOKIE]}

    def one_time_code(self, officer: OfficerNo) -> str:
        codes: dict[str, str] = json.loads((self.folder / CODES_NAME).read_text("ascii"))
        return codes[officer]

    def _is_ready(self) -> bool:
        """Whether it is this very process that answers, and its day is open."""
        # A start takes the last start's token away, at any moment until it writes its own.
        try:
            with console_client(self.settings) as owner:
                is_ours = owner.get("/v1/terminals").is_success
                state = owner.get("/v1/status").json()["day"]["state"]
                return is_ours and bool(state == "open")
        except (FileNotFoundError, httpx.TransportError):
            return False


@contextmanager
def running(site: Site) -> Iterator[Site]:
    """Run the site for the length of the block."""
    site.start()
    try:
        yield site
    finally:
        site.stop()


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "TWOGATE_DATA_DIR": str(settings.data_dir),
        "TWOGATE_PORT": str(settings.port),
        "TWOGATE_CLOCK_TRUST": settings.clock_trust,
        "TWOGATE_AUTHORITY_DIR": str(settings.authority_dir),
        "TWOGATE_ALLOWED_HOSTS": json.dumps(settings.allowed_hosts),
        "TWOGATE_BALLAST_MIB": "0",  # a city is copied often
    }


def post(client: httpx.Client, path: str, body: dict[str, str]) -> httpx.Response:
    return client.post(path, json=body, headers=fresh_key()).raise_for_status()
