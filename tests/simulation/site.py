"""One simulated site: the production parts over a disk, a clock and a power supply that fail."""

import shutil
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, Self

from fastapi import Response

from service.feeds.page import FOR_ALL
from service.feeds.store import position_of
from service.group_commit import NotWriting, Outcome, Work
from service.journal.store import Head, head_of
from service.open_site import OpenSite
from service.site_app import ROUTERS, day_turner, state_of
from service.vocabulary import Epoch, SiteNo, TradeDay
from tests.simulation import till
from tests.simulation.assembly import Enrolled, start_site
from tests.simulation.clients import CONSOLE_TOKEN, Operation
from tests.simulation.disk import Disk
from tests.simulation.door import Asked, Door
from tests.simulation.hardware import Hardware
from tests.simulation.region import Region
from tests.simulation.writer import Crash, Fault, SteppedDatabase, answer_together

Heard = Callable[[Operation, Response | None], None]
"""Told each answer; ``None`` is a fault of the program (500)."""


@dataclass(slots=True)
class SimulatedSite:
    """A machine that runs a site's service, until it does not.

    ``size`` chooses how many of the waiting works share the next commit.
    """

    DOOR: ClassVar[Door] = Door((*ROUTERS, till.router))

    region: Region
    disk: Disk
    hardware: Hardware
    size: Callable[[int], int]
    who: Enrolled = field(init=False)
    site: OpenSite = field(init=False)
    database: SteppedDatabase = field(init=False)
    state: SimpleNamespace = field(init=False)

    @classmethod
    def of(
        cls, region: Region, folder: Path, hardware: Hardware, size: Callable[[int], int]
    ) -> Self:
        """A site that has taken in the region's first pages and runs."""
        made = cls(region, Disk.with_files(folder, region.disk), hardware, size)
        made.who = region.enrolled
        made._boot()
        return made

    @property
    def no(self) -> SiteNo:
        return self.who.enrolment.record.site

    @property
    def epoch(self) -> Epoch:
        """The epoch that it writes under now."""
        return self.site.journal.epoch

    def _boot(self) -> None:
        self.site, self.database = start_site(self.who, self.disk, self.hardware)
        self.state = SimpleNamespace(**state_of(self.site, console_token=CONSOLE_TOKEN))

    def restart(self, *, dark_ms: int) -> None:
        """The process is gone, its disk is as it is; start again from it."""
        self.disk.cut_power()
        self.site.close()
        self.hardware.reboot(dark_ms=dark_ms)
        self.disk.forget_old_boots()
        self._boot()

    def swap_disk(self, files: dict[str, bytes]) -> dict[str, bytes]:
        """Start from a disk that holds ``files``; what the one before held. The second device,
        which has an anchor, stays in the machine."""
        self.site.close()
        before = self.disk.files()
        self.disk.boots += 1
        self.disk = Disk.with_files(self.disk.folder, files, boots=self.disk.boots)
        self._boot()
        return before

    def renew(self, files: dict[str, bytes], who: Enrolled) -> None:
        """Start from the files of a copy, as another machine under keys of its own."""
        self.site.close()
        shutil.rmtree(self.disk.folder)
        self.disk.boots += 1
        kept = {name: said for name, said in files.items() if name != "anchor"}
        self.disk = Disk.with_files(
            self.disk.folder, {**kept, **who.secrets}, boots=self.disk.boots
        )
        self.who = who
        self._boot()

    def head(self) -> Head:
        """Where the journal ends."""
        journal = self.site.journal
        return self.database.read_now(
            lambda session: head_of(session, journal.epoch, journal.genesis)
        )

    def close(self) -> None:
        self.site.close()

    def today(self) -> TradeDay:
        """The date by this machine's clock."""
        today: TradeDay = self.state.day_witnesses.today(self.site.clock.now())
        return today

    def position(self, feed: str) -> int:
        """The number of the last item of ``feed`` that was taken in."""
        return self.database.read_now(lambda session: position_of(session, feed, FOR_ALL)).number

    def answer(
        self,
        operations: Sequence[Operation],
        fault: Fault,
        heard: Heard,
        *,
        looks_at_calendar: bool = False,
    ) -> bool:
        """Answer what arrives together, perhaps while the site looks at the calendar by itself;
        False if it went down over it."""
        calendar = [self._look_at_calendar()] if looks_at_calendar else []
        asked = [self.DOOR.ask(operation.asked(), self.state) for operation in operations]

        def tell(place: int, response: Any) -> None:
            if place >= len(calendar):
                heard(operations[place - len(calendar)], response)

        return self._together([*calendar, *asked], fault, tell)

    def answer_one(self, asked: Asked, fault: Fault) -> Response | None:
        """Answer one request of a program: 500 where it stumbles, ``None`` if the machine went
        down over it."""
        answers: list[Response] = []

        def tell(_: int, response: Any) -> None:
            answers.append(response or Response(status_code=500))

        survived = self._together([self.DOOR.ask(asked, self.state)], fault, tell)
        return answers[0] if survived else None

    def _together(
        self,
        asked: Sequence[Coroutine[Any, Any, Any]],
        fault: Fault,
        heard: Callable[[int, Any], None],
    ) -> bool:
        def commit(works: Sequence[Work]) -> Sequence[Outcome]:
            return self.database.commit(works, fault)

        try:
            answer_together(asked, commit=commit, size=self.size, heard=heard)
        except Crash:
            return False
        return True

    async def _look_at_calendar(self) -> None:
        """What the door does every five seconds."""
        with suppress(NotWriting):
            await self.database.write(day_turner(self.site, self.state.day_witnesses))
