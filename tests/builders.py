"""A real site in this process that a test can have in a moment: Dongxing, on a fake machine.

The authority, the enrolment, the roster, the officers' PINs and three paired screens are made
once a session; each test works on a copy of that folder.
"""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import pytest
from fastapi import FastAPI
from starlette.datastructures import State

from service.days.store import next_link
from service.desk import Desk
from service.feeds.archive import PageArchive, archive_of
from service.groups.publish_roster import Publishing, publish_groups, publish_roster
from service.journal.act import Act
from service.journal.event import Event
from service.journal.store import all_events
from service.officers import pins
from service.officers.list_officer import OfficerToList, list_officer
from service.open_site import OpenSite, console_token_path, enrolment_path, keys_dir, open_site
from service.session import Session
from service.settings import Settings
from service.site_app import app_of, begin_to_answer
from service.sites.authority import (
    Authority,
    SiteTerms,
    issue_card,
    load_authority,
    sign_site,
)
from service.sites.card import Card
from service.sites.day_keys import make_day_keys
from service.sites.enrolment_file import SiteRequest, make_request, open_request
from service.sites.hardware import hardware_anchors
from service.sites.keys import SiteKeys, save_site_keys
from service.vocabulary import OfficerNo, TerminalNo, TradeDay
from tests.asking import Browser
from tests.fake_machine import Machine
from tests.people import OFFICERS, PEOPLE, PIN, Person, SiteOfficer, group_list, roster
from tests.places import (
    DONGXING,
    DONGXING_NAMES,
    NOW_MS,
    make_authority,
    make_site,
    repeatable,
)

T = TypeVar("T")

TODAY: Final = TradeDay("2026-11-24")
KIOSK: Final = TerminalNo("T01")
STATION: Final = TerminalNo("T02")
DISPLAY: Final = TerminalNo("T03")
SCREENS: Final = {"kiosk": KIOSK, "station": STATION, "display": DISPLAY}


@dataclass(frozen=True, slots=True)
class City:
    """What is made once: the authority's folder, the site's folder, the screens' cookies."""

    folder: Path
    cookies: Mapping[str, str]

    @property
    def authority(self) -> Authority:
        return load_authority(self.folder / "authority")

    def card(self, person: Person, *, serial: int = 1) -> str:
        """The text of a person's member card."""
        return issue_card(self.authority, Card(person.number, serial, TODAY))


def make_city(folder: Path) -> City:
    """Found the authority, enrol Dongxing, list everybody, set PINs, pair the screens."""
    authority = make_authority(folder / "authority")
    archive = archive_of(folder / "authority", authority)
    under = Publishing(archive, DONGXING, TODAY, NOW_MS, repeatable("city"))
    publish_groups(group_list(), under)
    publish_roster(roster(*PEOPLE), under)
    codes = _list_officers(archive)
    settings = settings_of(folder)
    keys = make_site()
    keys_dir(settings).mkdir(parents=True)
    save_site_keys(keys, keys_dir(settings))
    draws = make_day_keys(keys_dir(settings), repeatable("draws"))
    enrolment_path(settings).write_bytes(enrol_here(authority, keys, draws.anchor))
    with Place.opened(City(folder, {}), folder) as place:
        place.bring(archive)
        cookies = {role: place.pair(role).token for role in SCREENS}
        station = place.browser(cookies["station"])
        for each in OFFICERS:
            body = {"officer": each.officer, "one_time_code": codes[each.officer], "pin": PIN}
            assert station.post("/v1/officers/pin", body).status_code == 200
    return City(folder, cookies)


def enrol_here(authority: Authority, keys: SiteKeys, draw_anchor: bytes | None = None) -> bytes:
    """The authority's enrolment of Dongxing on this very machine, which it is to run on."""
    asked = make_request(keys, site=DONGXING, anchors=hardware_anchors(), draw_anchor=draw_anchor)
    request = open_request(asked)
    assert isinstance(request, SiteRequest)
    return sign_site(authority, request, SiteTerms(DONGXING_NAMES), now_ms=NOW_MS)


def _list_officers(archive: PageArchive) -> dict[OfficerNo, str]:
    listed = {}
    for each in OFFICERS:
        who = OfficerToList(each.officer, each.name, [each.role], [DONGXING])
        keys = archive.authority.field_keys
        item, listed[each.officer] = list_officer(who, keys=keys, random=repeatable(each.officer))
        archive.publish("officers", [item], at_ms=NOW_MS)
    return listed


def settings_of(folder: Path, **others: Any) -> Settings:
    """The settings of the site in ``folder``; its day does not open itself."""
    said: dict[str, Any] = {"data_dir": folder / "S01", "day_opens_itself": False, "port": 8799}
    return Settings(**{**said, **others})


_ONE_APP: list[FastAPI] = []
"""One app serves every place in turn: it takes longer to build its routes than a test to run."""


def _answering(site: OpenSite) -> State:
    """Start the site's writer; what the routes find of it."""
    if not _ONE_APP:
        _ONE_APP.append(app_of(site))
    else:
        _ONE_APP[0].state = State()
        begin_to_answer(_ONE_APP[0], site)
    return _ONE_APP[0].state


@dataclass(slots=True)
class Place:
    """Dongxing's site, answering in this process. Its trade day is closed until opened."""

    city: City
    folder: Path
    machine: Machine
    runner: asyncio.Runner
    site: OpenSite
    state: State
    keys: Iterator[str]

    @classmethod
    @contextmanager
    def opened(
        cls, city: City, folder: Path, *, machine: Machine | None = None, **others: Any
    ) -> Iterator[Self]:
        """The site in ``folder`` while the test needs it; ``others`` are settings."""
        machine, settings = machine or Machine(), settings_of(folder, **others)
        with asyncio.Runner() as runner:
            site = open_site(settings, clock=machine.clock())
            keys = (f"{folder.name}-{number:016d}" for number in count(1))
            place = cls(city, folder, machine, runner, site, _answering(site), keys)
            try:
                yield place
            finally:
                place.site.close()

    @property
    def app(self) -> FastAPI:
        """The one app, answering for this place."""
        _ONE_APP[0].state = self.state
        return _ONE_APP[0]

    @property
    def desk(self) -> Desk:
        desk: Desk = self.state.desk
        return desk

    def restart(self, *, meanwhile: Callable[[], object] = lambda: None, **others: Any) -> None:
        """Stop the service and start it again over the same files, perhaps with other settings, and
        perhaps after something was done to them."""
        self.site.close()
        meanwhile()
        self.site = open_site(settings_of(self.folder, **others), clock=self.machine.clock())
        self.state = _answering(self.site)

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer by the app as it runs now."""
        await self.app(scope, receive, send)

    # --- who asks ---

    def browser(self, token: str | None = None) -> Browser:
        browser = Browser(self)
        if token:
            browser.client.cookies.set("twogate_terminal", token, domain="127.0.0.1", path="/")
        return browser

    def pair(self, role: str) -> Browser:
        """One more screen of this role."""
        said = self.console().post("/v1/terminals", {"role": role, "label": role})
        paired = self.browser()
        pair = paired.post("/v1/terminals/pair", {"code": said.json()["code"]})
        assert pair.status_code == 201, pair.text
        return paired

    def kiosk(self) -> Browser:
        return self.browser(self.city.cookies["kiosk"])

    def station(self) -> Browser:
        """The station, where nobody is signed in."""
        return self.browser(self.city.cookies["station"])

    def display(self) -> Browser:
        return self.browser(self.city.cookies["display"])

    def console(self) -> Browser:
        """This machine's owner."""
        console = Browser(self)
        token = console_token_path(self.site.settings).read_text(encoding="ascii")
        console.client.headers["Authorization"] = f"Bearer {token}"
        return console

    def signed_in(self, officer: SiteOfficer, *, step_up: bool = False) -> Browser:
        """The station with this officer signed in."""
        station = self.station()
        said = station.post("/v1/session", {"officer": officer.officer, "pin": PIN})
        assert said.status_code == 200, said.text
        if step_up:
            assert station.post("/v1/session/step-up", {"pin": PIN}).status_code == 200
        return station

    # --- what happens ---

    def do(
        self,
        verb: Callable[[Act], T],
        *,
        terminal: TerminalNo | None = None,
        actor: OfficerNo | None = None,
    ) -> T:
        """An act of the site itself, or of somebody at a terminal, without HTTP."""

        def work(session: Session) -> T:
            act = Act(
                session,
                self.desk.journal,
                self.desk.clock.now(),
                self.desk.open_day(session),
                terminal,
                actor,
            )
            return verb(act)

        return self.runner.run(self.desk.database.write(work))

    def read(self, query: Callable[[Session], T]) -> T:
        return self.runner.run(self.desk.database.read(query))

    def open_day(self, day: str = TODAY) -> None:
        """Open a trade day as the clock would; the machine's date is not asked."""
        self.do(lambda act: act.record("day.opened", _day_opened(day, act)))

    def bring(self, archive: PageArchive) -> None:
        """Bring every page of an archive that the site does not hold."""
        for path in archive.files_for(self.desk.identity.site):
            said = self.console().send("/v1/feeds/pages", path.read_bytes())
            assert said.status_code in (201, 409), said.text

    def archive(self) -> PageArchive:
        """The authority's archive, the test's own copy of it."""
        mine = self.folder / "authority"
        if not mine.exists():
            shutil.copytree(self.city.folder / "authority", mine)
        return archive_of(mine, self.city.authority)

    def publish(self, feed: str, *items: dict[str, Any]) -> None:
        """Let the authority say something, and bring it here."""
        archive = self.archive()
        archive.publish(feed, items, at_ms=self.machine.wall_ms)
        self.bring(archive)

    def relist(self, *people: Person) -> None:
        """Let the office hand in these rows anew."""
        archive = self.archive()
        random = repeatable(next(self.keys))
        under = Publishing(archive, DONGXING, TODAY, self.machine.wall_ms, random)
        report = publish_roster(roster(*people), under)
        assert report.published, report.faults
        self.bring(archive)

    # --- what is there ---

    def events(self, kind: str = "") -> list[Event]:
        stored = self.read(lambda session: list(all_events(session)))
        events = [Event.from_bytes(each.bytes) for each in stored]
        return [event for event in events if event.type.startswith(kind)]

    def card(self, person: Person, *, serial: int = 1) -> str:
        return self.city.card(person, serial=serial)


def _day_opened(day: str, act: Act) -> dict[str, Any]:
    link = next_link(act.session, act.journal.epoch)
    return {"day": day, "automatic": True, "second_officer": None, "link": link}


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The city, made once; PINs are hashed at the least cost that Argon2id has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "COST", pins.Cost(memory_kib=8, passes=1))
        made = make_city(tmp_path_factory.mktemp("city"))
    return made


@pytest.fixture
def folder(city: City, tmp_path: Path) -> Path:
    """A copy of the site's folder, as it was made."""
    shutil.copytree(city.folder / "S01", tmp_path / "S01")
    return tmp_path


@pytest.fixture
def place(city: City, folder: Path) -> Iterator[Place]:
    """Dongxing's site with its trade day open."""
    with Place.opened(city, folder) as opened:
        opened.open_day()
        yield opened


@pytest.fixture
def closed_place(city: City, folder: Path) -> Iterator[Place]:
    """The same before any trade day was opened."""
    with Place.opened(city, folder) as opened:
        yield opened
