"""Site and devices as two processes: a scanner made of a pipe, a printer that draws."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from service.cli import app
from service.console.site_at_hand import fresh_key
from service.devices.rules import PAPERS
from service.devices.run_devices import Things, run_devices
from service.devices.scanner import find_scanner
from service.devices.site_line import open_line
from service.settings import Settings
from tests.builders import KIOSK, City, settings_of
from tests.devices.pipe_scanner import PipeDevice, as_plugged_in
from tests.devices.slips import RECEIPT, SHANGHAI, a_slip, codes_in
from tests.devices.strokes import ENTER, press, typed
from tests.free_port import free_port

ROOT: Final = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS: Final = 100
STOPS_WITHIN_SECONDS: Final = 20
"""Without a word to its open streams it would not stop at all."""


@pytest.fixture
def settings(folder: Path) -> Settings:
    return settings_of(
        folder,
        port=free_port(),
        printer=f"png:{folder / 'slips'}",
        clock_trust="synced",
        day_opens_itself=True,
    )


def environment(settings: Settings) -> dict[str, str]:
    said = settings.model_dump(mode="json", exclude_none=True, include=SAID)
    return {**os.environ, **{f"TWOGATE_{k.upper()}": str(v) for k, v in said.items()}}


SAID: Final = {"data_dir", "port", "printer", "clock_trust", "day_opens_itself"}


@contextmanager
def running(settings: Settings, command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`twogate COMMAND` for the length of the block."""
    with log_of(settings).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", command],
            cwd=ROOT,
            env=environment(settings),
            stderr=log,
        )
    try:
        yield process
    finally:
        stop(process)


def log_of(settings: Settings) -> Path:
    """What site and devices said, one after the other."""
    return settings.data_dir.parent / "all.log"


def stop(process: "subprocess.Popen[bytes]") -> float:
    """Ask it to end; how many seconds it took."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.monotonic() - began


def until(claim: Callable[[], bool], *, every_seconds: float = 0.05) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not claim():
        assert time.monotonic() < end, "waited too long"
        time.sleep(every_seconds)


def is_up(settings: Settings) -> bool:
    try:
        return httpx.get(f"{url(settings)}/healthz", trust_env=False).is_success
    except httpx.TransportError:
        return False


def url(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.port}"


def kiosk(city: City, settings: Settings) -> httpx.Client:
    page = httpx.Client(base_url=url(settings), trust_env=False, timeout=PATIENCE_SECONDS)
    page.cookies.set("twogate_terminal", city.cookies["kiosk"])
    return page


def prints(page: httpx.Client) -> bool:
    wish = a_slip(receipt=RECEIPT).model_dump(mode="json")
    answer = page.post("/v1/prints", json=wish, headers=fresh_key())
    return bool(answer.raise_for_status().json()["outcome"] == "printed")


def command(settings: Settings, *words: str) -> Result:
    """Run a command of the owner in this process."""
    return CliRunner().invoke(app, words, env=environment(settings))


def test_scans_and_slips_find_their_way_and_a_site_stops_although_pages_listen(
    city: City, settings: Settings
) -> None:
    with ExitStack() as open_things:
        site = open_things.enter_context(running(settings, "site"))
        until(lambda: is_up(settings))
        assert command(settings, "devices-pair", KIOSK).exit_code == 0
        assert stat.S_IMODE(settings.devices_token_path.stat().st_mode) == 0o600
        devices = open_things.enter_context(running(settings, "devices"))
        page = open_things.enter_context(kiosk(city, settings))
        until(lambda: prints(page), every_seconds=0.7)  # a kiosk prints 30 a minute
        drawn = sorted(Path(str(settings.printer).removeprefix("png:")).glob("*.png"))
        assert codes_in(Image.open(drawn[0])) == [RECEIPT]

        assert asyncio.run(scanned(city, settings)) == ["TC1ABC234", "10000018"]
        said = log_of(settings).read_text("utf-8")
        assert "site opened" in said
        assert "TC1ABC234" not in said
        assert "10000018" not in said

        with page.stream("GET", "/v1/scans/stream") as listening:
            pieces = listening.iter_text()
            assert next(pieces).startswith("retry:")
            assert stop(site) < STOPS_WITHIN_SECONDS
            assert "".join(pieces).strip(": \nping") == ""

        open_things.enter_context(running(settings, "site"))
        until(lambda: is_up(settings))
        until(lambda: prints(page), every_seconds=0.7)
        assert devices.poll() is None


async def scanned(city: City, settings: Settings) -> list[str]:
    """What a page hears of a scanner at this very process, through the site."""
    scanner, heard = PipeDevice(), list[str]()
    things = Things(
        look=lambda: find_scanner("voyager", as_plugged_in(scanner)),
        printer=None,
        paper=PAPERS["58"],
        zone=SHANGHAI,
    )
    async with (
        open_line(settings) as line,
        httpx.AsyncClient(base_url=url(settings), trust_env=False, timeout=30) as page,
    ):
        serving = asyncio.ensure_future(run_devices(things, line))
        page.cookies.set("twogate_terminal", city.cookies["kiosk"])
        async with page.stream("GET", "/v1/scans/stream") as stream:
            scanner.type([*typed("TC1ABC234"), *press(ENTER)])
            async for said in stream.aiter_lines():
                if not said.startswith("data: "):
                    continue
                heard.append(said.removeprefix("data: "))
                if len(heard) == 2:
                    break
                scanner.type([*typed("10000018"), *press(ENTER)])
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
    return heard


# --- the commands say what is missing ---


def test_a_site_that_does_not_run_gives_no_token(settings: Settings) -> None:
    said = command(settings, "devices-pair", KIOSK)
    assert (said.exit_code, said.stdout) == (1, "")
    assert "is it running?" in said.stderr
    assert not settings.devices_token_path.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "neither TWOGATE_SCANNER nor TWOGATE_PRINTER"),
        ({"printer": "lp0"}, "TWOGATE_PRINTER: file:PATH"),
        ({"printer": "png:slips"}, "run `twogate devices-pair`"),
    ],
)
def test_the_process_does_not_start_without_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any], said: str
) -> None:
    monkeypatch.setenv("TWOGATE_DATA_DIR", str(tmp_path))
    for name, value in wrong.items():
        monkeypatch.setenv(f"TWOGATE_{name.upper()}", value)
    result = CliRunner().invoke(app, ["devices"])
    assert result.exit_code == 1
    assert said in result.output


def test_samples_are_drawn_without_a_site(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["devices-sample", "--out", str(tmp_path / "slips")])
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(list((tmp_path / "slips").glob("*.png"))) == 3
