"""A question for quota is over within its three seconds, whatever the other places are like."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from service.quota.ask_board import ASKED_SECONDS, Answered, AskBoard
from service.quota.request import QuotaRequest
from service.sync.ask_peers import ALL_SECONDS, AskPeers, Relay
from service.sync.site_bodies import TakenTextBody
from service.sync.text_bodies import QuestionBody, RequestBody
from tests.free_port import free_port

TOKEN = "TM1ABCDEFGHIJK"


def question(*sites: str, short: int = 500) -> QuestionBody:
    requests = [
        RequestBody(
            check_in="S07.ab12cd34.9",
            to_site=site,
            to_epoch="ab12cd34",
            member=25,
            regime="CN",
            day="2026-11-24",
            amounts={1: short},
            received={1: 0},
        )
        for site in sites
    ]
    return QuestionBody(number=1, requests=requests)


def sign(request: QuotaRequest) -> str:
    """Who gets how much: enough for what these tests look at."""
    return f"TD1{request.to_site}A{request.amounts[min(request.amounts)]}"


@contextmanager
def asking(peers: dict[str, str], relay: Relay | None = None) -> Iterator[AskPeers]:
    with httpx.Client(trust_env=False) as client:
        yield AskPeers(peers, sign, client, relay)


@contextmanager
def silent() -> Iterator[str]:
    """A place that takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def answering(status: int, body: bytes, heard: list[bytes]) -> Iterator[str]:
    """A place that says this to everybody."""

    class Says(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Says)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def sends(amount: int) -> bytes:
    sent = TakenTextBody(is_new=True, token=TOKEN, amounts={1: amount})
    return sent.model_dump_json().encode()


def test_what_one_place_sends_is_not_asked_of_the_next() -> None:
    heard: list[bytes] = []
    with (
        answering(200, sends(200), heard) as one,
        answering(200, sends(300), heard) as other,
        asking({"S01": one, "S02": other, "S03": other}) as asker,
    ):
        answers = asker.ask(question("S01", "S02", "S03"))
    assert [(each.site, each.outcome, each.token) for each in answers] == [
        ("S01", "sent", TOKEN),
        ("S02", "sent", TOKEN),
    ]
    assert [b"A500" in heard[0], b"A300" in heard[1], len(heard)] == [True, True, 2]


def test_a_place_that_is_silent_leaves_time_for_another_and_the_end_comes_in_time() -> None:
    heard: list[bytes] = []
    with (
        silent() as dead,
        answering(200, sends(500), heard) as other,
        asking({"S01": dead, "S02": other, "S03": dead}) as asker,
    ):
        before = time.monotonic()
        answers = asker.ask(question("S01", "S02"))
        all_silent = asker.ask(question("S01", "S03", "S01", "S03"))
        took = time.monotonic() - before
    assert [each.outcome for each in answers] == ["peer_timed_out", "sent"]
    assert {each.outcome for each in all_silent} == {"peer_timed_out"}
    assert took < ASKED_SECONDS + ALL_SECONDS


def test_a_place_that_is_dead_is_told_and_the_hub_hands_the_question_on() -> None:
    relayed: list[tuple[str, str]] = []

    def relay(site: str, text: str, seconds: float) -> str:
        assert 0 < seconds <= ALL_SECONDS
        relayed.append((site, text))
        return "relayed"

    with asking({"S01": f"http://127.0.0.1:{free_port()}"}, relay) as asker:
        answers = asker.ask(question("S01", "S02"))
    assert [(each.site, each.outcome) for each in answers] == [
        ("S01", "relayed"),
        ("S02", "relayed"),
    ]
    assert relayed == [("S01", "TD1S01A500"), ("S02", "TD1S02A500")]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (409, b'{"code": "quota_not_enough"}', "quota_not_enough"),
        (200, b"<form>Please accept our terms</form>", "peer_unreachable"),
        (409, b"[]", "peer_unreachable"),
        (302, b"", "peer_unreachable"),
    ],
)
def test_what_a_place_refuses_or_a_portal_says_is_told(
    status: int, body: bytes, outcome: str
) -> None:
    with answering(status, body, []) as there, asking({"S01": there}) as asker:
        [answer] = asker.ask(question("S01", "S09"))
    assert (answer.outcome, answer.token) == (outcome, None)


# --- The board ---


def test_where_nobody_carries_nobody_waits() -> None:
    assert asyncio.run(AskBoard().ask([request()])) is None


def test_whoever_waits_for_a_question_keeps_no_service_from_stopping() -> None:
    async def stopped() -> object:
        ending = asyncio.Event()
        ending.set()
        return await AskBoard().take(seconds=60, ending=ending)

    assert asyncio.run(stopped()) is None


def test_a_question_is_answered_by_who_carries() -> None:
    asyncio.run(_asked_and_answered())


async def _asked_and_answered() -> None:
    board = AskBoard()
    carrying = asyncio.create_task(board.take(seconds=5, ending=asyncio.Event()))
    await asyncio.sleep(0)
    asked = asyncio.create_task(board.ask([request()]))
    carried = await carrying
    assert carried is not None
    assert board.answer(carried.number, [Answered("S01", "sent", TOKEN)])
    assert await asked == [Answered("S01", "sent", TOKEN)]
    assert not board.answer(carried.number, []), "nobody waits for it any more"


def request() -> QuotaRequest:
    return question("S01").requests[0].request
