"""A simulated world of one seed: a site, its clients, what they asked, the rules that watch."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fastapi import Response

from service.desk import TERMINAL_COOKIE
from service.vocabulary import HUB, MemberNo, TerminalNo, TerminalRole
from tests.places import NOW_MS
from tests.simulation.assembly import Enrolled
from tests.simulation.authority import AuthorityDesk
from tests.simulation.centre import SimulatedHub
from tests.simulation.clients import Answer, Client, Operation, screen
from tests.simulation.dice import Dice
from tests.simulation.disk import simulated_disks
from tests.simulation.door import Asked
from tests.simulation.hardware import Hardware
from tests.simulation.invariants.allowance import Allowance
from tests.simulation.invariants.honoured import Honoured
from tests.simulation.invariants.rule import Rule
from tests.simulation.land import SLIPS, Land
from tests.simulation.ledger import Ledger
from tests.simulation.line import Line
from tests.simulation.observer import Observer
from tests.simulation.people import SCREENS
from tests.simulation.plan import Plan
from tests.simulation.region import make_regions
from tests.simulation.shortcuts import shortcuts
from tests.simulation.site import SimulatedSite
from tests.simulation.violation import Violation
from tests.simulation.writer import Fault

_PAUSES_MS: Final = (5_000, 60_000, 600_000, 7_200_000)
_PAUSES_AMONG_NEIGHBOURS_MS: Final = (5_000, 60_000, 600_000)
_PAUSES_PER_MILLE: Final = 40
_BUSTLE_MS: Final = 6_000
_FAULTS_PER_MILLE: Final = (0, 10, 30, 80)
_OUTAGES_MS: Final = (5_000, 60_000, 3_600_000, 30_000_000)
_FAULTS: Final[dict[Fault, int]] = {fault: 1 for fault in Fault if fault is not Fault.NONE}

Trace = Callable[..., None]
"""Told each line as a pattern and what goes into it, since most worlds are not watched."""


@dataclass(slots=True)
class Seen:
    """What people remember of what they were told: records to annul, tickets called, codes."""

    references: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    pairing_codes: list[str] = field(default_factory=list)
    inspections: list[tuple[str, MemberNo]] = field(default_factory=list)
    debits: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Copy:
    """A site's disk as it was after so many events, with what its clients had been told by then
    and the screens that were paired."""

    files: dict[str, bytes]
    events: int
    told: dict[str, Answer | None]
    screens: tuple[tuple[TerminalNo, TerminalRole, str], ...]


@dataclass(slots=True)
class World:
    """One site and all around it. ``true_ms`` is the time that no clock here knows for sure."""

    dice: Dice
    site: SimulatedSite
    authority: AuthorityDesk
    trace: Trace
    ledger: Ledger = field(default_factory=Ledger)
    clients: list[Client] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    copy: Copy | None = None
    land: Land = field(default_factory=Land)
    watching: tuple[Rule, ...] = ()
    true_ms: int = NOW_MS
    observer: Observer = field(init=False)
    pause_ms: int = field(init=False)
    faults_per_mille: int = field(init=False)
    faults: dict[Fault, int] = field(init=False)
    crashes: int = 0
    faulted: Counter[str] = field(default_factory=Counter)
    _fault_now: Fault = Fault.NONE
    _keys: int = 0

    def __post_init__(self) -> None:
        self.observer = Observer(self.ledger, self.authority, self.watching)
        self.land.places.append(self)
        pauses_ms = _PAUSES_AMONG_NEIGHBOURS_MS if self.watching else _PAUSES_MS
        self.pause_ms = self.dice.choice(pauses_ms)
        self.faults_per_mille = self.dice.choice(_FAULTS_PER_MILLE)
        self.faults = {**self.dice.swarm(_FAULTS), Fault.CUT_AFTER_ANCHOR: 1}
        tokens = self.site.region.tokens
        self._seat((no, role, tokens[no]) for no, role in SCREENS.items())

    @property
    def console(self) -> Client:
        return self.clients[0]

    def screens(self, *roles: object) -> list[Client]:
        """The paired screens with one of these roles."""
        return [each for each in self.clients if each.role in roles]

    def wish(
        self,
        client: Client,
        path: str,
        said: Any = None,
        *,
        then: Callable[[Response], None] = lambda response: None,
        method: str = "POST",
    ) -> Operation:
        """Something ``client`` wants, under a key of its own; not asked yet."""
        self._keys += 1
        body = said if isinstance(said, bytes) else b"" if said is None else _json(said)
        key = f"idempotency-{self._keys:08d}"
        return Operation(client, method, path, body, key, then, officer=client.officer)

    def pass_a_moment(self) -> None:
        """Mostly a few seconds; now and then nobody comes for a while."""
        is_quiet = self.dice.happens(_PAUSES_PER_MILLE)
        self.pass_time(self.dice.randrange(self.pause_ms if is_quiet else _BUSTLE_MS))

    def pass_time(self, ms: int) -> None:
        """Let true time go by, here and at every site."""
        self.land.pass_time(ms)

    def ask(self, *operations: Operation, looks_at_calendar: bool = False) -> None:
        """Let these arrive together, perhaps in the moment of a fault."""
        for operation in operations:
            self.ledger.asked(operation)
        self._fault_now = fault = self._fault()
        try:
            survived = self.site.answer(
                operations, fault, self._heard, looks_at_calendar=looks_at_calendar
            )
        except LookupError as stumbled:
            raise Violation("program", f"a verb stumbles and does not refuse: {stumbled}") from None
        if fault is not Fault.NONE:
            self.faulted[fault] += 1
            self.trace("  ⚡ %s", fault)
        if not survived:
            self.crash()

    def answer_program(self, asked: Asked) -> Response | None:
        """Answer what a program of this machine asks, perhaps in the moment of a fault; ``None``
        if the site went down over it."""
        fault = self._fault()
        answer = self.site.answer_one(asked, fault)
        if fault is not Fault.NONE:
            self.faulted[fault] += 1
            self.trace("  ⚡ %s", fault)
        if answer is None:
            self.crash()
        return answer

    def ask_one(self, operation: Operation) -> Answer | None:
        """Ask alone, and say what was heard, if anything."""
        self.ask(operation)
        return operation.heard

    def answer_of(self, operation: Operation) -> Answer | None:
        """Ask behind the ledger's back: nobody here relies on the answer."""
        heard: list[Answer] = []

        def listen(_: Operation, response: Response | None) -> None:
            if response is not None:
                heard.append(Answer(response.status_code, bytes(response.body)))

        self.site.answer([operation], Fault.NONE, listen)
        return heard[0] if heard else None

    def revoke(self, lost: Client) -> None:
        """This screen is nobody's any more."""
        if lost in self.clients:
            self.clients.remove(lost)

    def crash(self) -> None:
        """The power goes, the site comes back; what was under way is lost, the rest is not."""
        for operation in self.ledger.under_way():
            self.trace("  %s → (no answer)", operation)
        self.ledger.lose_answers()
        self.crashes += 1
        dark_ms = self.dice.randrange(self.dice.choice(_OUTAGES_MS))
        self.land.pass_time(dark_ms, but=self)
        self.true_ms += dark_ms
        self.site.restart(dark_ms=dark_ms)
        self._judge_start()
        self.observer.restarted(self.site)
        self.trace("  ↻ restarted after %.0f s", dark_ms / 1000)

    def copied(self) -> Copy:
        """What a copy of the disk would hold if it were made now."""
        return Copy(
            self.site.disk.files(),
            self.observer.events,
            self.ledger.told(),
            tuple(
                (each.terminal, each.role, each.cookies[TERMINAL_COOKIE])
                for each in self.clients
                if each.role is not None
            ),
        )

    def renew(self, copy: Copy | None, who: Enrolled) -> None:
        """The disk is lost; another machine goes on from a copy, or from nothing, as ``who``."""
        region = self.site.region
        first = [(no, role, region.tokens[no]) for no, role in SCREENS.items()]
        self.ledger.go_back(copy.told if copy else {})
        self.site.renew(copy.files if copy else region.disk, who)
        self._seat(copy.screens if copy else first)
        seated = {each.name: each for each in self.clients}
        for operation in self.ledger.by_key.values():
            operation.client = seated.get(operation.client.name, operation.client)
        self.copy = None
        self.observer = Observer(self.ledger, self.authority, self.watching)
        self._judge_start()
        self.observer.restarted(self.site)

    def _seat(self, screens: Iterable[tuple[TerminalNo, TerminalRole, str]]) -> None:
        self.clients = [Client("console"), *(screen(*each) for each in screens)]

    def _judge_start(self) -> None:
        if self.site.site.restored:
            raise Violation("R0", f"it may go on, and calls itself {self.site.site.restored}")

    def _fault(self) -> Fault:
        if not self.dice.happens(self.faults_per_mille):
            return Fault.NONE
        return self.dice.weighted(self.faults)

    def _heard(self, operation: Operation, response: Response | None) -> None:
        answer = Answer(response.status_code, bytes(response.body)) if response else None
        self.trace("  %s → %s", operation, answer or "500")
        self.ledger.answered(operation, answer)
        if self._fault_now is Fault.ANCHOR_LOST and answer is not None and answer.status == 503:
            operation.lost += 1  # it was committed, and yet nobody may rely on it
        if response is not None:
            operation.then(response)
        if answer is not None and answer.code == "signed_out":
            operation.client.sign_out()


@contextmanager
def new_land(dice: Dice, plan: Plan, trace: Trace) -> Iterator[Land]:
    """Every place of a plan in one world, from its first moment."""
    regions = dict(make_regions(plan))
    centre = regions.pop(HUB, None)
    office = AuthorityDesk(next(iter(regions.values())))
    SLIPS.clear()
    land, truth = Land(), () if plan.is_alone else (Honoured(), Allowance())

    def some(waiting: int) -> int:
        return dice.randint(1, waiting)

    with simulated_disks() as folder, shortcuts():
        try:
            if centre is not None:
                disk, hardware = Path(folder) / HUB, Hardware(NOW_MS)
                land.centre = SimulatedHub.of(centre, disk, hardware, size=some)
                truth = (*truth, land.centre.books.written)
            for no, region in regions.items():
                site = SimulatedSite.of(region, Path(folder) / no, Hardware(NOW_MS), size=some)
                world = World(dice, site, office, trace, land=land, watching=truth)
                if centre is not None:
                    land.lines[no] = Line(world)
            yield land
        finally:
            for place in land.places:
                place.site.close()
            if land.centre is not None:
                land.centre.close()


def _json(said: Any) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()
