"""Inspections over HTTP: begin, record, list."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.desk import Caller, Counter, at_counter, officers
from service.http_problems import Problem, problem_answers
from service.inspection import bodies, store
from service.inspection.record_inspection import record_inspection
from service.inspection.show_case import Beginning, show_case
from service.inspection.tell_refusal import tell_refusal
from service.journal.act import Act
from service.policies.store import policy_in_force
from service.session import Session
from service.vocabulary import MemberNo, Role

router = APIRouter(prefix="/v1/inspections", tags=["inspection"])

STAFF = (Role.OFFICER, Role.SUPERVISOR)
SHOWN_INSPECTIONS = 200
CASES_PER_MINUTE = 60
AtStation = Annotated[Counter, at_counter(officers(*STAFF))]
MemberQuery = Annotated[int | None, Query(ge=0, le=99_999_999)]
Reading = Annotated[Counter, at_counter(officers(*STAFF, Role.AUDITOR))]


@router.post(
    "", status_code=201, response_model=bodies.InspectionBody, responses=problem_answers(409)
)
async def post_inspection(body: bodies.InspectionAskedBody, counter: AtStation) -> Response:
    """Record what an officer checked and found of a member who is inside."""

    def verb(act: Act, _: Caller) -> bodies.InspectionBody | Problem:
        done = record_inspection(act, MemberNo(body.member), body.said)
        if not isinstance(done, store.Inspection):
            return tell_refusal(act, done)
        recognised = policy_in_force(act.session, act.day).terms.checks
        return bodies.show_inspection(done, recognised)

    return await counter.write(verb, status=201)


@router.get("", response_model=bodies.InspectionsBody, responses=problem_answers())
async def get_inspections(counter: Reading) -> Response:
    """The open day's inspections."""

    def query(session: Session, _: Caller) -> bodies.InspectionsBody:
        day = counter.desk.open_day(session)
        found = store.newest_inspections(session, day, count=SHOWN_INSPECTIONS) if day else []
        recognised = policy_in_force(session, day).terms.checks
        items = [bodies.show_inspection(each, recognised) for each in found]
        return bodies.InspectionsBody(day=day, items=items)

    return await counter.read(query)


@router.get("/case", response_model=bodies.CaseBody, responses=problem_answers(404, 429))
async def get_case(counter: AtStation, member: MemberQuery = None) -> Response:
    """What an officer needs to begin an inspection of a member."""
    if limited := counter.limited("case", per_minute=CASES_PER_MINUTE):
        return counter.answer(limited)
    keys = counter.desk.identity.field_keys

    def query(session: Session, caller: Caller) -> bodies.CaseBody | Problem:
        now_ms, day = counter.desk.clock.now().at_ms, counter.desk.open_day(session)
        case = Beginning(MemberNo(member or 0), day, caller.officer, now_ms)
        return show_case(session, case, keys) or Problem("unknown_member", 404)

    return await counter.read(query)


@router.get("/drafts", response_model=bodies.DraftsBody, responses=problem_answers())
async def get_drafts(counter: AtStation) -> Response:
    """What the officer at this station has begun, wherever that was."""

    def query(session: Session, caller: Caller) -> bodies.DraftsBody:
        begun = store.drafts_of(session, caller.officer) if caller.officer else []
        items = [bodies.read_draft(each) for each in begun]
        return bodies.DraftsBody(items=items)

    return await counter.read(query)


@router.post("/drafts", response_model=bodies.DraftBody, responses=problem_answers())
async def post_draft(body: bodies.DraftBody, counter: AtStation) -> Response:
    """Keep what an officer has begun; it is no record, and the journal does not hear of it."""

    def verb(act: Act, caller: Caller) -> bodies.DraftBody:
        assert caller.officer is not None  # the counter lets officers in alone
        store.put_draft(act.session, caller.officer, bodies.draft_of(body, at_ms=act.moment.at_ms))
        return body

    return await counter.write(verb)
