"""Quota over HTTP: what is left, sending and taking in transfers."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from service.desk import Caller, Counter, at_counter, kiosk_or_officers, officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.quota import bodies
from service.quota.quota_left import quota_left
from service.quota.receive_quota import Received
from service.quota.receive_transfer import receive_transfer
from service.quota.rules import QuotaRefusal
from service.quota.send_quota import Sending
from service.quota.send_transfer import send_transfer
from service.session import Session
from service.sites.load_trust import load_trust
from service.vocabulary import Epoch, MemberNo, Role, SiteNo

router = APIRouter(prefix="/v1", tags=["quota"])

STAFF = (Role.OFFICER, Role.SUPERVISOR)
LOOKS_PER_MINUTE = 30

AtGate = Annotated[Counter, at_counter(kiosk_or_officers(*STAFF, Role.AUDITOR))]
AtStation = Annotated[Counter, at_counter(officers(*STAFF))]
MemberPath = Annotated[int, Path(ge=0, le=99_999_999)]


@router.get(
    "/members/{member}/quota", response_model=bodies.QuotaBody, responses=problem_answers(409, 429)
)
async def get_quota(member: MemberPath, counter: AtGate) -> Response:
    """What a member may still take today, for a screen that has just peeked at the member."""
    if limited := counter.limited("quota", per_minute=LOOKS_PER_MINUTE):
        return counter.answer(limited)

    def query(session: Session, _: Caller) -> bodies.QuotaBody | Problem:
        day = counter.desk.open_day(session)
        if day is None:
            return Problem(QuotaRefusal.DAY_NOT_OPEN, 409)
        shown = quota_left(session, counter.desk.journal, day, MemberNo(member))
        return bodies.show_left(member, shown)

    return await counter.read(query)


@router.post(
    "/transfers", status_code=201, response_model=bodies.SentBody, responses=problem_answers(409)
)
async def post_transfer(body: bodies.SendBody, counter: AtStation) -> Response:
    """Debit quota here for one other site; the answer's text is what that site scans."""
    sending = Sending(
        member=MemberNo(body.member),
        to_site=SiteNo(body.to_site),
        to_epoch=Epoch(body.to_epoch),
        amounts=bodies.amounts_of(body.amounts),
    )

    def verb(act: Act, _: Caller) -> bodies.SentBody | Problem:
        sent = send_transfer(act, sending, counter.desk.identity.keys.signer)
        return _refuse(sent) if isinstance(sent, QuotaRefusal) else bodies.show_sent(*sent)

    return await counter.write(verb, status=201)


@router.post(
    "/transfers/receive",
    status_code=201,
    response_model=bodies.ReceivedBody,
    responses=problem_answers(409),
)
async def post_receive(body: bodies.ReceiveBody, counter: AtStation) -> Response:
    """Take in a transfer by its text: once, by the site and epoch that it names."""

    def verb(act: Act, _: Caller) -> bodies.ReceivedBody | Problem:
        trust = load_trust(act.session, counter.desk.identity.trust, at_ms=act.moment.at_ms)
        done = receive_transfer(act, body.scan, trust)
        return bodies.show_received(done) if isinstance(done, Received) else _refuse(done)

    return await counter.write(verb, status=201)


def _refuse(refusal: QuotaRefusal) -> Problem:
    return Problem(refusal, 409)
