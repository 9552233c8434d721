"""What scans and slips look like on their way between devices process, site and page."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.devices.rules import LONGEST_SCAN, NotAScan, PrintOutcome, read_scan_text
from service.vocabulary import TerminalNo

Language = Literal["zh-CN", "vi", "en"]
Lane = Literal["person", "goods", "green", "help"]
Total = Literal[
    "entered",
    "left",
    "inside",
    "refused",
    "annulled",
    "declared",
    "exempt_fen",
    "dutiable_fen",
    "overrides",
    "overridden_fen",
    "waiting",
]
Currency = Literal["CNY", "VND"]


def _a_scan(text: str) -> str:
    """The scan in ``text``; raises ``ValueError`` without quoting it."""
    scan = read_scan_text(text)
    if isinstance(scan, NotAScan):
        raise ValueError(scan)
    return scan


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScanBody(_Body):
    """What a reader read. Looked at again here: a site does not believe its devices."""

    scan: Annotated[str, Field(max_length=LONGEST_SCAN), AfterValidator(_a_scan)]


class FrameBody(_Body):
    """What the picture of a camera shows: the text of a code, or none; ``busy`` when another was
    being looked at, and this one was not."""

    scan: str | None
    busy: bool = False


class HeardBody(_Body):
    """How many pages of the terminal heard the scan."""

    pages: int


class ClosingBody(_Body):
    """What a closed trade day came to, for the closing slip; ``head`` is the chain's in hex. Totals
    named ``_fen`` are money, in the smallest unit of ``currency``."""

    day: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    totals: dict[Total, Annotated[int, Field(ge=0)]]
    currency: Currency = "CNY"
    records: Annotated[int, Field(ge=0)]
    unsent: Annotated[int, Field(ge=0)]
    head: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SlipBody(_Body):
    """A slip as a page wants it: no name, no member's number, no free text at all.

    ``at`` in ms, UTC; without it, now. ``receipt`` is a signed receipt, printed as a QR code.
    """

    language: Language
    turn: Annotated[str | None, Field(pattern=r"^[A-Z][0-9]{3,4}$")] = None
    lane: Lane | None = None
    reference: Annotated[str | None, Field(pattern=r"^S[0-9]{2}\.[0-9a-f]{8}\.[0-9]{1,15}$")] = None
    at: Annotated[int | None, Field(ge=0, le=4_102_444_800_000)] = None
    receipt: Annotated[str | None, Field(pattern=r"^TR1[0-9A-Z]{1,597}$")] = None
    closing: ClosingBody | None = None


class PassPaperBody(_Body):
    """A pass on paper, in the member's language and in Chinese: each name once for each of them.

    Times in s, UTC. It names no person: whoever finds it learns where it goes, and until when.
    ``manifest`` is the list of goods that the destination files from, and ``goods`` the same for
    eyes, a line each.
    """

    text: Annotated[str, Field(pattern=r"^TG1[0-9A-Z]{1,480}$")]
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{10}$")]
    issuer: Annotated[list[str], Field(min_length=1, max_length=2)]
    to: Annotated[list[str], Field(min_length=1, max_length=2)]
    issued_s: int
    expires_s: int
    manifest: Annotated[str | None, Field(pattern=r"^TL1[0-9A-Z]{1,4093}$")] = None
    goods: Annotated[list[str], Field(max_length=20)] = []


class PassSlipBody(SlipBody):
    """A slip with a pass on it: only the site itself makes one, from what it issued."""

    issued: PassPaperBody


class PrintJob(_Body):
    """A slip as the devices process gets it, with what only the site can add."""

    job: int
    site: str
    at: int
    slip: PassSlipBody | SlipBody


class OutcomeBody(_Body):
    """What the devices process says came of a slip."""

    outcome: PrintOutcome


class PrintedBody(_Body):
    """What came of a slip."""

    outcome: PrintOutcome


class TokenBody(_Body):
    """What the devices process beside a terminal shows of itself: a secret."""

    terminal: TerminalNo
    token: str
