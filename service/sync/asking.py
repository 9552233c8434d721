"""Who asks the hub: a site whose key signed this very request, for this hub, not long ago."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Depends, Path, Request, Response

from service.database import Busy, Database
from service.desk import Allow, answer_of, respond
from service.group_commit import NotWriting
from service.http_problems import Problem
from service.journal.apply import Appliers
from service.kept_answers import Answer
from service.kit.clock import Clock
from service.kit.cose import Flaw
from service.kit.ids import Randomness
from service.session import Session
from service.sites.identity import SiteIdentity
from service.sites.keys import key_id, public_key
from service.sites.load_trust import load_trust
from service.sites.records import is_valid_at
from service.sites.store import last_standing
from service.sites.trust_list import TrustList
from service.sync.challenge import is_fresh, make_challenge
from service.sync.messages import (
    AUTHORIZATION,
    CHALLENGE_HEADER,
    Receiver,
    SyncRequest,
    digest_of,
    open_request,
    sender_of,
)
from service.vocabulary import SiteNo

SITES: Final = Allow(sites=True)


@dataclass(frozen=True, slots=True)
class Centre:
    """What the hub's side of the wire shares; put together once by its door. ``appliers`` are what
    the events of sites do to the hub's tables; ``secret`` is that of all its processes."""

    database: Database
    identity: SiteIdentity
    signed_record: bytes
    clock: Clock
    appliers: Appliers
    secret: bytes
    random: Randomness

    @property
    def receiver(self) -> Receiver:
        return Receiver(self.identity.site, self.identity.epoch)

    def trust(self, session: Session) -> TrustList:
        return load_trust(session, self.identity.trust, at_ms=self.clock.now().at_ms)

    def challenge(self) -> str:
        return make_challenge(self.secret, at_ms=self.clock.now().at_ms, random=self.random)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that this site signed. Whether the record of its key holds today: what is history
    may come all the same, but nothing is given out."""

    site: SiteNo
    trust: TrustList
    is_current: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """One request as it came, with all that must have been signed of it."""

    centre: Centre
    method: str
    target: str
    shown: str
    body: bytes

    def judge(self, session: Session) -> Asked | Problem:
        """Who signed it. Refuses with ``request_unsigned``, ``request_not_genuine``,
        ``request_for_another`` (all 401) or ``challenge_stale`` (401: sign again)."""
        site = sender_of(self.shown)
        if site is None:
            return Problem("request_unsigned", 401)
        trust = self.centre.trust(session)
        request = open_request(self.shown, lambda kid: _keys(trust, site, kid))
        if isinstance(request, Flaw):
            return Problem("request_not_genuine", 401)
        if refused := self._compare(request):
            return refused
        return Asked(site, trust, self._is_current(session, trust, site))

    def _compare(self, request: SyncRequest) -> Problem | None:
        if request.receiver != self.centre.receiver:
            return Problem("request_for_another", 401)
        signed = (request.method, request.target, request.body_digest)
        if signed != (self.method, self.target, digest_of(self.body)):
            return Problem("request_not_genuine", 401)
        now_ms = self.centre.clock.now().at_ms
        if not is_fresh(self.centre.secret, request.challenge, at_ms=now_ms):
            return Problem("challenge_stale", 401)
        return None

    def _is_current(self, session: Session, trust: TrustList, site: SiteNo) -> bool:
        """Whether any key of this site with this id may ask today."""
        now_ms = self.centre.clock.now().at_ms
        return any(
            is_valid_at(record, now_ms) and last_standing(session, site, record.epoch) is None
            for record in trust.sites
            if record.site == site
            and not isinstance(
                open_request(self.shown, _only(record.signing)),
                Flaw,
            )
        )

    async def read(self, query: Callable[[Session], Answer]) -> Response:
        return self.respond(await self.centre.database.read(query))

    async def write(self, work: Callable[[Session], Answer]) -> Response:
        try:
            return self.respond(await self.centre.database.write(work))
        except Busy:
            return self.respond(answer_of(Problem("busy", 503), 503))
        except NotWriting as why:
            problem = Problem("site_not_writing", 503, known={"reason": str(why)})
            return self.respond(answer_of(problem, 503))

    def respond(self, answer: Answer) -> Response:
        """The answer, with a challenge for the next request."""
        return self.challenged(respond(answer))

    def challenged(self, response: Response) -> Response:
        response.headers[CHALLENGE_HEADER] = self.centre.challenge()
        return response


def from_sites() -> Any:
    """A route's dependency: its ``Asking``, which the route must judge."""

    async def asking(request: Request) -> Asking:
        shown = request.headers.get("authorization", "")
        scope: Mapping[str, Any] = request.scope
        query = scope["query_string"].decode("latin-1")
        return Asking(
            request.app.state.centre,
            request.method,
            scope["path"] + (f"?{query}" if query else ""),
            shown.removeprefix(AUTHORIZATION),
            await request.body(),
        )

    asking.allow = SITES  # type: ignore[attr-defined]  # read by guard_of
    return Depends(asking)


FromSite = Annotated[Asking, from_sites()]
FeedPath = Annotated[str, Path(pattern="^[a-z_]{1,32}$")]


def _keys(trust: TrustList, site: SiteNo, kid: bytes) -> Iterable[Ed25519PublicKey]:
    return [public_key(each.signing) for each in trust.records_of(kid) if each.site == site]


def _only(signing: bytes) -> Callable[[bytes], Iterable[Ed25519PublicKey]]:
    return lambda kid: [public_key(signing)] if key_id(signing) == kid else []
