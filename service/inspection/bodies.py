"""What the inspection routes take and give, as OpenAPI shows it."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from service.inspection import rules, store
from service.inspection.rules import SEAL_NUMBER, Finding, Inspected, Result, Seal, SealKind
from service.kit import canonical_json
from service.policies.rules.terms import Check
from service.vocabulary import MemberNo

CheckCode = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SealBody(_Asked):
    """A seal that was set: the number printed on it, and its kind."""

    number: str = Field(pattern=SEAL_NUMBER)
    kind: SealKind


class InspectedBody(_Asked):
    """What was checked (codes of the policy) and found, and what it came to."""

    checks: list[CheckCode] = Field(max_length=32)
    result: Result
    findings: list[Finding] = Field(default_factory=list, max_length=len(Finding))
    seals: list[SealBody] = Field(default_factory=list, max_length=rules.MOST_SEALS)

    @property
    def said(self) -> Inspected:
        seals = tuple(Seal(each.number, each.kind) for each in self.seals)
        return Inspected(tuple(self.checks), self.result, tuple(self.findings), seals)


class InspectionAskedBody(InspectedBody):
    """An inspection of a member who is inside."""

    member: int = Field(ge=0, le=99_999_999)


class DraftBody(_Asked):
    """What an officer has begun about a member; whatever is not yet said is left out."""

    member: int = Field(ge=0, le=99_999_999)
    checks: list[CheckCode] = Field(default_factory=list, max_length=32)
    result: Result | None = None
    findings: list[Finding] = Field(default_factory=list, max_length=len(Finding))
    seals: list[SealBody] = Field(default_factory=list, max_length=rules.MOST_SEALS)


class InspectionBody(BaseModel):
    """A recorded inspection; ``at`` in ms, UTC; ``of_pass`` if it was made for one."""

    reference: str
    at: int
    member: int
    of_pass: str | None
    checks: list[str]
    result: Result
    findings: list[Finding]
    seals: list[SealBody]
    policy: int
    officer: str | None


class InspectionsBody(BaseModel):
    """The day's inspections, newest first."""

    day: str | None
    items: list[InspectionBody]


class DraftsBody(BaseModel):
    """What the officer has begun, newest first."""

    items: list[DraftBody]


def show_inspection(inspection: store.Inspection, recognised: tuple[Check, ...]) -> InspectionBody:
    seals: list[Any] = canonical_json.decode(inspection.seals)
    return InspectionBody(
        reference=inspection.reference,
        at=inspection.at_ms,
        member=inspection.member,
        of_pass=inspection.of_pass,
        checks=codes_of(inspection.checks, recognised),
        result=Result(inspection.result),
        findings=[Finding(each) for each in canonical_json.decode(inspection.findings)],
        seals=[SealBody(number=number, kind=kind) for number, kind in seals],
        policy=inspection.policy,
        officer=inspection.officer,
    )


def codes_of(checks: int, recognised: tuple[Check, ...]) -> list[str]:
    """Bits as codes of the policy; one that it does not name (any more) is shown as its number."""
    codes = {each.bit: each.code for each in recognised}
    bits = [bit for bit in range(checks.bit_length()) if checks >> bit & 1]
    return [codes.get(bit, str(bit)) for bit in bits]


def draft_of(body: DraftBody, *, at_ms: int) -> store.Draft:
    return store.Draft(MemberNo(body.member), at_ms, body.model_dump_json().encode())
