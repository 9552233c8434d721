"""What the routes of a pass's goods and of its code take and give, as OpenAPI shows it."""

from pydantic import BaseModel, ConfigDict, Field

from service.declarations.bodies import SaidLineBody
from service.declarations.rules.states import Excess
from service.inspection.bodies import GoodsLineBody
from service.inspection.manifest import MOST_LINES
from service.passes.bodies import ManifestText, ScanText, VerdictBody
from service.vocabulary import Presence


class GoodsAskedBody(BaseModel):
    """A pass, and the list of its goods: as read, or as keyed in from paper in its order."""

    model_config = ConfigDict(extra="forbid")

    scan: ScanText
    manifest: ManifestText | None = None
    lines: list[SaidLineBody] | None = Field(default=None, min_length=1, max_length=MOST_LINES)


class DeclareGoodsBody(GoodsAskedBody):
    """The list whose lines the member confirms, by their numbers from 0."""

    confirmed: list[int] = Field(max_length=MOST_LINES)
    excess: Excess = Excess.DUTIABLE
    presence: Presence = Presence.OFFICER_ATTESTED


class CarriedGoodsBody(BaseModel):
    """The goods of a pass, proved by the hash that it carries."""

    lines: list[GoodsLineBody]
    total_fen: int
    declared: bool
    manifest: str
    verdict: VerdictBody


class CodeBody(BaseModel):
    """The ten characters below a pass, as typed."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(min_length=1, max_length=40)


class FoundBody(BaseModel):
    """A pass that was found by its code: its text, and what it comes to."""

    scan: str
    verdict: VerdictBody
