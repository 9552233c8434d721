"""The devices process carries each scan once and at once, and survives site and printer."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from service.devices import draw_slip as drawing
from service.devices import run_devices as running
from service.devices.bodies import PrintJob
from service.devices.rules import PAPERS, PrintOutcome, Raster
from service.devices.run_devices import LineBroken, Things, run_devices
from service.devices.scanner import find_scanner
from tests.devices.pipe_scanner import PipeDevice, as_plugged_in
from tests.devices.slips import SHANGHAI, a_job
from tests.devices.strokes import ENTER, press, typed

PATIENCE_SECONDS = 10


@dataclass
class FakeLine:
    """A site that writes down what it is told, or does not answer."""

    heard: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    told: asyncio.Queue[tuple[int, PrintOutcome]] = field(default_factory=asyncio.Queue)
    wanted: asyncio.Queue[PrintJob | Exception] = field(default_factory=asyncio.Queue)
    faults: list[Exception] = field(default_factory=list)

    async def hand_in(self, scan: str) -> int:
        if self.faults:
            raise self.faults.pop(0)
        self.heard.put_nowait(scan)
        return 1

    async def slips(self) -> AsyncIterator[PrintJob]:
        while True:
            wanted = await self.wanted.get()
            if isinstance(wanted, Exception):
                raise wanted
            yield wanted

    async def tell(self, job: int, outcome: PrintOutcome) -> None:
        self.told.put_nowait((job, outcome))


@dataclass
class FakePrinter:
    """A printer that does as it is told."""

    outcome: PrintOutcome = PrintOutcome.PRINTED
    stuck: threading.Event | None = None
    printed: list[Raster] = field(default_factory=list)

    def print_raster(self, raster: Raster) -> PrintOutcome:
        if self.stuck:
            self.stuck.wait(PATIENCE_SECONDS)
        self.printed.append(raster)
        return self.outcome


def serve(
    line: FakeLine,
    scene: Callable[[], Awaitable[None]],
    *,
    scanner: PipeDevice | None = None,
    printer: FakePrinter | None = None,
) -> None:
    """Run the devices beside ``scene`` until it is over."""
    things = Things(
        look=(lambda: find_scanner("0c2e:0b61", as_plugged_in(scanner))) if scanner else None,
        printer=printer,
        paper=PAPERS["58"],
        zone=SHANGHAI,
    )

    async def together() -> None:
        serving = asyncio.ensure_future(run_devices(things, line))
        await asyncio.wait_for(scene(), PATIENCE_SECONDS)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving

    asyncio.run(together())


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "COME_BACK_SECONDS", 0.01)


def test_each_scan_is_handed_in_once() -> None:
    line, scanner = FakeLine(), PipeDevice()

    async def scene() -> None:
        for code in ("TC1FIRST", "10000018"):
            scanner.type([*typed(code), *press(ENTER)])
            assert await line.heard.get() == code
        assert line.heard.empty()

    serve(line, scene, scanner=scanner)
    assert not scanner.is_open


def test_what_is_no_scan_is_handed_in_to_nobody() -> None:
    line, scanner = FakeLine(), PipeDevice()

    async def scene() -> None:
        scanner.type([*typed("<script>"), *press(ENTER), *typed("TC1GOOD"), *press(ENTER)])
        assert await line.heard.get() == "TC1GOOD"

    serve(line, scene, scanner=scanner)


@pytest.mark.parametrize(
    "fault",
    [
        LineBroken("ConnectError"),
        LineBroken("ReadTimeout"),
        LineBroken("refused", 401),  # the terminal was revoked
    ],
)
def test_a_scan_that_a_site_did_not_take_is_not_handed_in_later(fault: Exception) -> None:
    line, scanner = FakeLine(faults=[fault]), PipeDevice()

    async def scene() -> None:
        scanner.type([*typed("TC1LOST"), *press(ENTER)])
        while line.faults:
            await asyncio.sleep(0.01)
        scanner.type([*typed("TC1NEXT"), *press(ENTER)])
        assert await line.heard.get() == "TC1NEXT"

    serve(line, scene, scanner=scanner)


@pytest.mark.parametrize("outcome", [PrintOutcome.PRINTED, PrintOutcome.NO_PAPER])
def test_what_came_of_a_slip_is_told(outcome: PrintOutcome) -> None:
    line, printer = FakeLine(), FakePrinter(outcome)

    async def scene() -> None:
        line.wanted.put_nowait(a_job(7))
        assert await line.told.get() == (7, outcome)

    serve(line, scene, printer=printer)
    assert [raster.width_dots for raster in printer.printed] == [384]


def test_the_line_to_the_site_may_break_and_come_back() -> None:
    line, printer = FakeLine(), FakePrinter()

    async def scene() -> None:
        for number in (1, 2):
            line.wanted.put_nowait(LineBroken("RemoteProtocolError"))  # the site was restarted
            line.wanted.put_nowait(a_job(number))
            assert await line.told.get() == (number, PrintOutcome.PRINTED)

    serve(line, scene, printer=printer)


def test_a_printer_that_hangs_fails_its_slip_and_those_that_come_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "PRINTING_SECONDS", 0.05)
    line, printer = FakeLine(), FakePrinter(stuck=threading.Event())

    async def scene() -> None:
        for number in (1, 2):
            line.wanted.put_nowait(a_job(number))
            assert await line.told.get() == (number, PrintOutcome.FAILED)
        assert printer.stuck
        printer.stuck.set()
        while not printer.printed:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.02)
        line.wanted.put_nowait(a_job(3))
        assert await line.told.get() == (3, PrintOutcome.PRINTED)

    serve(line, scene, printer=printer)
    assert len(printer.printed) == 2


def test_without_a_font_a_slip_fails_and_the_process_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "FONTS", (Path("/nowhere/at-all.ttc"),))
    line, printer = FakeLine(), FakePrinter()

    async def scene() -> None:
        for number in (1, 2):
            line.wanted.put_nowait(a_job(number))
            assert await line.told.get() == (number, PrintOutcome.FAILED)

    serve(line, scene, printer=printer)
    assert printer.printed == []
