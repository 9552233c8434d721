"""The desk: where a request is identified, judged allowed, done once and turned into an act."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from service import kept_answers
from service.database import Busy, Database
from service.feeds.store import positions
from service.group_commit import NotWriting
from service.http_problems import PROBLEM_TYPE, Problem
from service.journal.act import Act
from service.journal.append_event import Journal
from service.kit import canonical_json
from service.kit.clock import Clock, Moment
from service.kit.rate_limit import RateLimiter
from service.session import Session
from service.sites.identity import SiteIdentity
from service.vocabulary import OfficerNo, Role, TerminalNo, TerminalRole, TradeDay

TERMINAL_COOKIE = "twogate_terminal"
OFFICER_COOKIE = "twogate_officer"
OPERATOR_COOKIE = "twogate_operator"
"""The hub's own, since a browser sends a cookie to every service of a machine."""

DEVICES_SCHEME = "Devices "
SHORTEST_KEY, LONGEST_KEY = 16, 64

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request shows of its sender."""

    terminal_token: str | None
    officer_token: str | None
    console_token: str | None
    devices_of: TerminalNo | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a paired terminal, perhaps with an officer signed in; the devices beside it; this
    machine's owner; or somebody at the hub's own pages, perhaps an operator, whose session has
    this ``token_hash``."""

    terminal: TerminalNo | None = None
    terminal_role: TerminalRole | None = None
    officer: OfficerNo | None = None
    roles: frozenset[Role] = frozenset()
    stepped_up: bool = False
    console: bool = False
    devices: bool = False
    at_hub: bool = False
    token_hash: str | None = None

    @property
    def name(self) -> str:
        """To whom an idempotency key belongs."""
        return "console" if self.console else f"{self.terminal or '-'}/{self.officer or '-'}"


@dataclass(frozen=True, slots=True)
class Allow:
    """Who may use a route; nobody else, and no route is without one (``sites`` sign requests,
    ``hub`` is anybody who opened the hub's own pages)."""

    public: bool = False
    console: bool = False
    devices: bool = False
    sites: bool = False
    hub: bool = False
    terminals: frozenset[TerminalRole] = frozenset()
    officers: frozenset[Role] = frozenset()
    step_up: bool = False

    def refuses(self, caller: Caller) -> Problem | None:
        """The reason ``caller`` may not, or ``None``."""
        if self.public or self._lets_in(caller):
            return None
        if caller.terminal is None and not caller.at_hub:
            return Problem("terminal_not_paired", 401)
        if caller.terminal_role in self.terminals:
            return None
        if not self.officers:
            return Problem("not_allowed", 403)
        return self._refuses_officer(caller)

    def _lets_in(self, caller: Caller) -> bool:
        """Whether it is one of those whom nobody need have signed in."""
        return (
            (self.console and caller.console)
            or (self.devices and caller.devices)
            or (self.hub and caller.at_hub)
        )

    def _refuses_officer(self, caller: Caller) -> Problem | None:
        if caller.officer is None:
            return Problem("signed_out", 401)
        if not caller.roles & self.officers:
            return Problem("not_allowed", 403)
        if self.step_up and not caller.stepped_up:
            return Problem("step_up_needed", 403)
        return None


PUBLIC = Allow(public=True)
ANY_TERMINAL = Allow(terminals=frozenset(TerminalRole))


def officers(*roles: Role, step_up: bool = False, console: bool = False) -> Allow:
    """Officers with one of these roles, signed in at a station."""
    return Allow(officers=frozenset(roles), step_up=step_up, console=console)


def kiosk_or_officers(*roles: Role) -> Allow:
    """A member at a kiosk, or officers with one of these roles."""
    return Allow(terminals=frozenset({TerminalRole.KIOSK}), officers=frozenset(roles))


@dataclass(frozen=True, slots=True)
class Desk:
    """What every counter shares; put together once by the door. ``behind_tls``: another server
    speaks TLS for this one, so that cookies are for TLS alone."""

    database: Database
    journal: Journal
    clock: Clock
    identity: SiteIdentity
    pepper: bytes
    identify: Callable[[Session, Credentials, int], Caller]
    open_day: Callable[[Session], TradeDay | None]
    used: Callable[[Session, Caller, int], None] = lambda session, caller, at_ms: None
    limiter: RateLimiter = field(default_factory=RateLimiter)
    officer_cookie: str = OFFICER_COOKIE
    behind_tls: bool = False

    def act(
        self, session: Session, caller: Caller, key: str | None, *, at: Moment | None = None
    ) -> Act:
        """A new act of ``caller``, under the day and the feeds as this transaction sees them; of
        this moment, unless it is told one.

        It counts as use of an officer's session, which a read does not: screens read by themselves.
        """
        moment = at or self.clock.now()
        self.used(session, caller, moment.at_ms)
        return Act(
            session=session,
            journal=self.journal,
            moment=moment,
            day=self.open_day(session),
            terminal=caller.terminal,
            actor=caller.officer,
            key=key,
            feeds=positions(session),
        )

    def caller(self, session: Session, credentials: Credentials) -> Caller:
        return self.identify(session, credentials, self.clock.now().at_ms)

    def derive(self, purpose: str, text: str) -> str:
        """A secret only this machine can make again from the same words (tokens, digests)."""
        return hmac.digest(self.pepper, f"{purpose}\0{text}".encode(), "sha256").hex()

    def devices_token(self, terminal: TerminalNo) -> str:
        """What the scanner and printer beside ``terminal`` show of themselves. Nothing keeps it:
        it opens their few routes for as long as the terminal is paired."""
        return f"{terminal}.{self.derive('devices', terminal)}"

    def devices_of(self, shown: str) -> TerminalNo | None:
        """The terminal whose devices can show this."""
        terminal = TerminalNo(shown.partition(".")[0])
        is_right = hmac.compare_digest(shown.encode(), self.devices_token(terminal).encode())
        return terminal if is_right else None


@dataclass(frozen=True, slots=True)
class Counter:
    """The desk as one route sees it: this request, and who may make it.

    ``without`` names cookies it does not look at. A route that hands out a cookie must not, or a
    retry that shows the new cookie would be another caller's request under the same key.
    """

    desk: Desk
    request: Request
    allow: Allow
    without: frozenset[str] = frozenset()

    async def read(self, query: Callable[[Session, Caller], Any]) -> Response:
        """Answer with what ``query`` returns: a body, or a ``Problem``."""

        def work(session: Session) -> kept_answers.Answer:
            caller = self.desk.caller(session, self.credentials())
            return answer_of(self.allow.refuses(caller) or query(session, caller), 200)

        return respond(await self.desk.database.read(work))

    async def look(self, query: Callable[[Session, Caller], T]) -> T | Problem:
        """What ``query`` returns, or why this caller may not ask; for routes that may go on."""

        def work(session: Session) -> T | Problem:
            caller = self.desk.caller(session, self.credentials())
            return self.allow.refuses(caller) or query(session, caller)

        return await self.desk.database.read(work)

    def answer(self, said: BaseModel | Problem) -> Response:
        """Answer with something already decided."""
        return respond(answer_of(said, 200))

    async def write(self, verb: Callable[[Act, Caller], Any], *, status: int = 200) -> Response:
        """Do ``verb`` once for this idempotency key; its answer is kept beside what it recorded.

        Refuses with ``key_missing`` (400), ``key_reused`` (422: another caller or body),
        ``busy`` or ``site_not_writing`` (503).
        """
        key = self.key()
        if isinstance(key, Problem):
            return self.answer(key)
        digest = await self._digest()
        return await self._commit(lambda session: self._once(session, key, digest, verb, status))

    async def answered(self) -> Response | None:
        """What ``write`` would answer without doing anything: a refusal, or what it once answered.

        For a route whose work is too long for the writer: it asks first, works, and then writes.
        """
        key = self.key()
        if isinstance(key, Problem):
            return self.answer(key)
        digest = await self._digest()

        def work(session: Session) -> kept_answers.Answer | None:
            caller = self.desk.caller(session, self.credentials())
            return self._known(session, caller, key, digest)

        known = await self.desk.database.read(work)
        return respond(known) if known else None

    async def record(self, verb: Callable[[Act, Caller], Any], *, status: int = 200) -> Response:
        """Do ``verb`` each time it is asked, for reads that must leave a trace."""

        def work(session: Session) -> kept_answers.Answer:
            caller = self.desk.caller(session, self.credentials())
            refused = self.allow.refuses(caller)
            if refused:
                return answer_of(refused, refused.status)
            return answer_of(verb(self.desk.act(session, caller, None), caller), status)

        return await self._commit(work)

    def limited(self, purpose: str, *, per_minute: int) -> Problem | None:
        """Refuse with ``too_many_tries`` (429) what this terminal does too often."""
        token = self.credentials().terminal_token or (
            self.request.client.host if self.request.client else "-"
        )
        wait = self.desk.limiter.wait_seconds(
            f"{purpose}/{token}", per_minute=per_minute, at_ms=self.desk.clock.now().at_ms
        )
        if wait == 0:
            return None
        return Problem("too_many_tries", 429, known={"retry_after_seconds": wait})

    def credentials(self) -> Credentials:
        shown = self.request.headers.get("authorization", "")
        if shown.startswith(DEVICES_SCHEME):
            of = self.desk.devices_of(shown.removeprefix(DEVICES_SCHEME))
            return Credentials(None, None, None, devices_of=of)
        return Credentials(
            terminal_token=self._cookie(TERMINAL_COOKIE),
            officer_token=self._cookie(self.desk.officer_cookie),
            console_token=shown.removeprefix("Bearer ") if shown else None,
        )

    def _cookie(self, name: str) -> str | None:
        return None if name in self.without else self.request.cookies.get(name)

    def give_cookie(
        self, response: Response, name: str, token: str, *, max_age: int | None = None
    ) -> None:
        """Let the browser keep a token until it is closed, or for ``max_age`` seconds."""
        response.set_cookie(name, token, max_age=max_age, **self._cookie_manners())

    def take_cookie(self, response: Response, name: str) -> None:
        """Let the browser forget a token."""
        response.delete_cookie(name, **self._cookie_manners())

    def _cookie_manners(self) -> dict[str, Any]:
        """No script reads it, no other site sends it; over TLS it stays there."""
        secure = self.desk.behind_tls or self.request.url.scheme == "https"
        return {"path": "/", "httponly": True, "samesite": "strict", "secure": secure}

    def derive(self, purpose: str, text: str) -> str:
        """A secret of this very request: a retry makes the same one, and nothing has to keep it."""
        key = self.request.headers.get("idempotency-key", "")
        return self.desk.derive(purpose, f"{key}\0{text}")

    def key(self) -> str | Problem:
        """The request's idempotency key, or ``key_missing`` (400)."""
        key = self.request.headers.get("idempotency-key", "")
        return key if SHORTEST_KEY <= len(key) <= LONGEST_KEY else Problem("key_missing", 400)

    async def _commit(self, work: Callable[[Session], kept_answers.Answer]) -> Response:
        try:
            return respond(await self.desk.database.write(work))
        except Busy:
            return respond(answer_of(Problem("busy", 503), 503))
        except NotWriting as why:
            known = {"reason": str(why)}
            return respond(answer_of(Problem("site_not_writing", 503, known=known), 503))

    async def _digest(self) -> str:
        # Keyed, since a body may hold a PIN, which a plain hash would give away.
        body, scope = await self.request.body(), self.request.scope
        text = f"{scope['method']} {scope['path']} {scope['query_string'].decode('latin-1')}\0"
        return self.desk.derive("body", text + hashlib.sha256(body).hexdigest())

    def _once(
        self,
        session: Session,
        key: str,
        digest: str,
        verb: Callable[[Act, Caller], Any],
        status: int,
    ) -> kept_answers.Answer:
        moment = self.desk.clock.now()
        caller = self.desk.identify(session, self.credentials(), moment.at_ms)
        known = self._known(session, caller, key, digest)
        if known:
            return known
        act = self.desk.act(session, caller, key, at=moment)
        answer = answer_of(verb(act, caller), status)
        # A 403 asks for the PIN and for the same key again; everything else is the last word.
        if answer.status != 403:
            kept = kept_answers.Kept(key, caller.name, digest, act.moment.at_ms, answer)
            kept_answers.keep(session, kept)
        return answer

    def _known(
        self, session: Session, caller: Caller, key: str, digest: str
    ) -> kept_answers.Answer | None:
        refused = self.allow.refuses(caller)
        if refused:
            return answer_of(refused, refused.status)
        kept = kept_answers.find(session, key)
        if kept is None:
            return None
        if kept.caller != caller.name or kept.digest != digest:
            return answer_of(Problem("key_reused", 422), 422)
        return kept.answer


def at_counter(allow: Allow, *, without: frozenset[str] = frozenset()) -> Any:
    """A route's dependency: its ``Counter``, open only to those whom ``allow`` names."""

    async def counter(request: Request) -> Counter:  # async, else it takes a thread a request
        return Counter(request.app.state.desk, request, allow, without)

    counter.allow = allow  # type: ignore[attr-defined]  # read by guard_of
    return Depends(counter)


def answer_of(said: Any, status: int) -> kept_answers.Answer:
    """What a verb returned, as status and bytes."""
    if isinstance(said, Problem):
        return kept_answers.Answer(said.status, PROBLEM_TYPE, said.to_bytes())
    if isinstance(said, BaseModel):
        return kept_answers.Answer(status, "application/json", said.model_dump_json().encode())
    raise TypeError(f"a counter answers with a body or a problem, not with {type(said)}")


def respond(answer: kept_answers.Answer) -> Response:
    headers = {"Cache-Control": "no-store"}
    wait = _retry_after(answer)
    if wait is not None:
        headers["Retry-After"] = str(wait)
    return Response(answer.body, answer.status, headers, answer.media_type)


def _retry_after(answer: kept_answers.Answer) -> int | None:
    """In how many seconds to come again, where that would help."""
    if answer.status == 503:
        return 1
    if answer.status != 429:
        return None
    wait: int | None = canonical_json.decode(answer.body).get("retry_after_seconds")
    return wait
