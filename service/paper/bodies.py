"""What the paper routes take and give, as OpenAPI shows it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service.paper.rules import LAST_SERIAL, PaperReason, VoidReason
from service.vocabulary import Direction

Serial = Annotated[int, Field(ge=1, le=LAST_SERIAL)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OpenPhaseBody(_Asked):
    """The slips that were handed out, by their printed serials, and for which day."""

    first: Serial
    last: Serial
    day: str = Field(min_length=10, max_length=10)
    reason: PaperReason


class KeySlipBody(_Asked):
    """What stands on a slip; ``time`` is of the day its phase is for, on the site's clock."""

    serial: Serial
    member: int = Field(ge=0, le=99_999_999)
    direction: Direction
    time: str = Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")


class VoidSlipsBody(_Asked):
    """A run of slips of which those not yet keyed stand for nobody."""

    first: Serial
    last: Serial
    reason: VoidReason


class ClosePhaseBody(_Asked):
    """Closing takes nothing but the intention."""


class PhaseBody(BaseModel):
    """A paper phase: how many of its slips are keyed and void, and which are missing."""

    reference: str
    day: str
    first: int
    last: int
    reason: PaperReason
    opened_at: int
    opened_by: str | None
    closed_at: int | None
    keyed: int
    voided: int
    missing: list[int]


class PhasesBody(BaseModel):
    """The newest paper phases first, and the day to offer for a new one."""

    today: str
    items: list[PhaseBody]


class KeyedBody(BaseModel):
    """A slip that was keyed; ``remark`` is why a machine would have refused the member, if so."""

    reference: str
    serial: int
    remark: str | None
    phase: PhaseBody


class VoidedBody(BaseModel):
    """The serials that were voided."""

    serials: list[int]
    phase: PhaseBody
