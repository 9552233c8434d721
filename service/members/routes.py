"""Members over HTTP: a lost card, reported at the officer's station."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict

from service.desk import Caller, Counter, at_counter, officers
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.members.report_lost_card import report_lost_card
from service.members.rules import LostCardRefusal
from service.vocabulary import MemberNo, Role

router = APIRouter(prefix="/v1/members", tags=["members"])

Reporting = Annotated[Counter, at_counter(officers(Role.OFFICER, Role.SUPERVISOR, step_up=True))]
MemberPath = Annotated[int, Path(ge=0, le=99_999_999)]


class LostCardBody(BaseModel):
    """Reporting a loss takes nothing but the intention."""

    model_config = ConfigDict(extra="forbid")


class CardLostBody(BaseModel):
    """Which card is refused here from now on."""

    member: int
    serial: int


@router.post(
    "/{member}/lost-card", response_model=CardLostBody, responses=problem_answers(404, 409)
)
async def lost_card(member: MemberPath, body: LostCardBody, counter: Reporting) -> Response:
    """Refuse a member's present card at this site at once. The officer's PIN stands for it."""

    def verb(act: Act, _: Caller) -> CardLostBody | Problem:
        serial = report_lost_card(act, MemberNo(member))
        if isinstance(serial, LostCardRefusal):
            return Problem(serial, 404 if serial is LostCardRefusal.UNKNOWN_MEMBER else 409)
        return CardLostBody(member=member, serial=serial)

    return await counter.write(verb)
