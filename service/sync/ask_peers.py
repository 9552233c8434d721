"""Carry a counter's question to other places and to the hub, within its three seconds.

One after another, the likeliest first, so that nobody sends what somebody else has sent already.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx
from pydantic import BaseModel, Field

from service.kit.clock import stopwatch_seconds
from service.quota.request import QuotaRequest
from service.sync.site_bodies import TakenTextBody
from service.sync.text_bodies import AnswerBody, QuestionBody, TextBody

PEERS_PATH: Final = "/sync/v1/requests"
ALL_SECONDS: Final = 2.6
"""The counter waits three, and what comes must be brought back and credited."""

ONE_SECONDS: Final = 1.3
"""So that a place that is dead leaves time for another."""

SENT: Final = "sent"
UNREACHABLE: Final = "peer_unreachable"
TIMED_OUT: Final = "peer_timed_out"
NO_PEER: Final = "not_a_peer"
RELAYED: Final = "relayed"

Relay = Callable[[str, str, float], str]
"""Hands a text for a site to the hub within some seconds; the outcome."""


class RefusedBody(BaseModel):
    """Why a place sends nothing."""

    code: str = Field(pattern="^[a-z_]{1,64}$")


@dataclass(slots=True)
class AskPeers:
    """``peers`` are the addresses of places by their number; ``relay`` is the way by the hub."""

    peers: Mapping[str, str]
    sign: Callable[[QuotaRequest], str]
    client: httpx.Client
    relay: Relay | None = None
    _until: float = field(default=0.0, init=False)

    def ask(self, question: QuestionBody) -> list[AnswerBody]:
        """What each place said. Whoever was not reached hears of it by the hub, from whom what is
        sent comes later."""
        self._until = stopwatch_seconds() + ALL_SECONDS
        answers: list[AnswerBody] = []
        short = dict(question.requests[0].amounts) if question.requests else {}
        for each in question.requests:
            if not short or self._left() <= 0:
                break
            request = each.model_copy(update={"amounts": dict(short)}).request
            answer = self._ask_one(each.to_site, self.sign(request), short)
            if answer is not None:
                answers.append(answer)
        return answers

    def _ask_one(self, site: str, text: str, short: dict[int, int]) -> AnswerBody | None:
        """One place's answer; ``None`` where there is no way to ask it. What it sends is taken off
        what is short."""
        address = self.peers.get(site)
        outcome = NO_PEER if address is None else self._send(address, text, short)
        if isinstance(outcome, AnswerBody):
            return outcome.model_copy(update={"site": site})
        if outcome in (NO_PEER, UNREACHABLE, TIMED_OUT) and self.relay and self._left() > 0:
            relayed = self.relay(site, text, self._left())
            outcome = relayed if outcome == NO_PEER or relayed == RELAYED else outcome
        return None if outcome == NO_PEER else AnswerBody(site=site, outcome=outcome)

    def _send(self, address: str, text: str, short: dict[int, int]) -> AnswerBody | str:
        try:
            answer = self.client.post(
                address.rstrip("/") + PEERS_PATH,
                content=TextBody(text=text).model_dump_json(),
                headers={"Content-Type": "application/json"},
                timeout=min(ONE_SECONDS, self._left()),
            )
            return _read(answer, short)
        except httpx.TimeoutException:
            return TIMED_OUT
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return UNREACHABLE

    def _left(self) -> float:
        return self._until - stopwatch_seconds()


def _read(answer: httpx.Response, short: dict[int, int]) -> AnswerBody | str:
    """Raises ``ValueError`` for what no place says."""
    if answer.status_code == 409:
        return RefusedBody.model_validate_json(answer.content).code
    if answer.status_code != 200:
        return UNREACHABLE
    sent = TakenTextBody.model_validate_json(answer.content)
    said = AnswerBody(site="S00", outcome=SENT, token=sent.token)
    for component, amount in sent.amounts.items():
        short[component] = short.get(component, 0) - amount
    for component in [each for each, amount in short.items() if amount <= 0]:
        del short[component]
    return said
