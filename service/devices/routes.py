"""The things on the counter over HTTP: a scan goes to its page, a slip to its printer.

Docs: docs/decisions/0005-scans-reach-the-page-through-the-site.md.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event

from service.desk import Allow, Caller, Counter, Credentials, at_counter, kiosk_or_officers
from service.devices.bodies import (
    FrameBody,
    HeardBody,
    OutcomeBody,
    PrintedBody,
    ScanBody,
    SlipBody,
    TokenBody,
)
from service.devices.read_frame import FrameReader, NoDecoder, NotAPicture
from service.devices.relay import Relay, Slot
from service.http_problems import Problem, problem_answers
from service.session import Session
from service.vocabulary import Role, TerminalNo, TerminalRole

router = APIRouter(prefix="/v1", tags=["devices"])

PULSE_SECONDS: Final = 15
"""How often a silent stream says that it lives."""
COME_BACK_MS: Final = 1_000
SLIPS_PER_MINUTE: Final = 30
FRAMES_PER_MINUTE: Final = 300
"""Five a second: a steady hand needs two, and a decoder on a small machine keeps up with them."""


ByOwner = Annotated[Counter, at_counter(Allow(console=True))]
ByDevices = Annotated[Counter, at_counter(Allow(devices=True))]
Printing = Annotated[Counter, at_counter(kiosk_or_officers(Role.OFFICER, Role.SUPERVISOR))]
AtScreen = Annotated[
    Counter, at_counter(Allow(terminals=frozenset({TerminalRole.KIOSK, TerminalRole.STATION})))
]
TerminalPath = Annotated[str, Path(pattern=r"^T[0-9]{2,3}$")]


@router.get(
    "/terminals/{terminal}/devices", response_model=TokenBody, responses=problem_answers(404)
)
async def get_token(terminal: TerminalPath, counter: ByOwner) -> Response:
    """What the devices process beside a screen has to show. Only this machine's owner may ask."""
    desk, number = counter.desk, TerminalNo(terminal)

    def query(session: Session, _: Caller) -> TokenBody | Problem:
        beside = desk.caller(session, Credentials(None, None, None, devices_of=number))
        if beside.terminal is None:
            return Problem("not_found", 404)
        return TokenBody(terminal=number, token=desk.devices_token(number))

    return await counter.read(query)


@router.post("/scans", response_model=HeardBody, responses=problem_answers())
async def post_scan(body: ScanBody, counter: ByDevices) -> Response:
    """Hand a scan to the page of the devices' terminal. Records nothing, needs no key."""
    terminal = await _terminal(counter)
    if isinstance(terminal, Problem):
        return counter.answer(terminal)
    return counter.answer(HeardBody(pages=_relay(counter).hand_in(terminal, body.scan)))


@router.post(
    "/frames",
    response_model=FrameBody,
    responses=problem_answers(413, 429, 501),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("image/jpeg", "image/png")
            },
        }
    },
)
async def post_frame(counter: Printing) -> Response:
    """Read the QR code in one picture of a camera (JPEG or PNG). Records nothing, needs no key,
    and keeps no picture. Without the extra `kiosk` there is nothing to read with (501)."""
    terminal = await _terminal(counter)
    limited = counter.limited("frame", per_minute=FRAMES_PER_MINUTE)
    for refused in (terminal, limited):
        if isinstance(refused, Problem):
            return counter.answer(refused)
    frames: FrameReader = counter.request.app.state.frames
    try:
        found = await frames.read(await counter.request.body())
    except NoDecoder:
        return counter.answer(Problem("no_decoder", 501))
    except NotAPicture:
        return counter.answer(Problem("unreadable", 422))
    return counter.answer(found)


@router.get("/scans/stream", include_in_schema=False)  # it never ends, which OpenAPI cannot say
async def stream_scans(counter: AtScreen) -> Response:
    """Every scan at this screen from now on, as events named ``scan``."""
    terminal = await _terminal(counter)
    if isinstance(terminal, Problem):
        return counter.answer(terminal)
    return _stream(counter, _relay(counter).page(terminal), name="scan")


@router.post("/prints", response_model=PrintedBody, responses=problem_answers(429))
async def post_print(body: SlipBody, counter: Printing) -> Response:
    """Print a slip at this screen and tell within seconds what came of it. Records nothing; a
    retry with the same key prints nothing anew."""
    terminal, key = await _terminal(counter), counter.key()
    for refused in (terminal, key, counter.limited("print", per_minute=SLIPS_PER_MINUTE)):
        if isinstance(refused, Problem):
            return counter.answer(refused)
    names = counter.desk.identity.names
    outcome = await _relay(counter).print_slip(
        TerminalNo(str(terminal)),
        body,
        key=str(key),
        site={"zh-CN": names.zh, "vi": names.vi, "en": names.en}[body.language],
        at_ms=counter.desk.clock.now().at_ms if body.at is None else body.at,
    )
    return counter.answer(PrintedBody(outcome=outcome))


@router.get("/prints/stream", include_in_schema=False)  # as above
async def stream_prints(counter: ByDevices) -> Response:
    """Every slip for the printer of this terminal, as events named ``slip``."""
    terminal = await _terminal(counter)
    if isinstance(terminal, Problem):
        return counter.answer(terminal)
    return _stream(counter, _relay(counter).printer(terminal), name="slip")


@router.post("/prints/{job}", response_model=PrintedBody, responses=problem_answers(404))
async def post_outcome(job: int, body: OutcomeBody, counter: ByDevices) -> Response:
    """Tell what came of a slip, to the page that waits for it. Records nothing, needs no key."""
    terminal = await _terminal(counter)
    if isinstance(terminal, Problem):
        return counter.answer(terminal)
    if not _relay(counter).tell(terminal, job, body.outcome):
        return counter.answer(Problem("not_found", 404))
    return counter.answer(PrintedBody(outcome=body.outcome))


async def _terminal(counter: Counter) -> TerminalNo | Problem:
    """The terminal that asks, or whose devices ask."""

    def query(_: Session, caller: Caller) -> TerminalNo | Problem:
        return caller.terminal or Problem("terminal_not_paired", 401)

    return await counter.look(query)


def _relay(counter: Counter) -> Relay:
    relay: Relay = counter.request.app.state.relay
    return relay


def _stream(
    counter: Counter, opened: AbstractContextManager[Slot], *, name: str
) -> EventSourceResponse:
    """What comes into the slot, event by event, until the reader goes or the site stops."""
    # The server sets this event before it waits for open answers; in tests there is no server.
    stopping: asyncio.Event = getattr(counter.request.state, "stopping", None) or asyncio.Event()

    async def events() -> AsyncIterator[bytes]:
        with opened as slot:
            yield format_sse_event(retry=COME_BACK_MS)
            while not stopping.is_set():
                text = await _next(slot, stopping)
                yield KEEPALIVE_COMMENT if text is None else _event(name, text)

    return EventSourceResponse(events(), headers={"Cache-Control": "no-store"})


def _event(name: str, text: str) -> bytes:
    return format_sse_event(event=name, data_str=text)


async def _next(slot: Slot, stopping: asyncio.Event) -> str | None:
    """The next text; None when it is time for a pulse, or the site stops."""
    taking = asyncio.ensure_future(slot.take())
    ending = asyncio.ensure_future(stopping.wait())
    try:
        done, _ = await asyncio.wait(
            {taking, ending}, timeout=PULSE_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        return taking.result() if taking in done else None
    finally:
        taking.cancel()
        ending.cancel()
