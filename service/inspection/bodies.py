"""What the inspection routes take and give, as OpenAPI shows it."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from service.declarations.bodies import DeclarationBody
from service.groups.member_body import MemberBody
from service.hits.bodies import HitBody
from service.inspection import rules, store
from service.inspection.goods_rules import Difference
from service.inspection.manifest import MOST_LINES, manifest_hash
from service.inspection.rules import (
    SEAL_NUMBER,
    Batch,
    Finding,
    Inspected,
    Result,
    SaidGoods,
    SaidLoad,
    Seal,
    SealKind,
)
from service.kit import canonical_json
from service.kit.plates import LONGEST_PLATE
from service.policies.rules.terms import Check
from service.quota.rules import LARGEST_AMOUNT
from service.vocabulary import MemberNo, Unit

CheckCode = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,39}$")]
Reference = Annotated[str, Field(min_length=1, max_length=40)]
LANGUAGES: Final = {"zh-CN": "zh", "vi": "vi", "en": "en"}


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SealBody(_Asked):
    """A seal that was set: the number printed on it, its kind, and the SHA-256 of its picture if
    one was taken."""

    number: str = Field(pattern=SEAL_NUMBER)
    kind: SealKind
    photo: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")


class MeasuredBody(_Asked):
    """Goods as measured: ``amount`` in the unit of the catalogue, worth ``value_fen`` in all.
    ``declared_amount`` is what was said before, where no declaration here says it."""

    goods: str = Field(min_length=1, max_length=64)
    origin: str = Field(pattern=r"^[A-Z]{2}$")
    amount: int = Field(ge=1, le=LARGEST_AMOUNT)
    value_fen: int = Field(ge=1, le=LARGEST_AMOUNT)
    declared_amount: int | None = Field(default=None, ge=1, le=LARGEST_AMOUNT)


class LoadBody(_Asked):
    """The goods; with ``declaration`` they are the lines of that one that come in, in its order."""

    declaration: Reference | None = None
    lines: list[MeasuredBody] = Field(min_length=1, max_length=MOST_LINES)

    @property
    def said(self) -> SaidLoad:
        lines = (
            SaidGoods(each.goods, each.origin, each.amount, each.value_fen, each.declared_amount)
            for each in self.lines
        )
        return SaidLoad(tuple(lines), self.declaration)


class BatchBody(_Asked):
    """The batch that the goods belong to: its members, and 16 bytes of its hash."""

    members: int = Field(ge=1, le=10_000)
    hash: str = Field(pattern="^[0-9a-f]{32}$")


class InspectedBody(_Asked):
    """What was checked (codes of the policy) and found, and what it came to. ``confirmed`` says
    that the member was shown it, ``hits`` names the risk hits that the officer has read."""

    checks: list[CheckCode] = Field(max_length=32)
    result: Result
    findings: list[Finding] = Field(default_factory=list, max_length=len(Finding))
    seals: list[SealBody] = Field(default_factory=list, max_length=rules.MOST_SEALS)
    goods: LoadBody | None = None
    plate: str | None = Field(default=None, min_length=1, max_length=LONGEST_PLATE)
    batch: BatchBody | None = None
    confirmed: bool = False
    hits: list[Reference] = Field(default_factory=list, max_length=100)

    @property
    def said(self) -> Inspected:
        return Inspected(
            checks=tuple(self.checks),
            result=self.result,
            findings=tuple(self.findings),
            seals=tuple(Seal(each.number, each.kind, each.photo) for each in self.seals),
            load=self.goods.said if self.goods else None,
            plate=self.plate,
            batch=Batch(self.batch.members, bytes.fromhex(self.batch.hash)) if self.batch else None,
            is_confirmed=self.confirmed,
            hits=frozenset(self.hits),
        )


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
    goods: LoadBody | None = None
    plate: str | None = Field(default=None, max_length=LONGEST_PLATE)
    batch: BatchBody | None = None
    confirmed: bool = False
    hits: list[Reference] = Field(default_factory=list, max_length=100)


class GoodsLineBody(BaseModel):
    """Goods as measured, beside what was declared of them before."""

    goods: str
    origin: str
    unit: Unit
    amount: int
    value_fen: int
    declared_amount: int | None
    difference: Difference


class GoodsBody(BaseModel):
    """The goods of an inspection; ``manifest`` is the hash of their list, ``declared`` whether
    they were spent here by ``declaration``."""

    lines: list[GoodsLineBody]
    total_fen: int
    manifest: str
    declared: bool
    declaration: str | None


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
    goods: GoodsBody | None
    plate: str | None
    batch: BatchBody | None
    confirmed: bool
    hits: list[str]


class CheckBody(BaseModel):
    """A check of the policy in force."""

    bit: int
    code: str
    names: dict[str, str]


class CaseBody(BaseModel):
    """What an officer needs to inspect a member: who it is, what they declared here today that is
    still here, the risk hits on them, what was begun and what was recorded today.

    ``weight_per_myriad`` is by how much a measured amount may differ.
    """

    member: MemberBody
    inside: bool
    checks: list[CheckBody]
    weight_per_myriad: int
    declarations: list[DeclarationBody]
    hits: list[HitBody]
    draft: DraftBody | None
    inspections: list[InspectionBody]


class InspectionsBody(BaseModel):
    """The day's inspections, newest first."""

    day: str | None
    items: list[InspectionBody]


class DraftsBody(BaseModel):
    """What the officer has begun, newest first."""

    items: list[DraftBody]


def show_inspection(inspection: store.Inspection, recognised: tuple[Check, ...]) -> InspectionBody:
    return InspectionBody(
        reference=inspection.reference,
        at=inspection.at_ms,
        member=inspection.member,
        of_pass=inspection.of_pass,
        checks=codes_of(inspection.checks, recognised),
        result=Result(inspection.result),
        findings=[Finding(each) for each in canonical_json.decode(inspection.findings)],
        seals=_seals(inspection),
        policy=inspection.policy,
        officer=inspection.officer,
        goods=show_goods(inspection),
        plate=inspection.plate,
        batch=_batch(inspection),
        confirmed=bool(inspection.confirmed),
        hits=sorted(inspection.hits_read),
    )


def show_goods(inspection: store.Inspection) -> GoodsBody | None:
    if inspection.goods is None:
        return None
    lines = [_line(each) for each in inspection.lines]
    return GoodsBody(
        lines=lines,
        total_fen=sum(each.value_fen for each in lines),
        manifest=manifest_hash(inspection.manifest).hex(),
        declared=inspection.declaration is not None,
        declaration=inspection.declaration,
    )


def codes_of(checks: int, recognised: tuple[Check, ...]) -> list[str]:
    """Bits as codes of the policy; one that it does not name (any more) is shown as its number."""
    codes = {each.bit: each.code for each in recognised}
    bits = [bit for bit in range(checks.bit_length()) if checks >> bit & 1]
    return [codes.get(bit, str(bit)) for bit in bits]


def draft_of(body: DraftBody, *, at_ms: int) -> store.Draft:
    return store.Draft(MemberNo(body.member), at_ms, body.model_dump_json().encode())


def show_checks(recognised: tuple[Check, ...]) -> list[CheckBody]:
    return [
        CheckBody(
            bit=each.bit,
            code=each.code,
            names={tag: getattr(each.names, name) for tag, name in LANGUAGES.items()},
        )
        for each in recognised
    ]


def read_draft(draft: store.Draft) -> DraftBody:
    return DraftBody.model_validate_json(draft.body)


def _line(said: dict[str, Any]) -> GoodsLineBody:
    return GoodsLineBody(
        goods=said["goods"],
        origin=said["origin"],
        unit=said["unit"],
        amount=said["amount"],
        value_fen=said["value_fen"],
        declared_amount=said["declared"],
        difference=said["difference"],
    )


def _seals(inspection: store.Inspection) -> list[SealBody]:
    said: list[Any] = canonical_json.decode(inspection.seals)
    return [
        SealBody(number=number, kind=kind, photo=photo[0] if photo else None)
        for number, kind, *photo in said
    ]


def _batch(inspection: store.Inspection) -> BatchBody | None:
    if inspection.batch is None:
        return None
    members, digest = canonical_json.decode(inspection.batch)
    return BatchBody(members=members, hash=digest)
