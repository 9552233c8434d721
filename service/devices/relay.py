"""What passes between a terminal's page and its devices, held only on its way: never stored."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from service.devices.bodies import PrintJob, SlipBody
from service.devices.rules import PrintOutcome
from service.vocabulary import TerminalNo

PRINT_PATIENCE_SECONDS: Final = 5
"""A slip that has not come out by then comes too late: the member looks at the screen."""


class Slot:
    """Room for the latest text only: what nobody took before the next one came is gone."""

    def __init__(self) -> None:
        self._text = ""
        self._is_filled = asyncio.Event()

    def put(self, text: str) -> None:
        self._text = text
        self._is_filled.set()

    async def take(self) -> str:
        """Wait for a text, and hold it no longer."""
        await self._is_filled.wait()
        self._is_filled.clear()
        text, self._text = self._text, ""
        return text


@dataclass(slots=True)
class _Printing:
    """The slip that a terminal is waiting for; ``key`` tells a page's retry from a new wish."""

    key: str
    job: int
    outcome: "asyncio.Future[PrintOutcome]"


@dataclass(slots=True)
class Relay:
    """The pages that listen and the printers that stand ready, by terminal. Of one event loop."""

    _pages: dict[TerminalNo, list[Slot]] = field(default_factory=dict)
    _printers: dict[TerminalNo, Slot] = field(default_factory=dict)
    _printing: dict[TerminalNo, _Printing] = field(default_factory=dict)
    _jobs: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def page(self, terminal: TerminalNo) -> Iterator[Slot]:
        """The scans at ``terminal``, for as long as one of its pages listens."""
        slot = Slot()
        listening = self._pages.setdefault(terminal, [])
        listening.append(slot)
        try:
            yield slot
        finally:
            listening.remove(slot)

    def hand_in(self, terminal: TerminalNo, scan: str) -> int:
        """Give a scan to the pages of ``terminal``; to how many. No page, no scan."""
        slots = self._pages.get(terminal, [])
        for slot in slots:
            slot.put(scan)
        return len(slots)

    @contextmanager
    def printer(self, terminal: TerminalNo) -> Iterator[Slot]:
        """The slips for ``terminal``, while its printer stands ready; the newest one gets them."""
        slot = Slot()
        self._printers[terminal] = slot
        try:
            yield slot
        finally:
            if self._printers.get(terminal) is slot:
                del self._printers[terminal]

    async def print_slip(
        self, terminal: TerminalNo, slip: SlipBody, *, key: str, site: str, at_ms: int
    ) -> PrintOutcome:
        """Let the printer of ``terminal`` print, and wait for what comes of it."""
        printing = self._printing.get(terminal)
        if printing is None or printing.key != key:
            slot = self._printers.get(terminal)
            if slot is None:
                return PrintOutcome.NO_PRINTER
            outcome: asyncio.Future[PrintOutcome] = asyncio.get_running_loop().create_future()
            printing = _Printing(key, next(self._jobs), outcome)
            self._printing[terminal] = printing
            job = PrintJob(job=printing.job, site=site, at=at_ms, slip=slip)
            slot.put(job.model_dump_json())
        try:
            return await asyncio.wait_for(
                asyncio.shield(printing.outcome), timeout=PRINT_PATIENCE_SECONDS
            )
        except TimeoutError:
            return PrintOutcome.FAILED

    def tell(self, terminal: TerminalNo, job: int, outcome: PrintOutcome) -> bool:
        """Take what came of a job; False when nobody waits for it (any more)."""
        printing = self._printing.get(terminal)
        if printing is None or printing.job != job or printing.outcome.done():
            return False
        printing.outcome.set_result(outcome)
        return True
