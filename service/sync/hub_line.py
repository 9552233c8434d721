"""The line to the hub: each request signed over the hub's own challenge, each failure told apart.

Whatever answers on this line and is not the hub (a portal of the network with its status 200, a
proxy, a stranger) is a failure like a line that is cut.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import httpx
from pydantic import ValidationError

from service.kit.ids import Randomness
from service.sync.messages import (
    AUTHORIZATION,
    CHALLENGE_HEADER,
    HelloBody,
    Receiver,
    SyncRequest,
    digest_of,
)
from service.vocabulary import SiteNo

TIMEOUT_SECONDS: Final = 20
NONCE_BYTES: Final = 16
GARBLED: Final = "fault"
_CODE: Final = re.compile("[a-z_]{1,64}")
LARGEST_ANSWER_BYTES: Final = 16 * 1024 * 1024


class LineFailure(StrEnum):
    """Why nothing came of a request."""

    UNREACHABLE = "hub_unreachable"
    TIMED_OUT = "hub_timed_out"
    NOT_THE_HUB = "not_the_hub"
    REFUSED = "hub_refused"


class LineFault(Exception):
    """A request failed; ``failure`` is why, ``code`` the hub's own word where it refused."""

    def __init__(self, failure: LineFailure, code: str = "") -> None:
        super().__init__(f"{failure} {code}".strip())
        self.failure = failure
        self.code = code

    @property
    def outcome(self) -> str:
        return self.code or str(self.failure)


@dataclass(slots=True)
class HubLine:
    """One site's line. ``client`` has the hub's address; ``sign`` is the site's."""

    client: httpx.Client
    sender: SiteNo
    sign: Callable[[SyncRequest], str]
    random: Randomness
    receiver: Receiver | None = None
    _challenge: str = field(default="", repr=False)

    def hello(self) -> tuple[HelloBody, str]:
        """The hub's greeting and the nonce that its time is signed for; signed, once the hub is
        known. Raises ``LineFault``, as all of these do."""
        nonce = self.random(NONCE_BYTES).hex()
        answer = self.ask("GET", f"/sync/v1/hello?nonce={nonce}")
        try:
            hello = HelloBody.model_validate_json(answer.content)
        except ValidationError as fault:
            raise LineFault(LineFailure.NOT_THE_HUB) from fault
        self._challenge = hello.challenge
        return hello, nonce

    def ask(self, method: str, target: str, body: bytes = b"") -> httpx.Response:
        """One request; what the hub answers, be it a refusal. A stale challenge is asked anew."""
        answer = self._send(method, target, body)
        if answer.status_code == 401 and self.receiver and code_of(answer) == "challenge_stale":
            answer = self._send(method, target, body)
        if answer.status_code in (401, 403) or answer.status_code >= 500:
            raise LineFault(LineFailure.REFUSED, code_of(answer))
        return answer

    @contextmanager
    def stream(self, target: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """One ``GET`` whose answer is read as it comes. Raises ``LineFault`` also from within."""
        signed = self._signed("GET", target, b"")
        with (
            _failures_told(),
            self.client.stream("GET", target, headers={**headers, **signed}) as answer,
        ):
            self._note_challenge(answer)
            yield answer

    def _send(self, method: str, target: str, body: bytes) -> httpx.Response:
        headers = self._signed(method, target, body) if self.receiver else {}
        with _failures_told():
            answer = self.client.request(method, target, content=body, headers=headers)
        self._note_challenge(answer)
        return answer

    def _note_challenge(self, answer: httpx.Response) -> None:
        challenge = answer.headers.get(CHALLENGE_HEADER)
        if challenge is None:
            raise LineFault(LineFailure.NOT_THE_HUB)
        self._challenge = challenge

    def _signed(self, method: str, target: str, body: bytes) -> dict[str, str]:
        assert self.receiver is not None
        request = SyncRequest(
            self.sender, self.receiver, method, target, digest_of(body), self._challenge
        )
        return {"Authorization": AUTHORIZATION + self.sign(request)}


@contextmanager
def _failures_told() -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as fault:
        raise LineFault(LineFailure.TIMED_OUT) from fault
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise LineFault(LineFailure.UNREACHABLE) from fault


def code_of(answer: httpx.Response) -> str:
    """The hub's word for a refusal; whatever a line may have made of that, it is a word."""
    try:
        code = str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return GARBLED
    return code if _CODE.fullmatch(code) else GARBLED
