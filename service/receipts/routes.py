"""Receipts over HTTP: shown for what was recorded, scanned back in after a loss."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from service.desk import Allow, Caller, Counter, at_counter, kiosk_or_officers, officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.journal.restore_proof import RestoreProof
from service.kit.qr import qr_svg
from service.receipts import bodies, store
from service.receipts.recover_receipts import Pile, recover_receipts
from service.receipts.rules import Recovery
from service.receipts.show_receipt import show_receipt
from service.session import Session
from service.vocabulary import Role

router = APIRouter(prefix="/v1/receipts", tags=["receipts"])

STAFF = (Role.OFFICER, Role.SUPERVISOR)
AtGate = Annotated[Counter, at_counter(kiosk_or_officers(*STAFF))]
Reading = Annotated[Counter, at_counter(officers(*STAFF, Role.AUDITOR))]
Recovering = Annotated[
    Counter, at_counter(Allow(console=True, officers=frozenset(STAFF), step_up=True))
]


@router.get("", response_model=bodies.RecoveriesBody, responses=problem_answers())
async def recoveries(counter: Reading) -> Response:
    """How much came back from receipts, by day and type."""

    def query(session: Session, _: Caller) -> bodies.RecoveriesBody:
        rows = store.count_recovered(session)
        items = [bodies.RecoveredDayBody(day=row[0], kind=row[1], count=row[2]) for row in rows]
        return bodies.RecoveriesBody(items=items)

    return await counter.read(query)


@router.get("/{reference}", response_model=bodies.ReceiptBody, responses=problem_answers(404))
async def receipt(reference: Annotated[str, Path(max_length=40)], counter: AtGate) -> Response:
    """The receipt of a check-in, declaration or closed day; at a kiosk, of what it recorded."""
    identity = counter.desk.identity

    def query(session: Session, caller: Caller) -> bodies.ReceiptBody | Problem:
        only_of = None if caller.officer else caller.terminal
        text = show_receipt(session, reference, identity, only_of=only_of)
        if text is None:
            return Problem("not_found", 404)
        return bodies.ReceiptBody(reference=reference, receipt=text, picture=qr_svg(text))

    return await counter.read(query)


@router.post("/recover", response_model=bodies.RecoveredBody, responses=problem_answers())
async def recover(body: bodies.RecoverBody, counter: Recovering) -> Response:
    """Take receipts of lost events back in, each once; says what came of every one."""
    identity = counter.desk.identity
    pile = Pile(body.receipts, body.enrolment)

    def verb(act: Act, _: Caller) -> bodies.RecoveredBody:
        outcomes = recover_receipts(act, pile, identity)
        if Recovery.PROVES_RESTORED in outcomes:
            proof: RestoreProof = counter.request.app.state.restore_proof
            proved = body.receipts[len(outcomes) - 1]
            act.session.when_durable(lambda: proof.stop(proved))
        rows = store.count_recovered(act.session)
        return bodies.RecoveredBody(outcomes=outcomes, recovered=sum(row[2] for row in rows))

    return await counter.write(verb)
