"""The line between a simulated site and the hub, and what it does to a request on its way."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import httpx
from fastapi import Response

from service.console.running_site import RunningSite
from service.sync.hub_line import HubLine
from tests.places import repeatable
from tests.simulation.clients import CONSOLE_TOKEN
from tests.simulation.door import Asked
from tests.simulation.writer import Fault

if TYPE_CHECKING:
    from tests.simulation.world import World

_SOME_REQUEST: Final = httpx.Request("GET", "http://127.0.0.1:8080")


class LineFault(StrEnum):
    """What becomes of one request."""

    CUT = "the line is cut before a request arrives"
    UNANSWERED = "the answer of the hub is lost"
    PORTAL = "a portal answers in the place of the hub"
    TWICE = "a request arrives twice"
    LATE = "a request is lost, and arrives much later"
    HALF = "half of a request arrives"
    FLIPPED = "one bit of a request is flipped"
    ANSWER_FLIPPED = "one bit of the hub's answer is flipped"


_AT_HUB: Final = (Fault.CUT_BEFORE_COMMIT, Fault.CUT_AFTER_COMMIT, Fault.CUT_AFTER_ANCHOR)
_AT_HUB_TOO: Final = (Fault.DISK_FULL, Fault.ANCHOR_LOST, Fault.WORK_STUMBLES, Fault.CUT_IN_WORK)
_PER_MILLE: Final = (0, 30, 100, 250)
MOST_LATE: Final = 20


@dataclass(slots=True)
class Line:
    """One site's line. ``is_cut`` while there is no network at all; ``late`` are requests that the
    network kept."""

    world: "World"
    per_mille: int = 0
    weights: dict[LineFault, int] = field(default_factory=dict)
    hub_per_mille: int = 0
    is_cut: bool = False
    late: list[Asked] = field(default_factory=list)
    faulted: Counter[str] = field(default_factory=Counter)
    hub: "Wire" = field(init=False)
    site: "Wire" = field(init=False)

    def __post_init__(self) -> None:
        dice = self.world.dice
        self.per_mille = dice.choice(_PER_MILLE)
        self.hub_per_mille = dice.choice((0, 10, 40))
        self.weights = {**dice.swarm(dict.fromkeys(LineFault, 1)), LineFault.UNANSWERED: 1}
        self.hub = Wire(self._to_hub)
        self.site = Wire(self._to_site, {"authorization": f"Bearer {CONSOLE_TOKEN}"})

    def heal(self) -> None:
        """From now on nothing goes wrong here."""
        self.is_cut, self.per_mille, self.hub_per_mille = False, 0, 0

    def ends(self) -> tuple[HubLine, RunningSite]:
        """What a run of the sync needs, of the machine that stands here now."""
        identity = self.world.site.site.identity
        site = RunningSite(self.site, identity)
        random = repeatable(f"{self.world.site.no} {self.world.true_ms}")
        return HubLine(self.hub, identity.site, site.sign, random), site

    def deliver_late(self) -> None:
        """What the network had kept arrives, and nobody waits for the answer any more."""
        if self.late:
            self._ask_hub(self.late.pop(0))

    def _to_hub(self, asked: Asked) -> httpx.Response:
        fault = self._fault()
        if fault is not None:
            self.faulted[fault] += 1
            self.world.trace("  ⚡ %s", fault)
        if self.is_cut or fault is LineFault.CUT:
            raise httpx.ConnectError("cut")
        if fault is LineFault.PORTAL:
            return httpx.Response(200, html="<form>Please accept our terms</form>")
        if fault is LineFault.LATE:
            self.late = [*self.late, asked][-MOST_LATE:]
            raise httpx.ReadTimeout("nothing came back")
        if fault is LineFault.TWICE:
            self._ask_hub(asked)
        return self._heard(self._ask_hub(self._spoilt(asked, fault)), fault)

    def _heard(self, answer: Response, fault: LineFault | None) -> httpx.Response:
        if fault is LineFault.UNANSWERED:
            raise httpx.ReadTimeout("the answer was lost")
        if fault is LineFault.ANSWER_FLIPPED and answer.body:
            return _response(answer, self._flipped(bytes(answer.body)))
        return _response(answer, bytes(answer.body))

    def _fault(self) -> LineFault | None:
        dice = self.world.dice
        return dice.weighted(self.weights) if dice.happens(self.per_mille) else None

    def _spoilt(self, asked: Asked, fault: LineFault | None) -> Asked:
        if fault is LineFault.HALF:
            return replace(asked, body=asked.body[: len(asked.body) // 2])
        if fault is LineFault.FLIPPED and asked.body:
            return replace(asked, body=self._flipped(asked.body))
        return asked

    def _flipped(self, content: bytes) -> bytes:
        spoilt = bytearray(content)
        spoilt[self.world.dice.randrange(len(spoilt))] ^= 1 << self.world.dice.randrange(8)
        return bytes(spoilt)

    def _ask_hub(self, asked: Asked) -> Response:
        """Raises ``ConnectError`` where the hub goes down over it."""
        centre, dice = self.world.land.centre, self.world.dice
        assert centre is not None, "there is a line"
        fault = Fault.NONE
        if dice.happens(self.hub_per_mille):
            fault = dice.choice((*_AT_HUB, *_AT_HUB_TOO))
        answer = centre.answer_one(asked, fault)
        if answer is None:
            self.world.trace("  ↻ the hub restarts: %s", fault)
            self.faulted[f"at the hub: {fault}"] += 1
            centre.crash()
            raise httpx.ConnectError("the hub went down")
        return answer

    def _to_site(self, asked: Asked) -> httpx.Response:
        """The site itself may go down meanwhile, as it may over anything that it is asked."""
        answer = self.world.answer_program(asked)
        if answer is None:
            raise httpx.ConnectError("the site went down")
        return _response(answer, bytes(answer.body))


class Wire(httpx.Client):
    """A client whose requests go straight to a door, each with ``headers``."""

    def __init__(
        self,
        handle: Callable[[Asked], httpx.Response],
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(transport=httpx.MockTransport(lambda request: httpx.Response(500)))
        self._handle, self._always = handle, headers or {}

    def request(self, method: str, url: Any, **said: Any) -> httpx.Response:
        """Ask without the machinery of HTTP; what the programs here say of a request is all that
        there is to it."""
        path, _, query = str(url).partition("?")
        query = query or urlencode(said.get("params") or {})
        headers = {**self._always, **(said.get("headers") or {})}
        told = tuple((name.lower().encode(), text.encode()) for name, text in headers.items())
        content = said.get("content") or b""
        body = content.encode() if isinstance(content, str) else content
        return self._handle(Asked(method, path, body, told, "program", query.encode()))


def _response(answer: Response, content: bytes) -> httpx.Response:
    headers = {name: said for name, said in answer.headers.items() if name != "content-length"}
    return httpx.Response(
        answer.status_code, headers=headers, content=content, request=_SOME_REQUEST
    )
