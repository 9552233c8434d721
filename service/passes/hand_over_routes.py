"""Passes over HTTP, where people meet them: destinations, hand-over, print; the kiosk."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Path, Request, Response

from service.checkin.bodies import TurnBody
from service.checkin.check_in_member import CheckedIn
from service.checkin.judge_scan import Judged
from service.checkin.show import show_refusal
from service.checkin.store import Inside
from service.desk import Allow, Caller, Counter, at_counter, officers
from service.devices.bodies import PassSlipBody, PrintedBody
from service.devices.relay import Relay
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.passes import hand_over_bodies as bodies
from service.passes.arrive_with_pass import arrive_with_pass
from service.passes.bodies import ShownBody
from service.passes.hand_over import hand_over, slip_of, write_goods
from service.passes.issue_pass import IssuedNow
from service.passes.issue_rules import PassRefusal
from service.passes.judge_shown import Destination, JudgedPass, Showing, judge_shown
from service.passes.list_destinations import list_destinations
from service.passes.peek_pass import must_record, peek_pass
from service.passes.present_pass import show_presented
from service.passes.reprint_pass import reprint_pass
from service.passes.show import show_site
from service.session import Session
from service.sites.load_trust import load_trust
from service.vocabulary import CaptureMode, Role, TerminalNo, TerminalRole

router = APIRouter(prefix="/v1/passes", tags=["passes"])

PRESENTED_PER_MINUTE = 30
PRINTED_PER_MINUTE = 30
AtStation = Annotated[Counter, at_counter(officers(Role.OFFICER, Role.SUPERVISOR))]
AtKiosk = Annotated[Counter, at_counter(Allow(terminals=frozenset({TerminalRole.KIOSK})))]
Reference = Annotated[str, Path(max_length=40)]


class _Printed(NamedTuple):
    """A pass to print, as it is handed over and as the slip of it."""

    shown: bodies.HandOverBody
    slip: PassSlipBody


@router.get("/destinations", response_model=bodies.DestinationsBody, responses=problem_answers())
async def get_destinations(counter: AtStation) -> Response:
    """Where a pass may go from here, and which of these sites take nobody now."""
    desk = counter.desk

    def query(session: Session, _: Caller) -> bodies.DestinationsBody:
        at_ms = desk.clock.now().at_ms
        trust = load_trust(session, desk.identity.trust, at_ms=at_ms)
        found = list_destinations(session, trust, here=desk.identity.site, at_ms=at_ms)
        items = [
            bodies.DestinationBody(state=each.state, **show_site(each.site, trust).model_dump())
            for each in found
        ]
        return bodies.DestinationsBody(items=items)

    return await counter.read(query)


@router.get(
    "/{reference}/hand-over",
    response_model=bodies.HandOverBody,
    responses=problem_answers(404, 409),
)
async def get_hand_over(reference: Reference, counter: AtStation, request: Request) -> Response:
    """A pass as pictures, to be shown, printed and handed to a phone; the same each time."""
    return await counter.read(lambda session, _: _hand_over(session, reference, counter, request))


@router.post(
    "/{reference}/print",
    response_model=PrintedBody,
    responses=problem_answers(404, 409, 429),
)
async def post_print(
    reference: Reference, body: bodies.PrintPassBody, counter: AtStation, request: Request
) -> Response:
    """Print a pass at this station. Records nothing; a retry with the same key prints no second."""

    def query(session: Session, caller: Caller) -> tuple[TerminalNo, _Printed] | Problem:
        shown = _hand_over(session, reference, counter, request)
        assert caller.terminal is not None  # officers sit at terminals
        if isinstance(shown, Problem):
            return shown
        goods = write_goods(session, shown, body.language, day=counter.desk.open_day(session))
        return caller.terminal, _Printed(shown, slip_of(shown, body.language, goods))

    found, key = await counter.look(query), counter.key()
    limited = counter.limited("print", per_minute=PRINTED_PER_MINUTE)
    for refused in (found, key, limited):
        if isinstance(refused, Problem):
            return counter.answer(refused)
    assert not isinstance(found, Problem)
    terminal, (shown, slip) = found
    relay: Relay = request.app.state.relay
    outcome = await relay.print_slip(
        terminal,
        slip,
        key=str(key),
        site=shown.issuer.names.get(body.language, shown.issuer.site),
        at_ms=shown.issued_s * 1000,
    )
    return counter.answer(PrintedBody(outcome=outcome))


@router.post("/present", response_model=bodies.PresentedBody, responses=problem_answers(429))
async def post_present(body: ShownBody, counter: AtKiosk, request: Request) -> Response:
    """Show a pass at the kiosk: public words alone. A draw or refusal is recorded at once."""
    here = _destination(request)
    if limited := counter.limited("present", per_minute=PRESENTED_PER_MINUTE):
        return counter.answer(limited)

    def look(session: Session, _: Caller) -> tuple[bodies.PresentedBody, bool]:
        moment, day = counter.desk.clock.now(), counter.desk.open_day(session)
        judged = judge_shown(session, Showing(body.scan, moment, day), here)
        return show_presented(session, judged, here), must_record(judged)

    def record(act: Act, _: Caller) -> bodies.PresentedBody:
        judged = peek_pass(act, Showing.now(act, body.scan), here, at=CaptureMode.KIOSK)
        return show_presented(act.session, judged, here)

    seen = await counter.look(look)
    if isinstance(seen, Problem):
        return counter.answer(seen)
    return await counter.write(record) if seen[1] else counter.answer(seen[0])


@router.post(
    "/arrive",
    status_code=201,
    response_model=bodies.ArrivedBody,
    responses=problem_answers(409, 429),
)
async def post_arrive(body: bodies.ArriveBody, counter: AtKiosk, request: Request) -> Response:
    """Come in at the kiosk with a pass that stands, and be called; an officer honours it then."""
    here = _destination(request)
    if limited := counter.limited("present", per_minute=PRESENTED_PER_MINUTE):
        return counter.answer(limited)

    def verb(act: Act, _: Caller) -> bodies.ArrivedBody | Problem:
        showing = Showing.now(act, body.scan)
        done = arrive_with_pass(act, showing, here, lane=body.lane)
        if isinstance(done, JudgedPass):
            shown = show_presented(act.session, done, here)
            known = {"presented": shown.model_dump(mode="json")}
            return Problem(shown.code, 409, known=known)
        if isinstance(done, Judged):
            return show_refusal(act.session, done, here.identity.field_keys, public=True)
        return _arrived(done)

    return await counter.write(verb, status=201)


def _arrived(done: CheckedIn | Inside) -> bodies.ArrivedBody:
    if isinstance(done, Inside):
        return bodies.ArrivedBody(reference=done.reference, at=done.since_ms, turn=None)
    return bodies.ArrivedBody(
        reference=str(done.event.name),
        at=done.event.moment.at_ms,
        turn=TurnBody.of(done.turn) if done.turn else None,
    )


def _hand_over(
    session: Session, reference: str, counter: Counter, request: Request
) -> bodies.HandOverBody | Problem:
    done = reprint_pass(session, reference)
    if not isinstance(done, IssuedNow):
        return Problem(done, 404 if done is PassRefusal.UNKNOWN_PASS else 409)
    identity, at_ms = counter.desk.identity, counter.desk.clock.now().at_ms
    trust = load_trust(session, identity.trust, at_ms=at_ms)
    hub: str | None = request.app.state.hub_origin
    return hand_over(session, done, trust, keys=identity.field_keys, hub=hub)


def _destination(request: Request) -> Destination:
    here: Destination = request.app.state.destination
    return here
