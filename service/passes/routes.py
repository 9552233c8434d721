"""Passes over HTTP: issued and handed out at one site, shown, honoured or voided at the other."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from service.checkin.judge_scan import Judged
from service.checkin.show import show_refusal
from service.days.calendar import Calendar
from service.desk import Caller, Counter, at_counter, officers
from service.http_problems import Problem, problem_answers
from service.inspection.bodies import InspectionBody, show_inspection
from service.inspection.manifest import read_manifest
from service.inspection.record_inspection import HitsUnread
from service.inspection.rules import InspectionRefusal
from service.inspection.tell_refusal import tell_refusal
from service.journal.act import Act
from service.journal.event import Event
from service.kit.qr import qr_svg
from service.passes import bodies, show
from service.passes.admit_again import admit_again
from service.passes.annul_issue import annul_issue
from service.passes.annul_redemption import annul_redemption
from service.passes.excess import Excess
from service.passes.inspect_again import inspect_again
from service.passes.issue_pass import IssuedNow, Issuing, issue_pass
from service.passes.issue_rules import PassRefusal
from service.passes.judge_shown import Destination, JudgedPass, Showing, judge_shown
from service.passes.peek_pass import must_record, peek_pass, text_to_hold
from service.passes.redeem_pass import Redeemed, redeem_pass
from service.passes.reprint_pass import reprint_pass
from service.passes.show_issued import Issuer, show_ended, show_going, show_issued
from service.passes.store import Held, hold_text
from service.passes.take_void import take_void
from service.passes.void_passes import Voided, void_passes
from service.passes.void_token import sign_void
from service.policies.store import policy_in_force
from service.quota.bodies import amounts_of
from service.session import Session
from service.sites.load_trust import load_trust
from service.vocabulary import MemberNo, PassId, Role, SiteNo

router = APIRouter(prefix="/v1/passes", tags=["passes"])

LOOK_UPS_PER_MINUTE = 30
STAFF = (Role.OFFICER, Role.SUPERVISOR)
Reading = Annotated[Counter, at_counter(officers(*STAFF, Role.AUDITOR))]
MemberQuery = Annotated[int | None, Query(ge=0, le=99_999_999)]
AtStation = Annotated[Counter, at_counter(officers(*STAFF))]
Reference = Annotated[str, Path(max_length=40)]


@router.post("", status_code=201, response_model=bodies.IssuedBody, responses=problem_answers(409))
async def post_pass(body: bodies.IssueBody, counter: AtStation, request: Request) -> Response:
    """Issue a pass for one other site from a cleared inspection."""
    calendar: Calendar = request.app.state.calendar
    issuing = Issuing(body.inspection, SiteNo(body.to_site), amounts_of(body.quota))

    def verb(act: Act, _: Caller) -> bodies.IssuedBody | Problem:
        done = issue_pass(act, issuing, counter.desk.identity, zone=calendar.zone.key)
        if isinstance(done, Excess):
            return show.too_large(done)
        if not isinstance(done, IssuedNow):
            return Problem(done, 409)
        return show_issued(act.session, done, _issuer(counter, act.session))

    return await counter.write(verb, status=201)


@router.get("", response_model=bodies.IssuedListBody, responses=problem_answers(429))
async def get_passes(counter: Reading, member: MemberQuery = None) -> Response:
    """What became of the passes that went out from here, as far as is known here; of one member
    those that came, too. Looking at one member is rate-limited for each terminal."""
    who = None if member is None else MemberNo(member)
    limited = who and counter.limited("passes of one", per_minute=LOOK_UPS_PER_MINUTE)
    if limited:
        return counter.answer(limited)

    def query(session: Session, _: Caller) -> bodies.IssuedListBody:
        here = _issuer(counter, session)
        return bodies.IssuedListBody(
            items=show_going(session, here, member=who),
            ended=[] if who is None else show_ended(session, here, who),
        )

    return await counter.read(query)


@router.get(
    "/{reference}/token", response_model=bodies.IssuedBody, responses=problem_answers(404, 409)
)
async def get_token(reference: Reference, counter: AtStation) -> Response:
    """Hand a pass out again: the same text."""

    def query(session: Session, _: Caller) -> bodies.IssuedBody | Problem:
        done = reprint_pass(session, reference)
        if not isinstance(done, IssuedNow):
            return _refuse(done)
        return show_issued(session, done, _issuer(counter, session))

    return await counter.read(query)


@router.post(
    "/{reference}/annul", response_model=bodies.AnnulledBody, responses=problem_answers(404, 409)
)
async def post_annul(reference: Reference, body: bodies.AnnulBody, counter: AtStation) -> Response:
    """Take a pass back where it was issued; what went along with it stays with it."""

    def verb(act: Act, _: Caller) -> bodies.AnnulledBody | Problem:
        done = annul_issue(act, reference, body.reason)
        if isinstance(done, PassRefusal):
            return _refuse(done)
        return bodies.AnnulledBody(reference=done.reference)

    return await counter.write(verb)


@router.post("/voids", response_model=bodies.ReturnedBody, responses=problem_answers(409))
async def post_take_void(body: bodies.TakeVoidBody, counter: AtStation) -> Response:
    """Take in a destination's void of passes that were issued here."""

    def verb(act: Act, _: Caller) -> bodies.ReturnedBody | Problem:
        identity = counter.desk.identity
        trust = load_trust(act.session, identity.trust, at_ms=act.moment.at_ms)
        done = take_void(act, body.scan, trust)
        if isinstance(done, PassRefusal):
            return _refuse(done)
        return bodies.ReturnedBody(reference=str(done.name), passes=done.data["passes"])

    return await counter.write(verb)


@router.post("/peek", response_model=bodies.VerdictBody, responses=problem_answers())
async def post_peek(body: bodies.ShownBody, counter: AtStation, request: Request) -> Response:
    """Say what a pass comes to. Admits nobody; a draw or refusal it shows is recorded at once."""
    here, manifest, desk = _destination(request), read_manifest(body.manifest or ""), counter.desk
    unreadable = body.manifest is not None and manifest is None

    def look(session: Session, caller: Caller) -> tuple[bodies.VerdictBody, bool, Held | None]:
        moment, day = desk.clock.now(), desk.open_day(session)
        showing = Showing(body.scan, moment, day, has_fresh_pin=caller.stepped_up)
        judged = judge_shown(session, showing.with_goods(manifest), here)
        shown = show.show_verdict(session, judged, here, unreadable=unreadable)
        return shown, must_record(judged), text_to_hold(session, judged, here)

    def record(act: Act, caller: Caller) -> bodies.VerdictBody:
        showing = Showing.now(act, body.scan, has_fresh_pin=caller.stepped_up)
        judged = peek_pass(act, showing.with_goods(manifest), here)
        return show.show_verdict(act.session, judged, here, unreadable=unreadable)

    seen = await counter.look(look)
    if isinstance(seen, Problem):
        return counter.answer(seen)
    shown, must_be_recorded, held = seen
    if must_be_recorded:
        return await counter.write(record)
    if held and desk.database.writes:
        desk.database.write_soon(lambda session: hold_text(session, held))
    return counter.answer(shown)


@router.post(
    "/redeem", status_code=201, response_model=bodies.RedeemedBody, responses=problem_answers(409)
)
async def post_redeem(body: bodies.RedeemBody, counter: AtStation, request: Request) -> Response:
    """Honour a pass, once: its bearer comes in, and what it carries is credited."""
    here = _destination(request)

    def verb(act: Act, caller: Caller) -> bodies.RedeemedBody | Problem:
        showing = Showing.now(
            act, body.scan, compared=body.compared, has_fresh_pin=caller.stepped_up
        )
        seals = tuple(body.seals) if body.seals is not None else None
        showing = showing.with_goods(read_manifest(body.manifest or ""), seals)
        done = redeem_pass(act, showing, here, lane=body.lane)
        if isinstance(done, Redeemed):
            return show.show_redeemed(act.session, done, here)
        return show.not_honoured(act.session, done, here)

    return await counter.write(verb, status=201)


@router.post(
    "/inspect", status_code=201, response_model=InspectionBody, responses=problem_answers(409)
)
async def post_inspect(
    body: bodies.InspectAgainBody, counter: AtStation, request: Request
) -> Response:
    """Record the inspection that a draw or a referral asked for."""
    here = _destination(request)

    def verb(act: Act, caller: Caller) -> InspectionBody | Problem:
        showing = Showing.now(
            act, body.scan, compared=body.compared, has_fresh_pin=caller.stepped_up
        )
        done = inspect_again(act, showing, here, body.said)
        if isinstance(done, InspectionRefusal | HitsUnread):
            return tell_refusal(act, done)
        if isinstance(done, JudgedPass):
            return show.not_honoured(act.session, done, here)
        return show_inspection(done, policy_in_force(act.session, act.day).terms.checks)

    return await counter.write(verb, status=201)


@router.post(
    "/void", status_code=201, response_model=bodies.VoidedBody, responses=problem_answers(409)
)
async def post_void(body: bodies.VoidBody, counter: AtStation, request: Request) -> Response:
    """Declare passes void here, for good; the answer's text is what their issuer scans."""
    here = _destination(request)

    def verb(act: Act, _: Caller) -> bodies.VoidedBody | Problem:
        done = void_passes(act, body.scans, here, reason=body.reason)
        if isinstance(done, JudgedPass):
            return show.not_honoured(act.session, done, here)
        return _show_voided(done, here)

    return await counter.write(verb, status=201)


@router.post(
    "/{reference}/redemption/annul",
    response_model=bodies.AnnulledBody,
    responses=problem_answers(409),
)
async def post_annul_redemption(
    reference: Reference, body: bodies.AnnulBody, counter: AtStation
) -> Response:
    """Take a redemption back within the policy's time; the pass stays used up."""

    def verb(act: Act, _: Caller) -> bodies.AnnulledBody | Problem:
        of = PassId.parse(reference)
        done = annul_redemption(act, of, body.reason) if of else PassRefusal.NOT_REDEEMED
        if isinstance(done, PassRefusal):
            return _refuse(done)
        return bodies.AnnulledBody(reference=done.reference)

    return await counter.write(verb)


@router.post(
    "/{reference}/admit",
    status_code=201,
    response_model=bodies.AdmittedBody,
    responses=problem_answers(409),
)
async def post_admit(reference: Reference, body: bodies.AdmitBody, counter: AtStation) -> Response:
    """Let somebody in whose redemption was annulled, once."""
    keys = counter.desk.identity.field_keys

    def verb(act: Act, _: Caller) -> bodies.AdmittedBody | Problem:
        of = PassId.parse(reference)
        if of is None:
            return _refuse(PassRefusal.NOT_REDEEMED)
        done = admit_again(act, of, keys=keys, lane=body.lane)
        if isinstance(done, Event):
            return bodies.AdmittedBody(reference=str(done.name), entry=done.data["entry"])
        if isinstance(done, Judged):
            return show_refusal(act.session, done, keys, public=False)
        return _refuse(done)

    return await counter.write(verb, status=201)


def _issuer(counter: Counter, session: Session) -> Issuer:
    desk = counter.desk
    return Issuer(desk.identity, desk.journal, desk.clock.now(), desk.open_day(session))


def _destination(request: Request) -> Destination:
    here: Destination = request.app.state.destination
    return here


def _show_voided(done: Voided, here: Destination) -> bodies.VoidedBody:
    text, picture = sign_void(done.event, here.identity.keys.signer), None
    with suppress(ValueError):  # so many passes fit no QR code: the text is still there
        picture = qr_svg(text)
    return bodies.VoidedBody(
        reference=str(done.event.name),
        passes=[str(each) for each in done.passes],
        text=text,
        picture=picture,
    )


def _refuse(refusal: PassRefusal) -> Problem:
    return Problem(refusal, 404 if refusal is PassRefusal.UNKNOWN_PASS else 409)
