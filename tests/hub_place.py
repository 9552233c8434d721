"""A real hub in this process, and lines to it from real sites, as bad as a test wants them."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import httpx
import pytest
from fastapi import FastAPI
from starlette.datastructures import State

from service.console.running_site import RunningSite
from service.feeds.archive import PageArchive, archive_of
from service.hub_app import app_of, begin_to_answer
from service.hub_status import SitesBody, show_sites
from service.open_hub import open_hub
from service.open_site import OpenSite, console_token_path, enrolment_path, keys_dir
from service.session import Session
from service.settings import Settings
from service.sites import feed_items
from service.sites.authority import SiteTerms, sign_site
from service.sites.enrolment_file import SiteRequest, make_request, open_enrolment, open_request
from service.sites.hardware import hardware_anchors
from service.sites.keys import SiteKeys, save_site_keys
from service.sites.records import SiteNames, SiteRole
from service.sync.hub_line import HubLine
from service.sync.run_sync import SyncRun, run_sync
from service.vocabulary import HUB
from tests.builders import City, Place
from tests.fake_machine import Machine
from tests.places import NOW_MS, repeatable

T = TypeVar("T")

HUB_NAMES: Final = SiteNames("中心", "Centre", "Trung tâm")
ADDRESS: Final = "http://127.0.0.1:8080"


@dataclass(slots=True)
class AppTransport(httpx.BaseTransport):
    """The way to an app in this process, for a client that waits."""

    app: Callable[..., Any]
    runner: asyncio.Runner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def ask() -> httpx.Response:
            answer = await httpx.ASGITransport(app=self.app).handle_async_request(request)
            content = await answer.aread()
            stream = httpx.ByteStream(content)  # for whoever reads it as it comes
            return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)

        return self.runner.run(ask())


class Fault(Enum):
    """What a line may do to one request."""

    NONE = auto()
    NO_LINE = auto()
    NO_ANSWER = auto()
    PORTAL = auto()
    HALF_THE_BODY = auto()
    FLIPPED_BIT = auto()
    TWICE = auto()
    KEPT_FOR_LATER = auto()
    HALF_THE_ANSWER = auto()


@dataclass(slots=True)
class BadLine(httpx.BaseTransport):
    """A line that does to each request what the test says next; then it is good."""

    good: httpx.BaseTransport
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    late: list[httpx.Request] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        part = request.headers.get("Range", "")
        self.asked.append(f"{request.method} {request.url.path} {part}".strip())
        fault = self.faults.pop(0) if self.faults else Fault.NONE
        if fault is Fault.NO_LINE:
            raise httpx.ConnectError("cut")
        if fault is Fault.PORTAL:
            return httpx.Response(200, html="<form>Please accept our terms</form>")
        if fault is Fault.KEPT_FOR_LATER:
            self.late.append(request)
        if fault is Fault.TWICE:
            self.good.handle_request(request)
        if fault in (Fault.HALF_THE_BODY, Fault.FLIPPED_BIT):
            return self.good.handle_request(_spoilt(request, fault))
        answer = self.good.handle_request(request)
        if fault is Fault.NO_ANSWER:
            raise httpx.ReadTimeout("the answer was lost")
        return _cut(answer) if fault is Fault.HALF_THE_ANSWER else answer

    def deliver_late(self) -> httpx.Response:
        """What had been kept back arrives."""
        answer = self.good.handle_request(self.late.pop(0))
        answer.read()
        return answer


class _CutStream(httpx.SyncByteStream):
    def __init__(self, some: bytes) -> None:
        self.some = some

    def __iter__(self) -> Iterator[bytes]:
        yield self.some
        raise httpx.ReadError("cut")


def _cut(answer: httpx.Response) -> httpx.Response:
    whole = answer.read()
    half = whole[: len(whole) // 2]
    return httpx.Response(answer.status_code, headers=answer.headers, stream=_CutStream(half))


def _spoilt(request: httpx.Request, fault: Fault) -> httpx.Request:
    body = bytearray(request.read())
    if fault is Fault.HALF_THE_BODY:
        del body[len(body) // 2 :]
    elif body:
        body[len(body) // 2] ^= 1
    headers = {k: v for k, v in request.headers.items() if k != "content-length"}
    return httpx.Request(request.method, request.url, headers=headers, content=bytes(body))


_ONE_APP: list[FastAPI] = []
"""It takes longer to build its routes than a test to run."""


def _answering(hub: OpenSite) -> State:
    if not _ONE_APP:
        _ONE_APP.append(app_of(hub))
    else:
        _ONE_APP[0].state = State()
        begin_to_answer(_ONE_APP[0], hub)
    return _ONE_APP[0].state


@dataclass(slots=True)
class HubPlace:
    """The hub, answering in this process."""

    city: City
    folder: Path
    machine: Machine
    runner: asyncio.Runner
    hub: OpenSite
    state: State

    @classmethod
    @contextmanager
    def opened(
        cls, city: City, folder: Path, *, machine: Machine | None = None, url: str | None = None
    ) -> Iterator[Self]:
        machine = machine or Machine()
        settings = hub_settings(folder, url)
        if not enrolment_path(settings).exists():
            found_hub(city, settings)
        with asyncio.Runner() as runner:
            hub = open_hub(settings, clock=machine.clock())
            place = cls(city, folder, machine, runner, hub, _answering(hub))
            try:
                yield place
            finally:
                place.hub.close()

    def restart(self, *, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Stop the hub and start it again over the same files."""
        settings = self.hub.settings
        self.hub.close()
        meanwhile()
        self.hub = open_hub(settings, clock=self.machine.clock())
        self.state = _answering(self.hub)

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer by the one app, for this hub."""
        _ONE_APP[0].state = self.state
        await _ONE_APP[0](scope, receive, send)

    @property
    def transport(self) -> AppTransport:
        return AppTransport(self.serve, self.runner)

    def console(self) -> httpx.Client:
        """This machine's owner."""
        token = console_token_path(self.hub.settings).read_text(encoding="ascii")
        return httpx.Client(
            transport=self.transport,
            base_url=ADDRESS,
            headers={"Authorization": f"Bearer {token}"},
        )

    def bring(self, archive: PageArchive) -> None:
        """Bring every page of an archive that the hub does not hold."""
        with self.console() as console:
            for number, path in enumerate(archive.files_for(HUB)):
                key = {"Idempotency-Key": f"page-{path.parent.name}-{path.stem}-{number:08d}"}
                said = console.post("/v1/feeds/pages", content=path.read_bytes(), headers=key)
                assert said.status_code in (201, 409), said.text

    def read(self, query: Callable[[Session], T]) -> T:
        return self.runner.run(self.hub.database.read(query))

    def write(self, work: Callable[[Session], T]) -> T:
        return self.runner.run(self.hub.database.write(work))

    def shows(self) -> SitesBody:
        return self.read(show_sites)


def hub_settings(folder: Path, url: str | None = None) -> Settings:
    database_url = url.replace("postgresql+psycopg://", "postgresql://") if url else None
    return Settings(data_dir=folder / "hub", port=8798, database_url=database_url)


def found_hub(city: City, settings: Settings) -> None:
    """The hub's keys, and its record by the authority."""
    keys = SiteKeys.make(repeatable("hub"))
    keys_dir(settings).mkdir(parents=True)
    save_site_keys(keys, keys_dir(settings))
    request = open_request(make_request(keys, site=HUB, anchors=hardware_anchors()))
    assert isinstance(request, SiteRequest)
    terms = SiteTerms(HUB_NAMES, roles=(SiteRole.HUB,))
    enrolment_path(settings).write_bytes(sign_site(city.authority, request, terms, now_ms=NOW_MS))


def own_record(place: Place) -> dict[str, Any]:
    """What the authority tells everybody of this site."""
    said = enrolment_path(place.site.settings).read_bytes()
    enrolment = open_enrolment(said, place.desk.identity.keys)
    assert not isinstance(enrolment, str)
    return feed_items.record_site(enrolment.signed_record)


@dataclass(slots=True)
class Joined:
    """A site, the hub, and the line between them."""

    place: Place
    hub: HubPlace
    line: HubLine
    bad: BadLine
    site: RunningSite

    @classmethod
    def of(cls, place: Place, hub: HubPlace) -> Self:
        bad = BadLine(hub.transport)
        client = httpx.Client(transport=bad, base_url=ADDRESS)
        token = console_token_path(place.site.settings).read_text(encoding="ascii")
        console = httpx.Client(
            transport=AppTransport(place.serve, place.runner),
            base_url=ADDRESS,
            headers={"Authorization": f"Bearer {token}"},
        )
        identity = place.desk.identity
        site = RunningSite(console, identity)
        line = HubLine(client, identity.site, site.sign, repeatable(f"line {identity.site}"))
        return cls(place, hub, line, bad, site)

    def sync(self) -> SyncRun:
        return run_sync(self.line, self.site)


@pytest.fixture(scope="session")
def hub_folder(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that was founded and brought the pages of the city, made once."""
    folder = tmp_path_factory.mktemp("hub")
    with HubPlace.opened(city, folder) as hub:
        hub.bring(archive_of(city.folder / "authority", city.authority))
    return folder


@pytest.fixture
def joined(city: City, folder: Path, place: Place, hub_folder: Path) -> Iterator[Joined]:
    """Dongxing and a hub that knows it, nothing sent yet."""
    shutil.copytree(hub_folder / "hub", folder / "hub")
    with HubPlace.opened(city, folder) as hub:
        archive = place.archive()
        archive.publish("sites", [own_record(place)], at_ms=NOW_MS)
        hub.bring(archive)
        yield Joined.of(place, hub)
