"""What the receipt routes take and give, as OpenAPI shows it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service.receipts.rules import Recovery

MOST_RECEIPTS = 100
LONGEST_RECEIPT = 600
LONGEST_ENROLMENT = 8_192


class ReceiptBody(BaseModel):
    """A receipt: its text, and its QR code as SVG without a size of its own."""

    reference: str
    receipt: str
    picture: str


class RecoverBody(BaseModel):
    """Texts of receipts as scanned. ``enrolment`` is that of the lost epoch, where no backup of
    its journal is left to tell its key."""

    model_config = ConfigDict(extra="forbid")

    receipts: list[Annotated[str, Field(max_length=LONGEST_RECEIPT)]] = Field(
        max_length=MOST_RECEIPTS
    )
    enrolment: str | None = Field(default=None, max_length=LONGEST_ENROLMENT)


class RecoveredBody(BaseModel):
    """What came of each receipt, in the order given, and all that came back so far."""

    outcomes: list[Recovery]
    recovered: int


class RecoveredDayBody(BaseModel):
    """How many events of one type came back for one trade day."""

    day: str | None
    kind: str
    count: int


class RecoveriesBody(BaseModel):
    """All that came back from receipts on this machine."""

    items: list[RecoveredDayBody]
