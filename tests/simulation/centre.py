"""The simulated hub: the production hub over a disk, a clock and a power supply that fail."""

from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import ClassVar

from service.console.back_up_hub import copy_and_prove, ends_of
from service.hub_app import ROUTERS, state_of
from service.open_hub import begin_as_hub
from service.open_site import database_path, keys_dir
from service.sites.keys import SIGNING_FILE, save_site_keys
from tests.simulation.assembly import Enrolled, settings_of, start_site
from tests.simulation.clients import CONSOLE_TOKEN
from tests.simulation.door import Asked, Door
from tests.simulation.invariants.centre import CentreBooks
from tests.simulation.invariants.reconciled import hold_against_one_another
from tests.simulation.site import SimulatedSite
from tests.simulation.writer import Fault


@dataclass(slots=True)
class SimulatedHub(SimulatedSite):
    """A machine that runs the hub's service, until it does not. Its clock is right."""

    DOOR: ClassVar[Door] = Door(ROUTERS)

    books: CentreBooks = field(default_factory=CentreBooks, init=False)
    keys: int = field(default=0, init=False)
    crashes: int = field(default=0, init=False)

    def _boot(self) -> None:
        if not keys_dir(settings_of(self.disk)).joinpath(SIGNING_FILE).exists():
            save_site_keys(self.who.keys, keys_dir(settings_of(self.disk)))
        self.site, self.database = start_site(self.who, self.disk, self.hardware)
        begin_as_hub(self.site)
        self.state = SimpleNamespace(**state_of(self.site, console_token=CONSOLE_TOKEN))

    def look(self) -> None:
        """Hold what it has stored since against what its sites committed."""
        self.database.read_now(self.books.look)

    def prove(self) -> None:
        """Hold all that it has, and the tables made of it, against the raw bytes."""
        self.look()
        trust = self.database.read_now(self.state.centre.trust)
        self.database.read_now(lambda session: self.books.prove(session, trust))
        at_ms = self.site.clock.now().at_ms
        self.database.read_now(partial(hold_against_one_another, trust=trust, at_ms=at_ms))

    def back_up(self) -> bytes:
        """A proved copy of its database, for which it then signs to the sites."""
        settings, at_ms = settings_of(self.disk), self.site.clock.now().at_ms
        made = copy_and_prove(settings, self.disk.folder / "backups", at_ms=at_ms)
        assert self.tell("/v1/hub/durable", ends_of(made.proof).model_dump_json().encode()) == 200
        return made.path.read_bytes()

    def restore(self, backup: bytes, who: Enrolled) -> None:
        """The disk is lost; another machine goes on from a backup, under keys of its own."""
        self.renew({database_path(settings_of(self.disk)).name: backup}, who)
        self.books.begin_anew()

    def crash(self) -> None:
        """The power goes for a moment."""
        self.crashes += 1
        self.restart(dark_ms=0)

    def tell(self, path: str, body: bytes) -> int:
        """What its own machine's owner asks of it; the status of the answer."""
        self.keys += 1
        headers = (
            (b"authorization", f"Bearer {CONSOLE_TOKEN}".encode()),
            (b"idempotency-key", f"hub-console-{self.keys:08d}".encode()),
        )
        asked = Asked("POST", path, body, headers, "console")
        answer = self.answer_one(asked, Fault.NONE)
        assert answer is not None, "no fault was asked for"
        return answer.status_code
