"""What the pass routes take and give, as OpenAPI shows it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.checkin.bodies import SelfLane, TurnBody
from service.checkin.rules import Lane
from service.groups.member_body import MemberBody
from service.hits.bodies import HitBody
from service.inspection.bodies import BatchBody, GoodsBody, GoodsLineBody, InspectedBody
from service.inspection.manifest import LONGEST_TEXT
from service.inspection.rules import MOST_SEALS, SEAL_NUMBER
from service.passes.goods_rules import ManifestState
from service.passes.issue_rules import AnnulReason, VoidReason
from service.passes.rules import Caution, Comparison, Outcome, Settlement, Verdict
from service.passes.signals import Colour, NextStep, Shape
from service.passes.void_token import MOST_PASSES
from service.passes.whereabouts import CreditOutcome, IssuedState, QuotaState
from service.quota.bodies import AmountBody, ReceivedBody
from service.vocabulary import Unit

LONGEST_SCAN = 1024
"""A pass, and what a scanner may put between its letters; more is no pass."""

ScanText = Annotated[str, Field(min_length=1, max_length=LONGEST_SCAN)]
ManifestText = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
SealText = Annotated[str, Field(pattern=SEAL_NUMBER)]
Reference = Annotated[str, Field(min_length=1, max_length=40)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class IssueBody(_Asked):
    """Which inspection goes where, and what quota it takes along."""

    inspection: Reference
    to_site: str = Field(pattern="^S[0-9]{2}$")
    quota: list[AmountBody] = Field(default_factory=list, max_length=20)


class AnnulBody(_Asked):
    """Why a pass, or its redemption, is taken back."""

    reason: AnnulReason


class ShownBody(_Asked):
    """The text of a pass, as a reader gave it, and of the list of its goods if that was read."""

    scan: ScanText
    manifest: ManifestText | None = None


class RedeemBody(ShownBody):
    """A pass whose bearer, certificate and seals the officer has compared, and the lane they wait
    in then. ``seals`` are the numbers as read off the goods."""

    seals: list[SealText] | None = Field(default=None, max_length=MOST_SEALS)
    compared: Literal[Comparison.MATCHES, Comparison.MISMATCH, Comparison.SEAL_BROKEN]
    lane: SelfLane = Lane.PERSON


class InspectAgainBody(InspectedBody):
    """An inspection made because of a pass; ``compared`` is what an officer has seen before it."""

    scan: ScanText
    compared: Comparison = Comparison.NOT_YET


class VoidBody(_Asked):
    """Passes that will never be honoured here."""

    scans: list[ScanText] = Field(min_length=1, max_length=MOST_PASSES)
    reason: VoidReason


class TakeVoidBody(_Asked):
    """The text of a destination's void."""

    scan: str = Field(min_length=1, max_length=8192)


class AdmitBody(_Asked):
    """The lane in which somebody who is let in again waits."""

    lane: SelfLane = Lane.PERSON


class SiteBody(BaseModel):
    """A site by its number, and by its names where they are known."""

    site: str
    names: dict[str, str]


class CarriedPartBody(BaseModel):
    """So much of one component that goes along with a pass."""

    component: int
    code: str
    unit: Unit
    amount: int


class IssuedBody(BaseModel):
    """A pass that went out: ``text`` is what its QR code holds, ``manifest`` what the one beside it
    does where its goods are declared at the destination, ``code`` what an officer can type.
    Times in s, UTC. ``reference`` names its receipt too."""

    reference: str
    member: int
    to_site: str
    to: SiteBody
    issued_s: int
    expires_s: int
    code: str
    text: str | None
    quota: dict[int, int]
    carried: list[CarriedPartBody]
    goods: GoodsBody | None
    plate: str | None
    batch: BatchBody | None
    seals: list[str]
    manifest: str | None
    bytes: int | None
    characters: int | None
    qr_version: int | None
    state: IssuedState
    quota_state: QuotaState


class EndedBody(BaseModel):
    """A pass of a member that came to its end here today: from where, how, when (ms, UTC), at which
    terminal, by which record."""

    reference: str
    issuer: SiteBody
    how: Settlement
    at: int
    terminal: str | None
    record: str
    annulled: bool


class IssuedListBody(BaseModel):
    """Passes that went out from here and are, or were lately, valid, newest first. Of one member
    ``ended`` has those that came here today, too."""

    items: list[IssuedBody]
    ended: list[EndedBody] = []


class AnnulledBody(BaseModel):
    """A pass, or its redemption, that was taken back."""

    reference: str
    outcome: Literal["annulled"] = "annulled"


class WordsBody(BaseModel):
    """Keys of the words in the pages' catalogues."""

    word: str
    sentence: str
    next: str


class EndBody(BaseModel):
    """How a pass came to its end here: when (ms, UTC), at which terminal, by which record.
    ``same`` is false when another pass of the same name was shown now: somebody copied a key."""

    how: Settlement
    at: int
    terminal: str | None
    reference: str
    annulled: bool
    same: bool


class SaidBody(BaseModel):
    """What a genuine pass says, for an officer to compare. Times in s, UTC; ``extended_to_s`` is
    what a notice made of its end. ``seals`` are empty where only their hash is carried."""

    reference: str
    issuer: SiteBody
    to: SiteBody
    member_no: int
    name_mask: str | None
    issued_s: int
    expires_s: int
    outcome: Outcome
    checks: list[str]
    quota: dict[int, int]
    carried: list[CarriedPartBody]
    plate: str | None
    batch: BatchBody | None
    seal_count: int
    seals: list[str]
    extended_to_s: int


class ShownGoodsBody(BaseModel):
    """The goods of a pass: ``known`` where the list that it names was shown. ``declared`` at its
    issuer, or else here by ``declared_by``."""

    lines: int
    total_fen: int
    declared: bool
    manifest: str
    manifest_state: ManifestState
    known: list[GoodsLineBody] | None
    declared_by: str | None


class VerdictBody(BaseModel):
    """What a pass comes to: its word, its colour and shape, what the officer does then. ``said``
    is there of a genuine pass alone; ``now`` in ms, UTC."""

    code: Verdict
    colour: Colour
    shape: Shape
    next: NextStep
    words: WordsBody
    cautions: list[Caution]
    now: int
    said: SaidBody | None
    member: MemberBody | None
    end: EndBody | None
    goods: ShownGoodsBody | None
    hits: list[HitBody]


class RedeemedBody(BaseModel):
    """A pass that was honoured; ``state`` is ``saved``, since it is durable when this is sent.
    ``reference`` names its receipt too; ``credit_refused`` why quota it carried was not taken;
    ``to_declare`` that its goods wait to be declared here."""

    reference: str
    entry: str
    at: int
    verdict: VerdictBody
    turn: TurnBody | None
    credit: ReceivedBody | None
    credit_refused: str | None
    credit_outcome: CreditOutcome | None
    to_declare: bool
    state: Literal["saved"] = "saved"


class VoidedBody(BaseModel):
    """Passes that were declared void; ``text`` is what their issuer scans, ``picture`` its QR code
    as SVG, where so many fit one."""

    reference: str
    passes: list[str]
    text: str
    picture: str | None


class ReturnedBody(BaseModel):
    """Passes of this site that came back void; their inspections may serve others."""

    reference: str
    passes: list[str]


class AdmittedBody(BaseModel):
    """Somebody who was let in again."""

    reference: str
    entry: str
