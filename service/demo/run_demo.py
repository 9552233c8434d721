"""Run the demonstration: two sites and their hub, screens paired, lines that can be cut."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from service.console.site_at_hand import console_client, fresh_key
from service.demo.line_switch import Line, Lines
from service.demo.population import PopulationPlan
from service.demo.prepare_demo import (
    HEZHOU,
    OFFICERS,
    OPERATORS,
    DemoOfficer,
    prepare_demo,
)
from service.demo.prepare_region import HEZHOU_NAMES, prepare_region
from service.demo.sample_cards import write_sample_cards
from service.demo.switch_page import Screens, SwitchPage
from service.settings import Settings
from service.vocabulary import OfficerNo, TerminalRole

STARTS_WITHIN_SECONDS = 60
SYNC_EVERY_SECONDS = 3
SCREENS = {
    TerminalRole.KIOSK: "kiosk.localhost",
    TerminalRole.STATION: "station.localhost",
    TerminalRole.DISPLAY: "display.localhost",
}
"""One name for each screen, since a browser is one screen for each name it calls."""

FAR_SCREENS = {role: f"hezhou-{name}" for role, name in SCREENS.items()}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where what listens, counted from the first."""

    dongxing: int

    @property
    def hezhou(self) -> int:
        return self.dongxing + 1

    @property
    def hub(self) -> int:
        return self.dongxing + 2

    @property
    def phone_origin(self) -> str:
        """Where the hub serves the pages of members' phones."""
        return f"http://localhost:{self.hub}"

    @property
    def page(self) -> int:
        return self.dongxing + 3

    @property
    def dongxing_line(self) -> int:
        return self.dongxing + 4

    @property
    def hezhou_line(self) -> int:
        return self.dongxing + 5


def run_demo(folder: Path, *, port: int, members: int, groups: int) -> None:
    """Prepare the demonstration if need be, then serve it until interrupted."""
    console, ports = Console(), Ports(port)
    dongxing = demo_settings(folder, port, hub_origin=ports.phone_origin)
    hezhou = hezhou_settings(folder, ports)
    hub = Settings(data_dir=folder / "hub", port=ports.hub, clock_trust="synced")
    codes = prepare_demo(folder, dongxing, plan=PopulationPlan(members, groups), console=console)
    passphrases = prepare_region(folder, dongxing, hezhou, hub)
    with ExitStack() as stack:
        centre = stack.enter_context(serving(hub, "hub", "run"))
        _set_pins_of(OPERATORS, passphrases, centre)
        near = stack.enter_context(serving(dongxing, "site"))
        far = stack.enter_context(serving(hezhou, "site"))
        _set_pins(near, codes)
        _set_pins(far, codes)
        cards = write_sample_cards(folder, dongxing)
        places = [
            Screens("S01", "东兴互市区", _links(near, SCREENS, dongxing.port)),
            Screens(HEZHOU, HEZHOU_NAMES.zh, _links(far, FAR_SCREENS, hezhou.port)),
        ]
        _join(stack, ports, dongxing, hezhou, places)
        _tell(console, places, cards, ports)
        _wait_for_interrupt()


def demo_settings(folder: Path, port: int, *, hub_origin: str | None = None) -> Settings:
    return Settings(
        data_dir=folder / "S01",
        port=port,
        hub_origin=hub_origin,
        clock_trust="synced",
        authority_dir=folder / "authority",
        allowed_hosts=("127.0.0.1", "localhost", *SCREENS.values()),
        demo=True,
    )


def hezhou_settings(folder: Path, ports: Ports) -> Settings:
    return Settings(
        data_dir=folder / "S31",
        port=ports.hezhou,
        hub_origin=ports.phone_origin,
        clock_trust="synced",
        allowed_hosts=("127.0.0.1", "localhost", *FAR_SCREENS.values()),
        demo=True,
    )


@contextmanager
def serving(settings: Settings, *command: str) -> Iterator[httpx.Client]:
    """A service as a process of its own; a console client while it runs."""
    with (
        _process(settings, *(command or ("site",))) as process,
        _client_of(settings, process) as client,
    ):
        yield client


@contextmanager
def _process(settings: Settings, *command: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "service", *command], env=_environment(settings)
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _join(
    stack: ExitStack, ports: Ports, dongxing: Settings, hezhou: Settings, places: list[Screens]
) -> None:
    """A line and a carrier for each site, and the page with the switches."""
    near = Line("S01", ports.dongxing_line, ports.hub)
    far = Line(HEZHOU, ports.hezhou_line, ports.hub)
    lines = Lines([near, far])
    stack.callback(lines.close)
    stack.callback(SwitchPage(ports.page, lines, places).close)
    for settings, line in ((dongxing, near), (hezhou, far)):
        joined = settings.model_copy(update={"hub_url": f"http://127.0.0.1:{line.port}"})
        stack.enter_context(_process(joined, "sync", "--loop", "--every", str(SYNC_EVERY_SECONDS)))


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
    raise RuntimeError("a service did not start; its words stand above")


def _set_pins(client: httpx.Client, codes: dict[OfficerNo, str]) -> None:
    """Set each officer's PIN at a station that is paired for it and then given up."""
    if not codes:
        return
    with httpx.Client(base_url=client.base_url, trust_env=False, timeout=60) as station:
        code = _offer(client, TerminalRole.STATION, "setting PINs")
        terminal = _post(station, "/v1/terminals/pair", {"code": code})["terminal"]
        _set_pins_of(OFFICERS, codes, station)
    _post(client, f"/v1/terminals/{terminal}/revoke", {"reason": "replaced"})


def _set_pins_of(
    whose: Sequence[DemoOfficer], codes: dict[OfficerNo, str], screen: httpx.Client
) -> None:
    for each in whose if codes else ():
        code = codes[each.officer]
        body = {"officer": each.officer, "one_time_code": code, "pin": each.pin}
        _post(screen, "/v1/officers/pin", body)


def _links(
    client: httpx.Client, names: dict[TerminalRole, str], port: int
) -> list[tuple[str, str]]:
    """For each screen a link that pairs whichever browser opens it first (within 15 minutes)."""
    links = []
    for role, name in names.items():
        page = {"station": "officer"}.get(role, role)
        code = _offer(client, role, f"demo {role}")
        links.append((str(role), f"http://{name}:{port}/{page}/#pair={code}"))
    return links


def _offer(client: httpx.Client, role: TerminalRole, label: str) -> str:
    return str(_post(client, "/v1/terminals", {"role": role, "label": label})["code"])


def _post(client: httpx.Client, path: str, body: dict[str, str]) -> dict[str, str]:
    answer = client.post(path, json=body, headers=fresh_key())
    answer.raise_for_status()
    said: dict[str, str] = answer.json()
    return said


def _tell(console: Console, places: list[Screens], cards: Path, ports: Ports) -> None:
    table = Table(title="Twogate 两地通")
    table.add_column("screen")
    table.add_column("open in a browser on this machine")
    table.add_row("both places, and the switches of their lines", f"http://127.0.0.1:{ports.page}/")
    for place in places:
        for screen, link in place.links:
            table.add_row(f"{place.site} {place.name}: {screen}", link)
    table.add_row("the centre, for its operators", f"http://127.0.0.1:{ports.hub}/")
    table.add_row("a member's phone", f"{ports.phone_origin}/p/")
    table.add_row("sample cards", cards.absolute().as_uri())
    console.print(table)
    sign_ins = Table(title="Demo sign-ins, the same at both places; the longest are the centre's")
    for heading in ("role", "code", "PIN"):
        sign_ins.add_column(heading)
    for each in (*OFFICERS, *OPERATORS):
        sign_ins.add_row(each.role, each.officer, each.pin)
    console.print(sign_ins)
    console.print("Ctrl-C stops it. The data stays; `make clean` removes it.")


def _wait_for_interrupt() -> None:
    # A plain `kill` ends it as Ctrl-C does, or the sites' processes would stay behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return
