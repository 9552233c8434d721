"""What happens at the site while its disk is recorded: a long story, or a short rush."""

import asyncio
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import count, cycle
from pathlib import Path
from typing import Any, Final

import httpx

from service.desk import OFFICER_COOKIE, TERMINAL_COOKIE
from service.feeds.archive import archive_of
from tests.asking import HOST
from tests.builders import City, Place
from tests.crash.tape import NOTES
from tests.people import CHEN, DAWEI, LAN, NENG_PO, PEOPLE
from tests.snapshots.story import Story

TOGETHER: Final = 6
"""So many kiosks ask at the same moment: their check-ins share a commit."""

RUSHES: Final = 8
CHECKPOINT_PAGES: Final = 80
"""After so many pages SQLite tidies its log up here; a site's does it after 1,000, less often."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked, so that it can be asked again: by whom (the cookies) and under which key."""

    key: str
    method: str
    path: str
    cookies: str
    body: str

    @property
    def is_a_screens_own(self) -> bool:
        """No officer's: a session ends, and then the same question has another answer."""
        return OFFICER_COOKIE not in self.cookies and TERMINAL_COOKIE in self.cookies


@dataclass(frozen=True, slots=True)
class Note:
    """A wish that came in, or the answer to the one with this key, just before it left."""

    key: str
    wish: Wish | None = None
    status: int | None = None
    body: str = ""

    @classmethod
    def read(cls, line: bytes) -> "Note":
        said = json.loads(line)
        wish = Wish(**said["wish"]) if said["wish"] else None
        return cls(said["key"], wish, said["status"], said["body"])


class NotedPlace(Place):
    """A site that takes notes of its answers on the tape, where they stand among the writes."""

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, with a note before and a note of the answer in the moment it leaves."""
        key = _header(scope, b"idempotency-key")
        if not key:
            return await super().serve(scope, receive, send)
        status = 0
        body = await _whole_body(receive)

        async def receive_again() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def note_and_send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                self._note(Note(key, status=status, body=message["body"].decode()))
            await send(message)

        path = f"{scope['path']}?{scope['query_string'].decode()}".removesuffix("?")
        wish = Wish(key, scope["method"], path, _header(scope, b"cookie"), body.decode("latin-1"))
        self._note(Note(key, wish))
        await super().serve(scope, receive_again, note_and_send)

    def _note(self, note: Note) -> None:
        descriptor = os.open(self.folder / NOTES, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(descriptor, json.dumps(asdict(note)).encode())
        os.close(descriptor)


def tell_story(city: City, folder: Path) -> None:
    """All that a journal can tell, then several kiosks at once; the site is closed once between."""
    with NotedPlace.opened(city, folder, authority_dir=folder / "authority") as place:
        _tidy_up_often(place)
        Story(city, place).tell()
        _tidy_up_often(place)
        rush(place, RUSHES)


def tell_rush(city: City, folder: Path) -> None:
    """A day is opened, and members come and go."""
    with NotedPlace.opened(city, folder) as place:
        _tidy_up_often(place)
        place.open_day()
        rush(place, RUSHES)


def tell_first_start(city: City, folder: Path) -> None:
    """A site just enrolled makes its database, pairs screens, takes pages in, and opens."""
    with NotedPlace.opened(city, folder) as place:
        kiosk = place.pair("kiosk")
        place.bring(archive_of(city.folder / "authority", city.authority))
        place.open_day()
        rush(place, 1, token=kiosk.token)


def tell_of_one_device(city: City, folder: Path) -> None:
    """A site that has no other device for an anchor starts three times."""
    for start in range(3):
        with NotedPlace.opened(city, folder, second_anchor=None) as place:
            place.keys = (f"start-{start}-{number:08d}" for number in count(1))
            if start == 0:
                place.open_day()
            rush(place, 2)


def tell_short_story(city: City, folder: Path) -> None:
    """A day is opened, some members come and go: small enough to fail at each single write."""
    with NotedPlace.opened(city, folder) as place:
        place.open_day()
        rush(place, 3)


def ask_again(city: City, folder: Path, wishes: Iterable[Wish]) -> None:
    """Start the site, and let every screen ask once more for what it asked for before."""
    with NotedPlace.opened(city, folder) as place:
        for wish in wishes:
            if wish.is_a_screens_own:
                ask_once(place, wish)


def ask_once(place: Place, wish: Wish) -> httpx.Response:
    """Ask for just this, under its key."""
    headers = {
        "Idempotency-Key": wish.key,
        "Cookie": wish.cookies,
        "Content-Type": "application/json",
    }
    return place.runner.run(
        place.browser().client.request(
            wish.method, wish.path, content=wish.body.encode("latin-1"), headers=headers
        )
    )


def rush(place: Place, rounds: int, *, token: str | None = None) -> None:
    """Members come and go at several kiosks in the same moments, patient when they are put off."""
    cookies = {TERMINAL_COOKIE: token or place.city.cookies["kiosk"]}
    people = cycle((CHEN, NENG_PO, DAWEI, LAN, *PEOPLE[4:6]))
    ways = cycle(["in"] * TOGETHER + ["out"] * TOGETHER)
    for _ in range(rounds):
        wishes = [
            {"scan": place.card(next(people)), "direction": next(ways)} for _ in range(TOGETHER)
        ]
        place.runner.run(_all_at_once(place, cookies, wishes))
        place.machine.wait(7)


async def _all_at_once(place: Place, cookies: dict[str, str], wishes: list[dict[str, Any]]) -> None:
    transport = httpx.ASGITransport(app=place.serve)
    async with httpx.AsyncClient(transport=transport, base_url=HOST, cookies=cookies) as kiosk:
        await asyncio.gather(*(_until_told(kiosk, next(place.keys), each) for each in wishes))


async def _until_told(kiosk: httpx.AsyncClient, key: str, said: dict[str, Any]) -> None:
    """A kiosk that is told to come again does so, three times."""
    for _ in range(4):
        answer = await kiosk.post("/v1/check-ins", json=said, headers={"Idempotency-Key": key})
        if answer.status_code != 503:
            return


def _tidy_up_often(place: Place) -> None:
    place.site.database.group._execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")


async def _whole_body(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    return body


def _header(scope: Any, name: bytes) -> str:
    found = (value for key, value in scope["headers"] if key == name)
    return next(found, b"").decode("latin-1")
