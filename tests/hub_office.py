"""The hub with its operators in this process: who signs in there, and what they ask."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final, Self

from service.journal.event import Event
from service.journal.store import all_events
from service.open_hub import authority_dir
from service.open_site import console_token_path
from service.vocabulary import OfficerNo, Role
from tests.asking import Browser
from tests.builders import City
from tests.hub_place import HubPlace

PASSPHRASE: Final = "seven boats on the river"
LIN: Final = OfficerNo("700001")
TRAN: Final = OfficerNo("700002")
AUDITOR: Final = OfficerNo("700003")
ROLES: Final = {LIN: Role.OPERATOR, TRAN: Role.OPERATOR, AUDITOR: Role.AUDITOR}
_KEYS: Final = (f"office-{number:020d}" for number in count(1))
"""One row of keys for all hubs, since some are copies of others."""


def hand_over(city: City, hub_folder: Path) -> None:
    """The authority's signing keys, as ``twogate hub take-feeds`` leaves them with the hub."""
    keys = hub_folder / "hub" / "keys"
    shutil.copytree(
        city.folder / "authority",
        keys / "authority",
        ignore=shutil.ignore_patterns("root", "feeds"),
    )


@dataclass(slots=True)
class HubOffice:
    """A hub that writes the feeds, and whoever sits before its pages."""

    hub: HubPlace
    runner: asyncio.Runner
    keys: Iterator[str] = _KEYS

    @classmethod
    @contextmanager
    def opened(cls, city: City, folder: Path, *, url: str | None = None) -> Iterator[Self]:
        with HubPlace.opened(city, folder, url=url) as hub:
            if not authority_dir(hub.hub.settings).exists():
                hand_over(city, folder)
                hub.restart()
            yield cls(hub, hub.runner)

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        await self.hub.serve(scope, receive, send)

    def browser(self) -> Browser:
        return Browser(self)

    def console(self) -> Browser:
        """This machine's owner."""
        console = Browser(self)
        token = console_token_path(self.hub.hub.settings).read_text(encoding="ascii")
        console.client.headers["Authorization"] = f"Bearer {token}"
        return console

    def list_operator(self, number: OfficerNo, role: Role | None = None, **more: Any) -> str:
        """The one-time code of an operator who was listed anew."""
        body = {"officer": number, "name": "林晓", "roles": [role or ROLES[number]], **more}
        said = self.console().post("/v1/operators", body)
        assert said.status_code == 201, said.text
        return str(said.json()["one_time_code"])

    def introduce(self, number: OfficerNo, role: Role | None = None) -> None:
        """An operator who has chosen a passphrase."""
        code = self.list_operator(number, role)
        body = {"officer": number, "one_time_code": code, "pin": PASSPHRASE}
        said = self.browser().post("/v1/officers/pin", body)
        assert said.status_code == 200, said.text

    def signed_in(self, number: OfficerNo, *, step_up: bool = False) -> Browser:
        """A browser in which this operator has signed in."""
        browser = self.browser()
        said = browser.post("/v1/session", {"officer": number, "pin": PASSPHRASE})
        assert said.status_code == 200, said.text
        if step_up:
            assert browser.post("/v1/session/step-up", {"pin": PASSPHRASE}).status_code == 200
        return browser

    def events(self, kind: str = "") -> list[Event]:
        """The hub's own, of these types."""
        stored = self.hub.read(lambda session: list(all_events(session)))
        events = [Event.from_bytes(each.bytes) for each in stored]
        return [event for event in events if event.type.startswith(kind)]
