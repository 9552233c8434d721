"""A pass's goods and its code over HTTP: told and declared at the destination; looked up."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from service.declarations.bodies import DeclarationBody, show_filed
from service.declarations.rules.lines import LineRefused
from service.declarations.rules.states import DeclareRefusal
from service.declarations.store import find_declaration, lines_of
from service.desk import Caller, Counter, at_counter, officers
from service.http_problems import Problem, problem_answers
from service.inspection.manifest import ManifestLine, read_manifest
from service.journal.act import Act
from service.journal.event import Event, EventName
from service.passes import show
from service.passes.declare_goods import (
    Confirming,
    declare_goods,
    find_declared,
    find_goods,
)
from service.passes.goods_bodies import (
    CarriedGoodsBody,
    CodeBody,
    DeclareGoodsBody,
    FoundBody,
    GoodsAskedBody,
)
from service.passes.goods_rules import GoodsRefusal
from service.passes.judge_shown import Destination, JudgedPass, Showing, judge_shown
from service.passes.look_up_pass import CodeRefusal, look_up_pass
from service.passes.peek_pass import record_shown
from service.policies.store import policy_in_force
from service.session import Session
from service.vocabulary import Role, TradeDay

router = APIRouter(prefix="/v1/passes", tags=["passes"])

STAFF = (Role.OFFICER, Role.SUPERVISOR)
LOOK_UPS_PER_MINUTE = 10
AtStation = Annotated[Counter, at_counter(officers(*STAFF))]


@router.post("/goods", response_model=CarriedGoodsBody, responses=problem_answers(409))
async def post_goods(body: GoodsAskedBody, counter: AtStation, request: Request) -> Response:
    """Tell the goods of a pass by the list beside it; changes and records nothing."""
    here, desk = _destination(request), counter.desk

    def query(session: Session, caller: Caller) -> CarriedGoodsBody | Problem:
        day = desk.open_day(session)
        lines = _lines(session, body, day)
        if isinstance(lines, GoodsRefusal):
            return Problem(lines, 409)
        shown = Showing(body.scan, desk.clock.now(), day, has_fresh_pin=caller.stepped_up)
        judged = judge_shown(session, shown.with_goods(lines), here)
        found = find_goods(judged, here)
        if isinstance(found, JudgedPass):
            return show.not_honoured(session, found, here)
        if isinstance(found, GoodsRefusal) or judged.said is None or judged.said.goods is None:
            return Problem(str(found), 409)
        goods = judged.said.goods
        return CarriedGoodsBody(
            lines=show.show_lines(found),
            total_fen=goods.total_fen,
            declared=goods.declared,
            manifest=goods.manifest.hex(),
            verdict=show.show_verdict(session, judged, here),
        )

    return await counter.read(query)


@router.post(
    "/declare", status_code=201, response_model=DeclarationBody, responses=problem_answers(409)
)
async def post_declare(body: DeclareGoodsBody, counter: AtStation, request: Request) -> Response:
    """File the inspected goods of a pass that was honoured here, and spend their exempt part."""
    here = _destination(request)

    def verb(act: Act, caller: Caller) -> DeclarationBody | Problem:
        lines = _lines(act.session, body, act.day)
        if isinstance(lines, GoodsRefusal):
            return Problem(lines, 409)
        showing = Showing.now(act, body.scan, has_fresh_pin=caller.stepped_up).with_goods(lines)
        confirming = Confirming(frozenset(body.confirmed), body.excess, body.presence)
        done = declare_goods(act, showing, here, confirming)
        if isinstance(done, Event):
            return _show_filed(act.session, done.name)
        if isinstance(done, JudgedPass):
            return show.not_honoured(act.session, done, here)
        return _refuse(act.session, done, judge_shown(act.session, showing, here))

    return await counter.write(verb, status=201)


@router.post("/look-up", response_model=FoundBody, responses=problem_answers(404, 409, 429))
async def post_look_up(body: CodeBody, counter: AtStation, request: Request) -> Response:
    """Find a pass by its code: rate-limited for each terminal, and recorded."""
    if limited := counter.limited("pass code", per_minute=LOOK_UPS_PER_MINUTE):
        return counter.answer(limited)
    here = _destination(request)

    def verb(act: Act, caller: Caller) -> FoundBody | Problem:
        text = look_up_pass(act, body.code)
        if isinstance(text, CodeRefusal):
            return Problem(text, 404 if text is CodeRefusal.UNKNOWN else 409)
        showing = Showing.now(act, text, has_fresh_pin=caller.stepped_up)
        judged = judge_shown(act.session, showing, here)
        record_shown(act, judged)
        return FoundBody(scan=text, verdict=show.show_verdict(act.session, judged, here))

    return await counter.write(verb)


def _destination(request: Request) -> Destination:
    here: Destination = request.app.state.destination
    return here


def _lines(
    session: Session, body: GoodsAskedBody, day: TradeDay | None
) -> tuple[ManifestLine, ...] | GoodsRefusal:
    """The list as read; or as keyed in, in the units of the catalogue here."""
    if body.lines is None:
        return read_manifest(body.manifest or "") or GoodsRefusal.MANIFEST_UNREADABLE
    policy, lines = policy_in_force(session, day), []
    for each in body.lines:
        row = policy.find_row(each.goods)
        if row is None:
            return GoodsRefusal.UNKNOWN_GOODS
        unit = each.unit or row.unit
        lines.append(ManifestLine(each.goods, each.origin, unit, each.amount, each.value_fen))
    return tuple(lines)


def _refuse(
    session: Session, refusal: DeclareRefusal | LineRefused | GoodsRefusal, judged: JudgedPass
) -> Problem:
    if isinstance(refusal, LineRefused):
        return Problem(refusal.reason, 409, known={"line": refusal.line})
    known: dict[str, Any] = {}
    if refusal is GoodsRefusal.DECLARED_ALREADY and judged.pass_id:
        known["declaration"] = find_declared(session, judged.pass_id, judged.showing.day)
    return Problem(refusal, 409, known=known)


def _show_filed(session: Session, name: EventName) -> DeclarationBody:
    filed = find_declaration(session, name)
    assert filed is not None, f"{name} was recorded in this act"
    return show_filed(filed, lines_of(session, filed), filed.day)
