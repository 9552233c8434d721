"""Carry scans to the kiosk's page and slips to the printer, until told to stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, Protocol

import structlog

from service.devices.bodies import PrintJob
from service.devices.draw_slip import NoFont, draw_slip
from service.devices.printer import Printer
from service.devices.relay import Slot
from service.devices.rules import NotAScan, Paper, PrintOutcome
from service.devices.scanner import Scanner, read_scans

COME_BACK_SECONDS: Final = 2
PRINTING_SECONDS: Final = 4
"""A little less than the site waits."""


class LineBroken(Exception):
    """The site did not answer, or refused; then with its HTTP ``status``."""

    def __init__(self, fault: str, status: int | None = None) -> None:
        super().__init__(fault, status)
        self.fault, self.status = fault, status


class Line(Protocol):
    """What is used of ``SiteLine``. Each raises ``LineBroken``."""

    async def hand_in(self, scan: str) -> int: ...
    def slips(self) -> AsyncIterator[PrintJob]: ...
    async def tell(self, job: int, outcome: PrintOutcome) -> None: ...


@dataclass(frozen=True, slots=True)
class Things:
    """What is on this counter. ``look`` finds the scanner and holds it."""

    look: Callable[[], Scanner | None] | None
    printer: Printer | None
    paper: Paper
    zone: tzinfo


async def run_devices(things: Things, line: Line) -> None:
    """Serve scanner and printer for ever. A site that is down is waited for; a scan is not kept."""
    async with asyncio.TaskGroup() as together:
        if things.look is not None:
            latest = Slot()
            together.create_task(_read_into(latest, things.look))
            together.create_task(_hand_in(latest, line))
        if things.printer is not None:
            printing = _Printing(things.printer, things.paper, things.zone)
            together.create_task(_print_slips(printing, line))


async def _read_into(latest: Slot, look: Callable[[], Scanner | None]) -> None:
    """Read while the line is busy: the keys of two codes must not run into one."""
    async for said in read_scans(look):
        if isinstance(said, NotAScan):
            structlog.get_logger().info("not a scan", fault=said)
        else:
            latest.put(said)


async def _hand_in(latest: Slot, line: Line) -> None:
    """Hand in each scan at once or never: one that comes late is somebody else's."""
    while True:
        scan = await latest.take()
        try:
            await line.hand_in(scan)
        except LineBroken as broken:
            _say("a scan did not reach its page", broken)


async def _print_slips(printing: "_Printing", line: Line) -> None:
    """Print what comes, and begin anew whenever the line to the site breaks."""
    was_well = True
    while True:
        try:
            async for job in line.slips():
                was_well = True
                await line.tell(job.job, await printing.put_out(job))
        except LineBroken as broken:
            if was_well:
                _say("slips do not come", broken)
            was_well = False
        await asyncio.sleep(COME_BACK_SECONDS)


def _say(what: str, broken: LineBroken) -> None:
    structlog.get_logger().warning(what, fault=broken.fault, status=broken.status)


class _Printing:
    """One slip at a time. A printer that hangs holds up its thread, and no slip after it."""

    def __init__(self, printer: Printer, paper: Paper, zone: tzinfo) -> None:
        self.printer, self.paper, self.zone = printer, paper, zone
        self._busy: asyncio.Task[PrintOutcome] | None = None

    async def put_out(self, job: PrintJob) -> PrintOutcome:
        """Print, and wait a little; every fault is an outcome."""
        if self._busy is not None and not self._busy.done():
            return PrintOutcome.FAILED
        self._busy = asyncio.create_task(asyncio.to_thread(self._print, job))
        try:
            return await asyncio.wait_for(asyncio.shield(self._busy), PRINTING_SECONDS)
        except TimeoutError:
            return PrintOutcome.FAILED

    def _print(self, job: PrintJob) -> PrintOutcome:
        try:
            return self.printer.print_raster(draw_slip(job, self.paper, zone=self.zone))
        except NoFont as fault:
            structlog.get_logger().error("no font to print with", fault=type(fault).__name__)
            return PrintOutcome.FAILED
