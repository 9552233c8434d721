"""What the declaration routes take and give, as OpenAPI shows it."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from service.checkin.read_scan import MAX_SCAN_CHARACTERS
from service.days.bodies import SecondOfficerBody
from service.declarations.assess_declaration import Assessed
from service.declarations.rules.lines import MOST_LINES, Outcome, Price, SaidLine, written_line
from service.declarations.rules.states import (
    Excess,
    State,
    WhyNot,
    above_quota,
    judge_filing,
    needs_officer,
    state_on,
)
from service.declarations.store import Filed
from service.declarations.withdraw_declaration import WithdrawReason
from service.policies.rules import Policy
from service.quota.override_quota import OverrideReason
from service.quota.quota_left import PartLeft
from service.quota.rules import LARGEST_AMOUNT
from service.vocabulary import Period, Presence, TradeDay, Unit


class SaidLineBody(BaseModel):
    """Goods by catalogue code: ``amount`` in the row's unit, worth ``value_fen`` in all."""

    model_config = ConfigDict(extra="forbid")

    goods: str = Field(min_length=1, max_length=64)
    origin: str = Field(pattern=r"^[A-Z]{2}$")
    amount: int = Field(ge=1, le=LARGEST_AMOUNT)
    value_fen: int = Field(ge=1, le=LARGEST_AMOUNT)
    unit: Unit | None = None

    def said(self) -> SaidLine:
        return SaidLine(self.goods, self.origin, self.amount, self.value_fen, self.unit)


class AssessBody(BaseModel):
    """Whose lines to judge; ``excess`` is what the member wants of goods above the quota."""

    model_config = ConfigDict(extra="forbid")

    member: int = Field(ge=0, le=99_999_999)
    lines: list[SaidLineBody] = Field(min_length=1, max_length=MOST_LINES)
    excess: Excess = Excess.DUTIABLE


class DeclareBody(AssessBody):
    """Lines to file: each is confirmed by its number from 0, in the presence that is named.

    ``scan`` is the member's card as just read; without it ``card_at_kiosk`` holds only for who
    checked in by card today.
    """

    confirmed: list[int] = Field(max_length=MOST_LINES)
    presence: Presence
    scan: str | None = Field(default=None, min_length=1, max_length=MAX_SCAN_CHARACTERS)


class CompleteBody(BaseModel):
    """How the member shows to be there when a declaration that waited is filed, and what they want
    of goods that are still above the quota. ``scan`` as in declaring."""

    model_config = ConfigDict(extra="forbid")

    presence: Presence
    excess: Excess = Excess.DUTIABLE
    scan: str | None = Field(default=None, min_length=1, max_length=MAX_SCAN_CHARACTERS)


class OverrideBody(BaseModel):
    """Why what is above the quota comes in all the same; ``second`` vouches too, where the policy
    asks for another officer."""

    model_config = ConfigDict(extra="forbid")

    reason: OverrideReason
    second: SecondOfficerBody | None = None


class WithdrawBody(BaseModel):
    """Why a declaration is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: WithdrawReason


class CapBody(BaseModel):
    """A cap that a line meets: ``left`` of it before the line, and how much of ``wanted`` fits."""

    component: int
    code: str
    unit: Unit
    left: int
    wanted: int
    fits: int


class LineBody(BaseModel):
    """A line as assessed. ``taken_amount`` comes in, 0 of what is not admitted; ``fits_amount`` is
    how much would come in with nothing above the quota."""

    model_config = ConfigDict(serialize_by_alias=True)

    goods: str
    origin: str
    unit: Unit
    amount: int
    value_fen: int
    outcome: Outcome
    exempt_fen: int
    excess_fen: int
    duty_fen: int | None
    taken_amount: int
    fits_amount: int
    cap: CapBody | None
    from_: str | None = Field(serialization_alias="from")
    until: str | None
    quarantine: bool
    cold_chain: bool
    price: Price


class TotalsBody(BaseModel):
    """Sums over what comes in; ``duty_fen`` only where the pack has a rate for all of it."""

    value_fen: int
    exempt_fen: int
    excess_fen: int
    duty_fen: int | None


class LeftBody(BaseModel):
    """What is left of one component, in its unit."""

    component: int
    code: str
    unit: Unit
    period: Period
    limit: int
    left: int


class AssessmentBody(BaseModel):
    """What lines would come to now. ``why_not`` says why they cannot be filed as they are."""

    lines: list[LineBody]
    totals: TotalsBody
    left_before: list[LeftBody]
    left_after: list[LeftBody]
    may_file: bool
    why_not: WhyNot | None
    needs_officer: bool


class Overrides(StrEnum):
    """Who may let in what is above the quota, by the policy of the day."""

    NOBODY = "nobody"
    SUPERVISOR = "supervisor"
    WITH_SECOND_OFFICER = "with_second_officer"


class DeclarationBody(BaseModel):
    """A declaration on record; ``why`` is why a pending one waits. Durable when this is sent.

    ``overridden_fen`` came in beside the quota, and is no part of the totals' excess; ``officer``
    is who filed it at a station. ``receipt_of`` names the event whose receipt tells what was spent.
    ``above_quota_fen`` is what a supervisor could still let in.
    """

    reference: str
    member: int
    state: State
    why: str | None
    excess: Excess
    lines: list[LineBody]
    totals: TotalsBody
    filed_at: int
    day: str
    presence: Presence
    officer: str | None
    overridden_fen: int
    override_reason: str | None
    receipt_of: str
    above_quota_fen: int


class DeclarationsBody(BaseModel):
    """A member's declarations of the open day, newest first, and what lapsed in the last week."""

    declarations: list[DeclarationBody]
    overrides: Overrides


def show_assessed(assessed: Assessed, excess: Excess) -> AssessmentBody:
    why, policy = judge_filing(assessed.assessment, excess), assessed.policy
    at_kiosk = any(
        policy.accepts("declare", each)
        for each in Presence
        if each is not Presence.OFFICER_ATTESTED
    )
    totals = assessed.assessment.totals
    return AssessmentBody(
        lines=[_line(written_line(each)) for each in assessed.assessment.lines],
        totals=_totals(totals),
        left_before=[_left(each) for each in assessed.before],
        left_after=[_left(each) for each in (assessed.before if why else assessed.after)],
        may_file=why is None,
        why_not=why,
        needs_officer=needs_officer(assessed.assessment, presence_suffices=at_kiosk),
    )


def show_overrides(policy: Policy) -> Overrides:
    if not policy.terms.overrides:
        return Overrides.NOBODY
    second = policy.terms.second_officer_overrides
    return Overrides.WITH_SECOND_OFFICER if second else Overrides.SUPERVISOR


def show_filed(filed: Filed, lines: list[dict[str, Any]], day: TradeDay | None) -> DeclarationBody:
    """A declaration as it stands on the open ``day``."""
    above_fen, _ = above_quota(lines)
    return DeclarationBody(
        reference=str(filed.name),
        member=filed.member,
        state=state_on(State(filed.state), filed_on=filed.day, day=day),
        why=filed.why,
        excess=Excess(filed.excess),
        lines=[_line(each) for each in lines],
        totals=_totals(filed),
        filed_at=filed.at_ms,
        day=filed.day,
        presence=Presence(filed.presence),
        officer=filed.officer,
        overridden_fen=filed.overridden_fen,
        override_reason=filed.override_reason,
        receipt_of=filed.completed or str(filed.name),
        above_quota_fen=0 if filed.overridden_fen else above_fen,
    )


def _line(said: dict[str, Any]) -> LineBody:
    """A line as ``written_line`` has it, in the words of screens."""
    same = {name: said[name] for name in LineBody.model_fields if name in said}
    cap = None
    if said["cap_component"] is not None:
        cap = CapBody(
            component=said["cap_component"],
            code=said["cap_code"],
            unit=said["unit"],
            left=said["cap_left"],
            wanted=said["amount"],
            fits=said["cap_fits"],
        )
    return LineBody(**same, cap=cap, from_=said["first_day"], until=said["until_day"])


def _totals(said: Any) -> TotalsBody:
    return TotalsBody(**{name: getattr(said, name) for name in TotalsBody.model_fields})


def _left(part: PartLeft) -> LeftBody:
    return LeftBody(**{name: getattr(part, name) for name in LeftBody.model_fields})
