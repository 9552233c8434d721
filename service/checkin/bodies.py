"""What the check-in routes take and give, as OpenAPI shows it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from service.checkin.annul_check_in import AnnulReason
from service.checkin.finish_turn import TurnResult
from service.checkin.read_scan import MAX_SCAN_CHARACTERS
from service.checkin.rules import Lane
from service.checkin.waiting import Waiting
from service.groups.member_body import MemberBody
from service.hits.bodies import HitBody
from service.vocabulary import Direction, TerminalNo

SelfLane = Literal[Lane.PERSON, Lane.GOODS]


class ScanBody(BaseModel):
    """Either ``scan`` (a card's text, or digits a scanner read) or ``member`` (typed)."""

    model_config = ConfigDict(extra="forbid")

    scan: str | None = Field(default=None, min_length=1, max_length=MAX_SCAN_CHARACTERS)
    member: int | None = Field(default=None, ge=0, le=99_999_999)
    direction: Direction = Direction.IN


class CheckInBody(ScanBody):
    """A scan to be recorded, and the lane to wait in."""

    lane: Lane = Lane.PERSON


class AnnulBody(BaseModel):
    """Why a record is taken back."""

    model_config = ConfigDict(extra="forbid")

    reason: AnnulReason


class LaneBody(BaseModel):
    """Which lane a ticket is taken from or called in."""

    model_config = ConfigDict(extra="forbid")

    lane: Lane


class FinishBody(BaseModel):
    """How a called ticket ended."""

    model_config = ConfigDict(extra="forbid")

    result: TurnResult


class InsideBody(BaseModel):
    """Since when a member is inside (``since`` in ms, UTC), and where they came in."""

    since: int
    terminal: str | None
    reference: str


class PeekBody(BaseModel):
    """What a scan would come to: ``welcome``, or the word of a refusal. ``hits`` are for officers:
    at a kiosk there are none."""

    outcome: str
    direction: Direction
    member: MemberBody | None
    lanes: list[Lane]
    inside: InsideBody | None
    hits: list[HitBody]


class TurnBody(BaseModel):
    """A ticket: ``ahead`` people before it (300 stands for as many or more); ``wait_seconds`` as
    measured today, if it was."""

    number: str
    lane: Lane
    ahead: int
    wait_seconds: int | None

    @classmethod
    def of(cls, waiting: Waiting) -> "TurnBody":
        return cls(
            number=waiting.ticket,
            lane=waiting.lane,
            ahead=waiting.ahead,
            wait_seconds=waiting.wait_seconds,
        )


class CheckedInBody(BaseModel):
    """A recorded check-in: ``state`` is ``saved``, since it is durable when this is sent."""

    outcome: str
    reference: str
    at: int
    day: str
    member: MemberBody
    turn: TurnBody | None
    state: Literal["saved"] = "saved"


class RecordBody(BaseModel):
    """One line of the day's list. ``annullable_until`` in ms, UTC.

    ``recovered``: it came back by its receipt, and more is not known. ``paper_serial``: it was
    keyed from that slip, on which the time ``claimed_at`` is written.
    """

    reference: str
    seq: int
    at: int
    outcome: str
    member: MemberBody | None
    terminal: str | None
    presence: str | None
    turn: str | None
    annullable_until: int | None
    recovered: bool
    paper_serial: int | None
    claimed_at: int | None


class RecordsBody(BaseModel):
    """The day's newest records and its totals."""

    day: str | None
    totals: dict[str, int]
    items: list[RecordBody]


class CaseBody(BaseModel):
    """A member's case as an officer sees it; the certificate is masked."""

    member: MemberBody
    certificate: str
    standing: str
    reason: str | None
    valid_until: str
    village: str
    role: str
    today: list[RecordBody]


class AnnulledBody(BaseModel):
    """A record that was taken back."""

    outcome: Literal["annulled"] = "annulled"
    reference: str


class CalledBody(BaseModel):
    """The ticket that was called or finished, with the member who holds it, if any."""

    number: str
    lane: Lane
    reference: str | None
    member: MemberBody | None


class LaneStateBody(BaseModel):
    """How many wait in a lane (300 stands for as many or more), and the usual wait in seconds as
    measured today."""

    lane: Lane
    waiting: int
    wait_seconds: int | None


class CallBody(BaseModel):
    """A ticket called to a counter at ``at`` (ms, UTC)."""

    number: str
    lane: Lane
    counter: TerminalNo | None
    at: int


class TurnsBody(BaseModel):
    """The queue as displays show it; newest calls first."""

    lanes: list[LaneStateBody]
    calls: list[CallBody]
