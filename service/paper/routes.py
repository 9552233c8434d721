"""Paper over HTTP: what was handed out while a machine was down, keyed in slip by slip."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from service.days.calendar import Calendar
from service.days.rules import read_day
from service.desk import Caller, Counter, at_counter, officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.kit.ids import has_check_digit
from service.paper import bodies, store
from service.paper.close_phase import close_phase
from service.paper.key_slip import WrittenSlip, key_slip, phase_of
from service.paper.missing import missing_of
from service.paper.open_phase import open_phase
from service.paper.rules import PaperReason, PaperRefusal, Slips
from service.paper.void_slips import void_slips
from service.session import Session
from service.vocabulary import MemberNo, Role

router = APIRouter(prefix="/v1/paper", tags=["paper"])

STAFF = (Role.OFFICER, Role.SUPERVISOR)
SHOWN_PHASES = 20
AtStation = Annotated[Counter, at_counter(officers(*STAFF))]
Reading = Annotated[Counter, at_counter(officers(*STAFF, Role.AUDITOR))]


@router.get("/phases", response_model=bodies.PhasesBody, responses=problem_answers())
async def phases(counter: Reading, request: Request) -> Response:
    """The newest paper phases, with the serials that nobody has accounted for."""
    calendar = _calendar(request)

    def query(session: Session, _: Caller) -> bodies.PhasesBody:
        newest = store.newest_phases(session, count=SHOWN_PHASES)
        today = counter.desk.open_day(session) or calendar.today(counter.desk.clock.now())
        return bodies.PhasesBody(today=today, items=[_show(session, each) for each in newest])

    return await counter.read(query)


@router.post(
    "/phases", status_code=201, response_model=bodies.PhaseBody, responses=problem_answers(409)
)
async def post_phase(body: bodies.OpenPhaseBody, counter: AtStation, request: Request) -> Response:
    """Declare a run of slips handed out for a day."""
    calendar = _calendar(request)

    def verb(act: Act, _: Caller) -> bodies.PhaseBody | Problem:
        day = read_day(body.day)
        if day is None:
            return Problem(PaperRefusal.DAY_WRONG, 409)
        slips, today = Slips(body.first, body.last), calendar.today(act.moment)
        opened = open_phase(act, slips, day=day, today=today, reason=body.reason)
        if isinstance(opened, PaperRefusal):
            return Problem(opened, 409)
        return _show(act.session, opened)

    return await counter.write(verb, status=201)


@router.post(
    "/slips", status_code=201, response_model=bodies.KeyedBody, responses=problem_answers(409)
)
async def post_slip(body: bodies.KeySlipBody, counter: AtStation, request: Request) -> Response:
    """Key one slip in, under the day of its phase. Its time is kept as a claim."""
    calendar = _calendar(request)
    keys = counter.desk.identity.field_keys

    def verb(act: Act, _: Caller) -> bodies.KeyedBody | Problem:
        if not has_check_digit(body.member):
            return Problem(PaperRefusal.UNKNOWN_MEMBER, 409)
        phase = phase_of(act.session, body.serial)
        claimed_ms = calendar.written_ms(phase.day, body.time) if phase else 0
        slip = WrittenSlip(body.serial, MemberNo(body.member), body.direction, claimed_ms)
        keyed = key_slip(act, slip, phase=phase, keys=keys)
        if isinstance(keyed, PaperRefusal) or phase is None:
            return Problem(str(keyed), 409)
        return bodies.KeyedBody(
            reference=keyed.reference,
            serial=body.serial,
            remark=keyed.remark,
            phase=_show(act.session, phase),
        )

    return await counter.write(verb, status=201)


@router.post("/slips/void", response_model=bodies.VoidedBody, responses=problem_answers(409))
async def post_void(body: bodies.VoidSlipsBody, counter: AtStation) -> Response:
    """Account for slips that stand for nobody, with a reason from a list."""

    def verb(act: Act, _: Caller) -> bodies.VoidedBody | Problem:
        voided = void_slips(act, Slips(body.first, body.last), body.reason)
        if isinstance(voided, PaperRefusal):
            return Problem(voided, 409)
        phase = phase_of(act.session, body.first)
        assert phase is not None  # its slips were just voided
        return bodies.VoidedBody(serials=voided, phase=_show(act.session, phase))

    return await counter.write(verb)


@router.post(
    "/phases/{reference}/close", response_model=bodies.PhaseBody, responses=problem_answers(409)
)
async def post_close(
    reference: Annotated[str, Path(max_length=40)],
    body: bodies.ClosePhaseBody,
    counter: AtStation,
) -> Response:
    """End a phase, once every slip is keyed or accounted for."""

    def verb(act: Act, _: Caller) -> bodies.PhaseBody | Problem:
        closed = close_phase(act, reference)
        if isinstance(closed, PaperRefusal):
            return Problem(closed, 409)
        return _show(act.session, closed)

    return await counter.write(verb)


def _show(session: Session, phase: store.Phase) -> bodies.PhaseBody:
    slips = store.slips_of(session, phase.reference)
    voided = sum(slip.reason is not None for slip in slips)
    return bodies.PhaseBody(
        reference=phase.reference,
        day=phase.day,
        first=phase.first,
        last=phase.last,
        reason=PaperReason(phase.reason),
        opened_at=phase.opened_at_ms,
        opened_by=phase.opened_by,
        closed_at=phase.closed_at_ms,
        keyed=len(slips) - voided,
        voided=voided,
        missing=missing_of(session, phase),
    )


def _calendar(request: Request) -> Calendar:
    calendar: Calendar = request.app.state.calendar
    return calendar
