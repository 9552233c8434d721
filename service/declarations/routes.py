"""A member's declaration over HTTP: assess, file, list, file once quota has come, take back."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.checkin.read_scan import Named, read_scan
from service.declarations import bodies, store
from service.declarations.assess_declaration import assess_declaration
from service.declarations.complete_declaration import (
    REFUSALS,
    CompleteRefusal,
    Completing,
    complete_declaration,
)
from service.declarations.file_declaration import Declaring, file_declaration
from service.declarations.judge_member import Here, find_entry, is_card_in_use
from service.declarations.override_excess import override_excess
from service.declarations.rules.lines import LineRefused
from service.declarations.rules.states import (
    PRIVATE_REFUSALS,
    DeclareRefusal,
    OverrideRefusal,
    State,
    WithdrawRefusal,
)
from service.declarations.withdraw_declaration import withdraw_declaration
from service.desk import Caller, Counter, at_counter, kiosk_or_officers, officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.journal.event import EventName
from service.officers.prove_officer import prove_officer
from service.policies.rules.dates import day_after
from service.policies.store import policy_in_force
from service.quota.override_quota import Override
from service.quota.rules import QuotaRefusal
from service.session import Session
from service.sites.load_trust import card_reader
from service.vocabulary import CaptureMode, MemberNo, OfficerNo, Presence, Role, TradeDay

router = APIRouter(prefix="/v1/declarations", tags=["declarations"])

STAFF = (Role.OFFICER, Role.SUPERVISOR)
ASSESSED_PER_MINUTE = 120
"""A screen asks anew with each line that is put in."""

LOOKS_PER_MINUTE = 30
LAPSED_SHOWN_DAYS = 7
"""For so long a member is told what waited for quota and was never filed."""

MOST_SHOWN = 100

AtGate = Annotated[Counter, at_counter(kiosk_or_officers(*STAFF))]
Reading = Annotated[Counter, at_counter(kiosk_or_officers(*STAFF, Role.AUDITOR))]
Supervising = Annotated[Counter, at_counter(officers(Role.SUPERVISOR, step_up=True))]
MemberQuery = Annotated[int | None, Query(ge=0, le=99_999_999)]


@router.post("/assess", response_model=bodies.AssessmentBody, responses=problem_answers(409, 429))
async def assess(body: bodies.AssessBody, counter: AtGate) -> Response:
    """Say what these lines would come to now; nothing is changed or recorded."""
    if limited := counter.limited("assess", per_minute=ASSESSED_PER_MINUTE):
        return counter.answer(limited)
    desk = counter.desk

    def query(session: Session, caller: Caller) -> bodies.AssessmentBody | Problem:
        here = Here(desk.journal, desk.clock.now(), desk.open_day(session))
        said = [each.said() for each in body.lines]
        keys = desk.identity.field_keys
        done = assess_declaration(session, MemberNo(body.member), said, here=here, keys=keys)
        if isinstance(done, DeclareRefusal | LineRefused):
            return _refuse(done, caller)
        return bodies.show_assessed(done, body.excess)

    return await counter.read(query)


@router.post(
    "",
    status_code=201,
    response_model=bodies.DeclarationBody,
    responses=problem_answers(409, 429),
)
async def declare(body: bodies.DeclareBody, counter: AtGate) -> Response:
    """File a member's declaration: judged again, and its exempt part spent, in one transaction."""
    if limited := counter.limited("declare", per_minute=LOOKS_PER_MINUTE):
        return counter.answer(limited)

    def verb(act: Act, caller: Caller) -> bodies.DeclarationBody | Problem:
        if body.presence is Presence.OFFICER_ATTESTED and caller.officer is None:
            return Problem(DeclareRefusal.PRESENCE_INSUFFICIENT, 409)
        done = file_declaration(
            act, _declaring(act, body, counter, caller), counter.desk.identity.field_keys
        )
        if isinstance(done, DeclareRefusal | LineRefused):
            return _refuse(done, caller)
        return _show(act, done.name)

    return await counter.write(verb, status=201)


@router.get("", response_model=bodies.DeclarationsBody, responses=problem_answers(409, 429))
async def declarations(counter: Reading, member: MemberQuery = None) -> Response:
    """What a member declared on the open day; at a kiosk only of one who is checked in here.

    Without a member, an officer sees the day's newest of everybody.
    """
    if limited := counter.limited("declarations", per_minute=LOOKS_PER_MINUTE):
        return counter.answer(limited)
    who = None if member is None else MemberNo(member)

    def query(session: Session, caller: Caller) -> bodies.DeclarationsBody | Problem:
        day = counter.desk.open_day(session)
        if day is None:
            return Problem(DeclareRefusal.DAY_NOT_OPEN, 409)
        if caller.officer is None and not (who and find_entry(session, who, day)):
            return Problem(DeclareRefusal.NOT_CHECKED_IN, 409)
        return _list(session, day, who)

    return await counter.read(query)


@router.post(
    "/{reference}/withdraw",
    response_model=bodies.DeclarationBody,
    responses=problem_answers(409),
)
async def withdraw(reference: str, body: bodies.WithdrawBody, counter: AtGate) -> Response:
    """Take a declaration back on its day. A kiosk takes back only what has spent nothing: of the
    rest an officer must see that the goods have not gone through."""

    def verb(act: Act, caller: Caller) -> bodies.DeclarationBody | Problem:
        if caller.officer is None and not _is_pending(act, reference):
            return Problem("see_officer", 409)
        done = withdraw_declaration(act, reference, body.reason)
        if isinstance(done, WithdrawRefusal):
            return Problem(done, 409)
        return _show(act, done.name)

    return await counter.write(verb)


@router.post(
    "/{reference}/complete",
    response_model=bodies.DeclarationBody,
    responses=problem_answers(409, 429),
)
async def complete(reference: str, body: bodies.CompleteBody, counter: AtGate) -> Response:
    """File a declaration that waited for quota, as it was confirmed: judged and spent anew."""
    if limited := counter.limited("declare", per_minute=LOOKS_PER_MINUTE):
        return counter.answer(limited)

    def verb(act: Act, caller: Caller) -> bodies.DeclarationBody | Problem:
        if body.presence is Presence.OFFICER_ATTESTED and caller.officer is None:
            return Problem(DeclareRefusal.PRESENCE_INSUFFICIENT, 409)
        said = _completing(act, reference, body, counter=counter, caller=caller)
        done = complete_declaration(act, reference, said, counter.desk.identity.field_keys)
        if isinstance(done, REFUSALS):
            return _refuse(done, caller)
        return _show(act, done.name)

    return await counter.write(verb)


@router.post(
    "/{reference}/override",
    response_model=bodies.DeclarationBody,
    responses=problem_answers(409),
)
async def override(reference: str, body: bodies.OverrideBody, counter: Supervising) -> Response:
    """Let all that a declaration has above the quota come in beside it, where the policy allows a
    supervisor to; one that waited for quota is filed with it."""
    if body.second:
        second = OfficerNo(body.second.officer)
        if unproved := await prove_officer(counter, second, body.second.pin):
            return counter.answer(unproved)
    said = Override(body.reason, reference, OfficerNo(body.second.officer) if body.second else None)

    def verb(act: Act, caller: Caller) -> bodies.DeclarationBody | Problem:
        done = override_excess(act, reference, said, counter.desk.identity.field_keys)
        if isinstance(done, OverrideRefusal | QuotaRefusal):
            return Problem(done, 409)
        if isinstance(done, REFUSALS):
            return _refuse(done, caller)
        return _show(act, done.name)

    return await counter.write(verb)


def _list(session: Session, day: TradeDay, who: MemberNo | None) -> bodies.DeclarationsBody:
    if who is None:
        found = store.newest_declarations(session, day, count=MOST_SHOWN)
    else:
        since = day_after(day, -LAPSED_SHOWN_DAYS)
        found = store.declarations_of(session, who, day)
        found += store.lapsed_of(session, who, day, since=since)
    shown = [bodies.show_filed(each, store.lines_of(session, each), day) for each in found]
    overrides = bodies.show_overrides(policy_in_force(session, day))
    return bodies.DeclarationsBody(declarations=shown, overrides=overrides)


def _declaring(act: Act, body: bodies.DeclareBody, counter: Counter, caller: Caller) -> Declaring:
    return Declaring(
        member=MemberNo(body.member),
        lines=tuple(each.said() for each in body.lines),
        confirmed=frozenset(body.confirmed),
        presence=body.presence,
        excess=body.excess,
        capture_mode=_capture_mode(caller),
        shows_card=_shows_card(act, body.scan, MemberNo(body.member), counter),
    )


def _completing(
    act: Act, reference: str, body: bodies.CompleteBody, *, counter: Counter, caller: Caller
) -> Completing:
    name = EventName.parse(reference)
    filed = store.find_declaration(act.session, name) if name else None
    return Completing(
        presence=body.presence,
        excess=body.excess,
        capture_mode=_capture_mode(caller),
        shows_card=filed is not None and _shows_card(act, body.scan, filed.member, counter),
    )


def _capture_mode(caller: Caller) -> CaptureMode:
    return CaptureMode.KIOSK if caller.officer is None else CaptureMode.STATION


def _shows_card(act: Act, scan: str | None, member: MemberNo, counter: Counter) -> bool:
    """Whether ``scan`` is that member's card, and in use."""
    named = read_scan(scan, card_reader(act.session, counter.desk.identity)) if scan else None
    return (
        isinstance(named, Named) and named.member == member and is_card_in_use(act.session, named)
    )


def _is_pending(act: Act, reference: str) -> bool:
    name = EventName.parse(reference)
    filed = store.find_declaration(act.session, name) if name else None
    return filed is not None and filed.state == State.PENDING


def _show(act: Act, name: EventName) -> bodies.DeclarationBody:
    filed = store.find_declaration(act.session, name)
    assert filed is not None, f"{name} was recorded in this act"
    return bodies.show_filed(filed, store.lines_of(act.session, filed), act.day)


def _refuse(refusal: CompleteRefusal, caller: Caller) -> Problem:
    if isinstance(refusal, LineRefused):
        return Problem(refusal.reason, 409, known={"line": refusal.line})
    private = caller.officer is None and refusal in PRIVATE_REFUSALS
    return Problem("see_officer" if private else refusal, 409)
