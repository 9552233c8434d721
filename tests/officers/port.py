"""A port in miniature: a real database, journal and app, of which only this slice is open."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from service.database import Database
from service.days.store import open_trade_day
from service.desk import Desk, answer_of, respond
from service.feeds.apply_items import FeedItem
from service.http_problems import Problem
from service.journal.append_event import Journal
from service.journal.event import Event
from service.journal.sign_checkpoint import sign_checkpoint
from service.journal.store import all_events
from service.journal.tenure import Tenure
from service.kit.clock import Moment, Trust
from service.kit.ids import random_token
from service.kit.pii import FieldKeys
from service.officers import routes, session_routes
from service.officers.apply import APPLY, FEED_APPLY
from service.officers.identify import identify_caller
from service.officers.list_officer import OfficerToList, list_officer
from service.officers.sessions import Sessions
from service.session import Session
from service.sites.identity import SiteIdentity, card_verifier
from service.sites.trust_list import TrustList
from service.stored_row import StoredRow
from service.vocabulary import OfficerNo, Role, SiteNo, TradeDay
from tests.places import DONGXING, DONGXING_NAMES, NOW_MS, make_site, repeatable

CONSOLE_TOKEN: Final = "console-token-of-this-machine"
PEPPER: Final = bytes(range(32))
GENESIS: Final = bytes(32)
PIN: Final = "480273"
NAME: Final = "王小明"


@dataclass(slots=True)
class FakeClock:
    """Time as the test says; it stands still until moved."""

    at_ms: int = NOW_MS

    def now(self) -> Moment:
        return Moment(self.at_ms, Trust.SYNCED)

    def wait(self, seconds: float) -> None:
        self.at_ms += int(seconds * 1000)


@dataclass(slots=True)
class Port:
    """One run of the site's service over the database in ``path``."""

    path: Path
    runner: asyncio.Runner
    clock: FakeClock = field(default_factory=FakeClock)
    keys: Iterator[str] = field(default_factory=lambda: (f"key-{n:020d}" for n in count(1)))
    database: Database = field(init=False)
    sessions: Sessions = field(init=False)
    app: FastAPI = field(init=False)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.database = Database(self.path)
        StoredRow.metadata.create_all(self.database.engine())
        site = make_site()
        journal = Journal(
            site=DONGXING,
            epoch=site.epoch,
            genesis=GENESIS,
            appliers=APPLY,
            sign=lambda written: bytes(64),
            tenure=Tenure(frozenset({site.epoch}), site.epoch, TradeDay("2026-11-24")),
        )
        self.sessions = Sessions(DONGXING)
        self.app = FastAPI()
        self.app.state.sessions = self.sessions
        self.desk = self.app.state.desk = Desk(
            database=self.database,
            journal=journal,
            clock=self.clock,
            identity=SiteIdentity(
                site=DONGXING,
                names=DONGXING_NAMES,
                keys=site,
                genesis=GENESIS,
                trust=TrustList(root=bytes(32)),
                field_keys=FieldKeys.make(repeatable("fields")),
                verify_card=card_verifier(lambda: self.clock.at_ms),
            ),
            pepper=PEPPER,
            identify=partial(identify_caller, sessions=self.sessions, console_token=CONSOLE_TOKEN),
            open_day=open_trade_day,
            used=self.sessions.keep_unlocked,
        )
        self.app.include_router(routes.router)
        self.app.include_router(session_routes.router)
        self.app.add_exception_handler(RequestValidationError, _say_invalid)
        self.database.start(before_commit=self._sign)

    def _sign(self, session: Session) -> None:
        sign_checkpoint(session, self.desk.journal, at_ms=self.clock.at_ms)

    def restart(self) -> None:
        """Stop the service and start it again over the same files."""
        self.database.close()
        self._start()

    def stored(self) -> bytes:
        """All that lies on the disk."""
        self.database.close()
        stored = b"".join(path.read_bytes() for path in self.path.parent.glob("site.db*"))
        self._start()
        return stored

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer by the app as it runs now."""
        await self.app(scope, receive, send)

    def browser(self) -> "Browser":
        return Browser(self)

    def console(self) -> "Browser":
        """The owner of the machine, who may read the console token."""
        console = Browser(self)
        console.client.headers["Authorization"] = f"Bearer {CONSOLE_TOKEN}"
        return console

    def terminal(self, role: str = "station", label: str = "Hall 1") -> "Browser":
        """A browser that was paired as such a screen."""
        paired = self.browser()
        code = self.offer(role, label)["code"]
        assert paired.post("/v1/terminals/pair", {"code": code}).status_code == 201
        return paired

    def offer(self, role: str = "station", label: str = "Hall 1") -> dict[str, Any]:
        made = self.console().post("/v1/terminals", {"role": role, "label": label})
        assert made.status_code == 201
        return dict(made.json())

    def list_officer(
        self,
        number: str = "1001",
        *roles: Role,
        active: bool = True,
        sites: tuple[SiteNo, ...] = (DONGXING,),
    ) -> str:
        """Let the authority list an officer anew; the fresh one-time code."""
        listed, code = list_officer(
            OfficerToList(OfficerNo(number), NAME, roles or (Role.OFFICER,), sites, active),
            keys=self.desk.identity.field_keys,
            random=repeatable(f"{number}-{next(self.keys)}"),
        )
        self.take_in(listed)
        return code

    def take_in(self, said: dict[str, Any]) -> None:
        """Apply one item of the officers feed, as a signed page would."""
        item = FeedItem("officers", 1, said)
        self.runner.run(
            self.database.write(lambda session: FEED_APPLY[said["type"]](session, item))
        )

    def officer(self, number: str = "1001", *roles: Role, pin: str = PIN) -> None:
        """An officer who is listed and has set a PIN here."""
        code = self.list_officer(number, *roles)
        body = {"officer": number, "one_time_code": code, "pin": pin}
        assert self.terminal().post("/v1/officers/pin", body).status_code == 200

    def signed_in(self, *roles: Role, number: str = "1001", step_up: bool = False) -> "Browser":
        """A station at which a fresh officer with these roles has signed in."""
        self.officer(number, *roles)
        station = self.terminal()
        assert station.sign_in(number).status_code == 200
        if step_up:
            assert station.post("/v1/session/step-up", {"pin": PIN}).status_code == 200
        return station

    def events(self, kind: str = "") -> list[Event]:
        stored = self.database.read_now(lambda session: list(all_events(session)))
        events = [Event.from_bytes(each.bytes) for each in stored]
        return [event for event in events if event.type.startswith(kind)]


class Browser:
    """One browser with its own cookies. Every write gets a new key unless the test gives one."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=port.serve), base_url="http://127.0.0.1:8080"
        )

    def get(self, path: str) -> httpx.Response:
        return self.ask("GET", path)

    def post(
        self, path: str, body: dict[str, Any] | None = None, *, key: str | None = None
    ) -> httpx.Response:
        return self.ask("POST", path, body if body is not None else {}, key=key)

    def delete(self, path: str, *, key: str | None = None) -> httpx.Response:
        return self.ask("DELETE", path, key=key)

    def sign_in(self, officer: str = "1001", pin: str = PIN, **more: Any) -> httpx.Response:
        return self.post("/v1/session", {"officer": officer, "pin": pin}, **more)

    def ask(
        self, method: str, path: str, body: Any = None, *, key: str | None = None
    ) -> httpx.Response:
        headers = {} if method == "GET" else {"Idempotency-Key": key or next(self.port.keys)}
        content = None if body is None else json.dumps(body).encode()
        return self.port.runner.run(
            self.client.request(
                method,
                path,
                content=content,
                headers={**headers, "Content-Type": "application/json"},
            )
        )


async def _say_invalid(_: Request, fault: Exception) -> Response:
    return respond(answer_of(Problem("validation_failed", 422), 422))


def code_of(answer: httpx.Response) -> str:
    """The closed word of a refusal."""
    return str(answer.json()["code"])


def fresh_key() -> str:
    return random_token(repeatable("a key"))
