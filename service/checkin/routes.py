"""Check-in over HTTP: peek, then confirm; annul; list; look up."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from service.checkin import bodies, rules, show, store
from service.checkin.annul_check_in import annul_check_in
from service.checkin.check_in_member import check_in_member
from service.checkin.judge_scan import Gate, Judged, Scan, judge_scan
from service.checkin.look_up_member import look_up_member
from service.checkin.read_scan import looks_like_a_card, name_by_number, read_scan
from service.checkin.record_refusal import record_refusal
from service.desk import Caller, Counter, at_counter, kiosk_or_officers, officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.journal.restore_proof import RestoreProof, is_restore_proof, looks_like_a_receipt
from service.session import Session
from service.sites.load_trust import card_reader
from service.vocabulary import CaptureMode, MemberNo, Role

router = APIRouter(prefix="/v1", tags=["check-in"])

STAFF = (Role.OFFICER, Role.SUPERVISOR)
TYPED_PER_MINUTE = 20
LOOK_UPS_PER_MINUTE = 30

AtGate = Annotated[Counter, at_counter(kiosk_or_officers(*STAFF))]
AtStation = Annotated[Counter, at_counter(officers(*STAFF))]
Reading = Annotated[Counter, at_counter(officers(*STAFF, Role.AUDITOR))]
MemberPath = Annotated[int, Path(ge=0, le=99_999_999)]


@router.post("/check-ins/peek", response_model=bodies.PeekBody, responses=problem_answers(409, 429))
async def peek(body: bodies.ScanBody, counter: AtGate) -> Response:
    """Say what a scan would come to. Admits nobody; a refusal it shows is recorded at once."""
    refused = _limit_typed(body, counter) or await _stop_if_restored(body, counter)
    if refused:
        return counter.answer(refused)
    keys = counter.desk.identity.field_keys

    def look(session: Session, caller: Caller) -> tuple[bodies.PeekBody, bool]:
        scan = _scan(session, body, counter, caller)
        gate = _gate(session, counter)
        judged = judge_scan(session, scan, gate, keys=keys)
        shown = show.show_peek(
            session, judged, keys, public=caller.officer is None, now_ms=gate.at_ms
        )
        return shown, rules.is_recorded_at_peek(judged.outcome)

    def refuse(act: Act, caller: Caller) -> bodies.PeekBody:
        scan = _scan(act.session, body, counter, caller)
        judged = judge_scan(act.session, scan, Gate.of(act), keys=keys)
        if rules.is_recorded_at_peek(judged.outcome):  # it may be another verdict than a look ago
            record_refusal(act, judged, capture_mode=_capture_mode(caller))
        public, now_ms = caller.officer is None, act.moment.at_ms
        return show.show_peek(act.session, judged, keys, public=public, now_ms=now_ms)

    seen = await counter.look(look)
    if isinstance(seen, Problem):
        return counter.answer(seen)
    return await counter.write(refuse) if seen[1] else counter.answer(seen[0])


@router.post(
    "/check-ins",
    status_code=201,
    response_model=bodies.CheckedInBody,
    responses=problem_answers(409, 429),
)
async def check_in(body: bodies.CheckInBody, counter: AtGate) -> Response:
    """Record a member's entry or exit; answered once it is durable."""
    if limited := _limit_typed(body, counter):
        return counter.answer(limited)
    keys = counter.desk.identity.field_keys

    def verb(act: Act, caller: Caller) -> bodies.CheckedInBody | Problem:
        done = check_in_member(
            act,
            _scan(act.session, body, counter, caller),
            lane=body.lane,
            capture_mode=_capture_mode(caller),
            keys=keys,
        )
        if isinstance(done, Judged):
            return show.show_refusal(act.session, done, keys, public=caller.officer is None)
        return show.show_checked_in(act.session, done, keys)

    return await counter.write(verb, status=201)


@router.post(
    "/check-ins/{reference}/annul",
    response_model=bodies.AnnulledBody,
    responses=problem_answers(409),
)
async def annul(reference: str, body: bodies.AnnulBody, counter: AtStation) -> Response:
    """Take a check-in or check-out back within the policy's time."""

    def verb(act: Act, _: Caller) -> bodies.AnnulledBody | Problem:
        done = annul_check_in(act, reference, body.reason)
        if isinstance(done, rules.AnnulRefusal):
            return Problem(done, 409)
        return bodies.AnnulledBody(reference=done.reference)

    return await counter.write(verb)


@router.get("/check-ins", response_model=bodies.RecordsBody, responses=problem_answers())
async def check_ins(counter: Reading, limit: int = 100) -> Response:
    """The day's newest records and its totals."""

    def query(session: Session, _: Caller) -> bodies.RecordsBody:
        day = counter.desk.open_day(session)
        count = max(1, min(limit, 500))
        records = store.newest_records(session, day, count=count) if day else []
        return bodies.RecordsBody(
            day=day,
            totals=store.totals_of_day(session, day) if day else {},
            items=show.show_records(session, records, counter.desk.identity.field_keys),
        )

    return await counter.read(query)


@router.get(
    "/members/{member}", response_model=bodies.CaseBody, responses=problem_answers(404, 429)
)
async def member_case(member: MemberPath, counter: Reading) -> Response:
    """Open a member's case: rate-limited for each terminal, and recorded."""
    if limited := counter.limited("look-up", per_minute=LOOK_UPS_PER_MINUTE):
        return counter.answer(limited)
    identity = counter.desk.identity

    def verb(act: Act, _: Caller) -> Any:
        return look_up_member(act, MemberNo(member), identity.field_keys) or Problem(
            "unknown_member", 404
        )

    return await counter.record(verb)


async def _stop_if_restored(body: bodies.ScanBody, counter: Counter) -> Problem | None:
    """A receipt at the gate is no card. It may show that this machine is an old copy of itself."""
    text = body.scan or ""
    if not looks_like_a_receipt(text):
        return None
    desk = counter.desk

    def query(session: Session, _: Caller) -> bool:
        return is_restore_proof(session, text, desk.identity)

    proved = await counter.look(query)
    if proved is not True:
        return proved or None
    proof: RestoreProof = counter.request.app.state.restore_proof
    proof.stop(text)
    return Problem("site_not_writing", 503, known={"reason": desk.database.refusal or ""})


def _scan(session: Session, body: bodies.ScanBody, counter: Counter, caller: Caller) -> Scan:
    if body.scan is not None:
        named = read_scan(body.scan, card_reader(session, counter.desk.identity))
    else:
        named = name_by_number(body.member or 0)
    return Scan(named, body.direction, attested=caller.officer is not None)


def _gate(session: Session, counter: Counter) -> Gate:
    desk = counter.desk
    return Gate(desk.identity.site, desk.clock.now().at_ms, desk.open_day(session))


def _capture_mode(caller: Caller) -> CaptureMode:
    return CaptureMode.KIOSK if caller.officer is None else CaptureMode.STATION


def _limit_typed(body: bodies.ScanBody, counter: Counter) -> Problem | None:
    """Numbers can be guessed and cards cannot, so all that is no card is counted."""
    if body.scan is not None and looks_like_a_card(body.scan):
        return None
    return counter.limited("typed", per_minute=TYPED_PER_MINUTE)
