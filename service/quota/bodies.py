"""What the quota routes take and give, as OpenAPI shows it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from service.quota.lease_rules import COUNTDOWN_DAYS
from service.quota.quota_left import PartLeft, QuotaLeft
from service.quota.receive_quota import Received
from service.quota.rules import LARGEST_AMOUNT, Root
from service.quota.transfer import Carried
from service.vocabulary import ComponentNo, Period, Unit

MAX_TRANSFER_CHARACTERS = 8_192
"""As many as a reader of signed texts takes."""


class AmountBody(BaseModel):
    """So much of one component, in whole fen, grams, pieces or times."""

    model_config = ConfigDict(extra="forbid")

    component: int = Field(ge=1, le=65_535)
    amount: int = Field(ge=1, le=LARGEST_AMOUNT)


class SendBody(BaseModel):
    """Whose quota goes to which epoch of which site."""

    model_config = ConfigDict(extra="forbid")

    member: int = Field(ge=0, le=99_999_999)
    to_site: str = Field(pattern=r"^S[0-9]{2}$")
    to_epoch: str = Field(pattern=r"^[0-9a-f]{8}$")
    amounts: list[AmountBody] = Field(min_length=1, max_length=64)


class ReceiveBody(BaseModel):
    """A transfer's text, as a scanner reads it."""

    model_config = ConfigDict(extra="forbid")

    scan: str = Field(min_length=1, max_length=MAX_TRANSFER_CHARACTERS)


class PartBody(BaseModel):
    """One component: ``left`` of ``limit`` in ``unit``, until the end of ``period``.

    ``sentence`` is the key of what a screen says; ``root`` why the rest is not here. The other
    figures explain it: left = root_amount + received − sent − spent + refunded.
    """

    component: int
    code: str
    unit: Unit
    period: Period
    period_key: str
    limit: int
    left: int
    sentence: str
    root: Root
    root_amount: int
    received: int
    sent: int
    spent: int
    refunded: int
    overridden: int


class QuotaBody(BaseModel):
    """What a member may still take today. ``horizon_days`` is how long this site may go on alone;
    ``countdown`` once a screen should say so."""

    member: int
    day: str
    home: str | None
    horizon_days: int | None
    countdown: bool
    parts: list[PartBody]


class SentBody(BaseModel):
    """Quota on its way: ``text`` is what the other site scans, once."""

    transfer: str
    to_site: str
    text: str
    state: Literal["saved"] = "saved"


class ReceivedBody(BaseModel):
    """What became of quota that arrived: by component, and what was recorded alone."""

    reference: str
    member: int
    credited: dict[int, int]
    above_limit: dict[int, int]
    stranded: dict[int, int]
    state: Literal["saved"] = "saved"


def amounts_of(said: list[AmountBody]) -> dict[ComponentNo, int]:
    """A component said twice counts twice."""
    amounts: dict[ComponentNo, int] = {}
    for each in said:
        component = ComponentNo(each.component)
        amounts[component] = amounts.get(component, 0) + each.amount
    return amounts


def show_left(member: int, shown: QuotaLeft) -> QuotaBody:
    days = shown.horizon_days
    return QuotaBody(
        member=member,
        day=shown.day,
        home=shown.home,
        horizon_days=days,
        countdown=days is not None and days <= COUNTDOWN_DAYS,
        parts=[_part(each) for each in shown.parts],
    )


def show_sent(carried: Carried, text: str) -> SentBody:
    return SentBody(transfer=str(carried.name), to_site=carried.to_site, text=text)


def show_received(received: Received) -> ReceivedBody:
    split = received.split
    return ReceivedBody(
        reference=str(received.event.name),
        member=received.event.data["member"],
        credited={slot.component: amount for slot, amount in split.credited.items()},
        above_limit={int(each): amount for each, amount in split.above_limit.items()},
        stranded={int(each): amount for each, amount in split.stranded.items()},
    )


def _part(part: PartLeft) -> PartBody:
    account = part.account
    return PartBody(
        component=part.component,
        code=part.code,
        unit=part.unit,
        period=part.period,
        period_key=part.period_key,
        limit=part.limit,
        left=part.left,
        sentence=sentence_of(part),
        root=part.root,
        root_amount=account.root,
        received=account.received,
        sent=account.sent,
        spent=account.spent,
        refunded=account.refunded,
        overridden=account.overridden,
    )


def sentence_of(part: PartLeft) -> str:
    """The message that tells a member about this part: what is left, or where the rest is."""
    if part.left:
        return f"quota.left_{part.period}"
    if part.root is Root.HELD:
        return f"quota.used_up_{part.period}"
    return f"quota.{part.root}"
