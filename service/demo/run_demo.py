"""Run the demonstration: a site's service, its screens paired, its sign-ins printed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from service.console.site_at_hand import console_client, fresh_key
from service.demo.population import PopulationPlan
from service.demo.prepare_demo import OFFICERS, prepare_demo
from service.demo.sample_cards import write_sample_cards
from service.settings import Settings
from service.vocabulary import OfficerNo, TerminalRole

STARTS_WITHIN_SECONDS = 60
SCREENS = {
    TerminalRole.KIOSK: "kiosk.localhost",
    TerminalRole.STATION: "station.localhost",
    TerminalRole.DISPLAY: "display.localhost",
}
"""One name for each screen, since a browser is one screen for each name it calls."""


def run_demo(folder: Path, *, port: int, members: int, groups: int) -> None:
    """Prepare the demonstration if need be, then serve it until interrupted."""
    console = Console()
    settings = demo_settings(folder, port)
    codes = prepare_demo(folder, settings, plan=PopulationPlan(members, groups), console=console)
    with serving(settings) as client:
        _set_pins(client, codes)
        cards = write_sample_cards(folder, settings)
        links = {role: _link(client, role, port) for role in SCREENS}
        _tell(console, links, cards)
        _wait_for_interrupt()


def demo_settings(folder: Path, port: int) -> Settings:
    return Settings(
        data_dir=folder / "S01",
        port=port,
        clock_trust="synced",
        authority_dir=folder / "authority",
        allowed_hosts=("127.0.0.1", "localhost", *SCREENS.values()),
        demo=True,
    )


@contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    """The site's service as a process of its own; a console client while it runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "site"], env=_environment(settings)
    )
    try:
        with _client_of(settings, process) as client:
            yield client
    finally:
        process.terminate()
        process.wait(timeout=20)


def _environment(settings: Settings) -> dict[str, str]:
    said = settings.model_dump(mode="json", exclude_none=True)
    own = {
        f"TWOGATE_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in said.items()
    }
    return {**os.environ, **own}


def _client_of(settings: Settings, process: "subprocess.Popen[bytes]") -> httpx.Client:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    url = f"http://{settings.host}:{settings.port}/readyz"
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False).is_success:
                return console_client(settings)
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the site's service did not start; its words stand above")


def _set_pins(client: httpx.Client, codes: dict[OfficerNo, str]) -> None:
    """Set each officer's PIN at a station that is paired for it and then given up."""
    if not codes:
        return
    with httpx.Client(base_url=client.base_url, trust_env=False, timeout=60) as station:
        code = _offer(client, TerminalRole.STATION, "setting PINs")
        terminal = _post(station, "/v1/terminals/pair", {"code": code})["terminal"]
        for each in OFFICERS:
            body = {
                "officer": each.officer,
                "one_time_code": codes[each.officer],
                "pin": each.pin,
            }
            _post(station, "/v1/officers/pin", body)
    _post(client, f"/v1/terminals/{terminal}/revoke", {"reason": "replaced"})


def _link(client: httpx.Client, role: TerminalRole, port: int) -> str:
    """A link that pairs whichever browser opens it first (within 15 minutes)."""
    page = {"station": "officer"}.get(role, role)
    code = _offer(client, role, f"demo {role}")
    return f"http://{SCREENS[role]}:{port}/{page}/#pair={code}"


def _offer(client: httpx.Client, role: TerminalRole, label: str) -> str:
    return str(_post(client, "/v1/terminals", {"role": role, "label": label})["code"])


def _post(client: httpx.Client, path: str, body: dict[str, str]) -> dict[str, str]:
    answer = client.post(path, json=body, headers=fresh_key())
    answer.raise_for_status()
    said: dict[str, str] = answer.json()
    return said


def _tell(console: Console, links: dict[TerminalRole, str], cards: Path) -> None:
    table = Table(title="Twogate 两地通 — S01 东兴互市区")
    table.add_column("screen")
    table.add_column("open in a browser on this machine")
    for role, link in links.items():
        table.add_row(role, link)
    table.add_row("sample cards", cards.absolute().as_uri())
    console.print(table)
    sign_ins = Table(title="Demo sign-ins")
    for heading in ("role", "code", "PIN"):
        sign_ins.add_column(heading)
    for each in OFFICERS:
        sign_ins.add_row(each.role, each.officer, each.pin)
    console.print(sign_ins)
    console.print("Ctrl-C stops it. The data stays; `make clean` removes it.")


def _wait_for_interrupt() -> None:
    # A plain `kill` ends it as Ctrl-C does, or the site's process would stay behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return
