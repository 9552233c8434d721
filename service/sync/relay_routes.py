"""The hub hands signed texts on from site to site: transfers, voids, and requests for quota."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.desk import answer_of
from service.http_problems import Problem, problem_answers
from service.kept_answers import Answer
from service.passes.void_token import VOID_PREFIX
from service.quota.request import REQUEST_PREFIX
from service.quota.transfer import TRANSFER_PREFIX
from service.session import Session
from service.sync import relay_store as store
from service.sync.asking import FromSite
from service.sync.messages import InboxBody, RelayBody, RelayedBody
from service.vocabulary import Epoch, SiteNo

router = APIRouter(prefix="/sync/v1", tags=["sync"])

HANDED_ON = (TRANSFER_PREFIX, VOID_PREFIX, REQUEST_PREFIX)


class InboxQuery(BaseModel):
    """``taken``: the number up to which everything was heard; 0 for nothing."""

    model_config = ConfigDict(extra="forbid")

    taken: int = Field(ge=0, le=2**53 - 1)


@router.post("/relay", response_model=RelayedBody, responses=problem_answers(413))
async def post_relay(asking: FromSite) -> Response:
    """Take texts in for other sites, and note up to which of its events the sender has told all."""
    try:
        body = RelayBody.model_validate_json(asking.body)
    except ValidationError:
        return asking.respond(answer_of(Problem("validation_failed", 422), 422))

    def relay(session: Session) -> Answer:
        asked = asking.judge(session)
        if isinstance(asked, Problem):
            return answer_of(asked, asked.status)
        if not asked.is_current:
            return answer_of(Problem("not_allowed", 403), 403)
        at_ms = asking.centre.clock.now().at_ms
        texts = [each for each in body.texts if each.text.startswith(HANDED_ON)]
        for each in texts:
            to = SiteNo(each.to)
            store.add_text(session, receiver=to, sender=asked.site, text=each.text, at_ms=at_ms)
        if body.epoch is not None and body.upto is not None:
            store.move_cursor(session, asked.site, Epoch(body.epoch), body.upto)
        return answer_of(RelayedBody(taken=len(texts)), 200)

    return await asking.write(relay)


@router.post("/inbox", response_model=InboxBody, responses=problem_answers())
async def post_inbox(asking: FromSite, query: Annotated[InboxQuery, Query()]) -> Response:
    """Give a site the next texts for it, and let go of those that it has heard."""

    def give(session: Session) -> Answer:
        asked = asking.judge(session)
        if isinstance(asked, Problem):
            return answer_of(asked, asked.status)
        if not asked.is_current:
            return answer_of(Problem("not_allowed", 403), 403)
        if query.taken:
            store.drop_taken(session, asked.site, taken=query.taken)
        texts = store.texts_for(session, asked.site, after=query.taken)
        return answer_of(InboxBody.of(texts), 200)

    return await asking.write(give)
