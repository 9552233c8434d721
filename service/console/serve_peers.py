"""Carry questions for quota between this machine's site and others, for as long as it runs.

Two threads beside the sync: one waits at the site for a counter that is short, one listens for the
places that ask here.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import sleep
from typing import Any, Final

import httpx
import structlog
from pydantic import ValidationError

from service.console.running_site import RunningSite
from service.console.site_at_hand import console_client
from service.open_site import identity_at_rest
from service.quota.request import REQUEST_PREFIX, QuotaRequest, sign_quota_request
from service.settings import Settings
from service.sites.keys import Signer
from service.sync.ask_peers import AskPeers, Relay
from service.sync.peer_door import PeerDoor
from service.sync.text_bodies import AnswersBody, TextBody

WAITED_SECONDS: Final = 20.0
SITE_AWAY_SECONDS: Final = 1.0
STOPS_SECONDS: Final = 5.0


@contextmanager
def serving_peers(settings: Settings, relay: Relay | None) -> Iterator[None]:
    """Ask and answer in threads of their own while this lasts."""
    stop = threading.Event()
    asking = threading.Thread(
        target=_keep_asking, args=(settings, relay, stop.is_set), name="asking", daemon=True
    )
    asking.start()
    try:
        with _listening(settings):
            yield
    finally:
        stop.set()


def _keep_asking(settings: Settings, relay: Relay | None, is_over: Callable[[], bool]) -> None:
    while not is_over():
        try:
            _ask_as_long_as_it_answers(settings, relay, is_over)
        except (OSError, httpx.HTTPError, ValidationError):  # starting, or being replaced
            sleep(SITE_AWAY_SECONDS)


def _ask_as_long_as_it_answers(
    settings: Settings, relay: Relay | None, is_over: Callable[[], bool]
) -> None:
    identity = identity_at_rest(settings)
    signer = identity.keys.signer
    with console_client(settings) as client, httpx.Client(trust_env=False) as network:
        site = RunningSite(client, identity)
        asker = AskPeers(settings.peers, _Signs(signer), network, relay)
        while not is_over():
            question = site.question(seconds=WAITED_SECONDS)
            if question is not None:
                answers = asker.ask(question)
                site.bring_answers(AnswersBody(number=question.number, answers=answers))


@dataclass(frozen=True, slots=True)
class _Signs:
    signer: Signer

    def __call__(self, request: QuotaRequest) -> str:
        return sign_quota_request(request, self.signer)


@contextmanager
def _listening(settings: Settings) -> Iterator[None]:
    if settings.peer_listen is None:
        yield
        return
    import uvicorn  # only where somebody is to be answered

    host, _, port = settings.peer_listen.rpartition(":")
    door: Any = PeerDoor(_SiteTakes(settings))
    config = uvicorn.Config(
        door,
        host=host,
        port=int(port),
        access_log=False,
        log_level="warning",
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=32,
        timeout_keep_alive=5,
    )
    server = uvicorn.Server(config)
    listening = threading.Thread(target=server.run, name="peers", daemon=True)
    listening.start()
    structlog.get_logger().info("peers are answered", at=settings.peer_listen)
    try:
        yield
    finally:
        server.should_exit = True
        listening.join(STOPS_SECONDS)


@dataclass(frozen=True, slots=True)
class _SiteTakes:
    """The way of a request to the site, and of its answer back."""

    settings: Settings

    def __call__(self, body: bytes) -> tuple[int, bytes]:
        try:
            text = TextBody.model_validate_json(body).text
            if not text.startswith(REQUEST_PREFIX):
                return 422, b""
            with console_client(self.settings) as client:
                answer = RunningSite(client, identity_at_rest(self.settings)).answer_text(
                    TextBody(text=text).model_dump_json().encode(), text
                )
        except ValidationError:
            return 422, b""
        except (OSError, httpx.HTTPError):
            return 503, b""
        return answer.status_code, answer.content
