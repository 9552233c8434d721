"""What the pass routes take and give, as OpenAPI shows it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.checkin.bodies import SelfLane, TurnBody
from service.checkin.rules import Lane
from service.groups.member_body import MemberBody
from service.inspection.bodies import InspectedBody
from service.passes.issue_rules import AnnulReason, VoidReason
from service.passes.rules import Caution, Comparison, Outcome, Settlement, Verdict
from service.passes.signals import Colour, NextStep, Shape
from service.passes.void_token import MOST_PASSES
from service.quota.bodies import AmountBody, ReceivedBody

LONGEST_SCAN = 1024
"""A pass, and what a scanner may put between its letters; more is no pass."""

ScanText = Annotated[str, Field(min_length=1, max_length=LONGEST_SCAN)]
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
    """The text of a pass, as a reader gave it."""

    scan: ScanText


class RedeemBody(ShownBody):
    """A pass whose bearer, certificate and seals the officer has compared, and the lane they wait
    in then."""

    compared: Literal[Comparison.MATCHES, Comparison.MISMATCH, Comparison.SEAL_BROKEN]
    lane: SelfLane = Lane.PERSON


class InspectAgainBody(InspectedBody):
    """An inspection made because of a pass."""

    scan: ScanText


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


class IssuedBody(BaseModel):
    """A pass to hand out: ``text`` is what its QR code holds, ``code`` what an officer can type.
    Times in s, UTC. ``reference`` names its receipt too."""

    reference: str
    member: int
    to_site: str
    issued_s: int
    expires_s: int
    code: str
    text: str
    quota: dict[int, int]


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


class SiteBody(BaseModel):
    """A site by its number, and by its names where they are known."""

    site: str
    names: dict[str, str]


class SaidBody(BaseModel):
    """What a genuine pass says, for an officer to compare. Times in s, UTC."""

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
    seals: list[str]


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


class RedeemedBody(BaseModel):
    """A pass that was honoured; ``state`` is ``saved``, since it is durable when this is sent.
    ``reference`` names its receipt too; ``credit_refused`` why quota it carried was not taken."""

    reference: str
    entry: str
    at: int
    verdict: VerdictBody
    turn: TurnBody | None
    credit: ReceivedBody | None
    credit_refused: str | None
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
