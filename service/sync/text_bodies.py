"""What the site and its carrier say to each other of signed texts and of questions for quota."""

from hashlib import sha256
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from service.journal.event import EventName
from service.quota.ask_board import Question
from service.quota.request import QuotaRequest
from service.sync.site_bodies import Closed
from service.vocabulary import ComponentNo, Epoch, MemberNo, SiteNo, TradeDay

Text = Annotated[str, StringConstraints(pattern="^[0-9A-Z]{8,4096}$")]
"""A signed text, as a scanner could read it."""

SiteText = Annotated[str, StringConstraints(pattern="^S[0-9]{2}$")]


class TextBody(Closed):
    """One signed text."""

    text: Text


class TokenBody(BaseModel):
    """A signed text, and for whom."""

    to: SiteText
    text: Text


class TokensBody(BaseModel):
    """The texts of one epoch's events, all up to ``upto``."""

    epoch: str
    upto: int
    tokens: list[TokenBody]


class RequestBody(BaseModel):
    """A request as it is to be signed (docs/protocol.md, Quota)."""

    check_in: str
    to_site: SiteText
    to_epoch: str
    member: int
    regime: str
    day: str
    amounts: dict[int, int]
    received: dict[int, int]

    @property
    def request(self) -> QuotaRequest:
        name = EventName.parse(self.check_in)
        assert name is not None, "the site has named it"
        return QuotaRequest(
            check_in=name,
            to_site=SiteNo(self.to_site),
            to_epoch=Epoch(self.to_epoch),
            member=MemberNo(self.member),
            regime=self.regime,
            day=TradeDay(self.day),
            amounts={ComponentNo(each): amount for each, amount in self.amounts.items()},
            received={ComponentNo(each): amount for each, amount in self.received.items()},
        )


class QuestionBody(BaseModel):
    """What a counter is short of, as each place would be asked for it, the likeliest first."""

    number: int
    requests: list[RequestBody]


class AnswerBody(Closed):
    """What one place said."""

    site: SiteText
    outcome: str = Field(pattern="^[a-z_]{1,64}$")
    token: Text | None = None


class AnswersBody(Closed):
    """What was said to one question."""

    number: int
    answers: list[AnswerBody] = Field(max_length=100)


def key_of(text: str) -> str:
    """The idempotency key under which a text is taken in."""
    return f"text-{sha256(text.encode()).hexdigest()[:40]}"


def show_question(question: Question) -> QuestionBody:
    requests = [
        RequestBody(
            check_in=str(each.check_in),
            to_site=each.to_site,
            to_epoch=each.to_epoch,
            member=each.member,
            regime=each.regime,
            day=each.day,
            amounts={int(component): amount for component, amount in each.amounts.items()},
            received={int(component): amount for component, amount in each.received.items()},
        )
        for each in question.requests
    ]
    return QuestionBody(number=question.number, requests=requests)
