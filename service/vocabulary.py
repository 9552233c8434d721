"""The words of border trade as types: one name, one meaning (see docs/glossary.md)."""

from enum import StrEnum
from typing import NamedTuple, NewType, Self

MemberNo = NewType("MemberNo", int)
"""A border resident's number: eight digits, the last one an ISO 7064 MOD 11,10 check digit."""

GroupNo = NewType("GroupNo", str)
"""A mutual aid group, coordination group or cooperative: ``G`` and three or four digits."""

SiteNo = NewType("SiteNo", str)
"""A trade point: ``S`` and two digits."""

HUB = SiteNo("S00")
"""The centre, which trades nothing and keeps a journal like a site."""

Epoch = NewType("Epoch", str)
"""One life of a site's signing key: the first four bytes of its SHA-256, in hexadecimal."""

TerminalNo = NewType("TerminalNo", str)
"""A paired screen of a site (kiosk, officer station, display): ``T`` and two digits."""

OfficerNo = NewType("OfficerNo", str)
"""An officer's badge code: four to six digits."""

TradeDay = NewType("TradeDay", str)
"""The local date a site has opened, ``YYYY-MM-DD``. Opened by an act, never read off a clock."""

_LONGEST_SEQ = 15


class PassId(NamedTuple):
    """The name of a pass: the event at its issuer that made it; as text ``S07.ab12cd34.123``."""

    site: SiteNo
    epoch: Epoch
    seq: int

    def __str__(self) -> str:
        return f"{self.site}.{self.epoch}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read the text form; ``None`` for any text that `str` does not write."""
        site, epoch, seq, *others = [*text.split("."), "", "", ""]
        if not (seq.isascii() and seq.isdigit() and len(seq) <= _LONGEST_SEQ) or not site:
            return None
        named = cls(SiteNo(site), Epoch(epoch), int(seq))
        return named if str(named) == text and not any(others) else None


ComponentNo = NewType("ComponentNo", int)
"""One part of a member's exemption, as the policies number it: 1 is the value, others are caps."""


class Unit(StrEnum):
    """What a quantity is counted in; always whole."""

    FEN = "fen"
    GRAM = "gram"
    PIECE = "piece"
    TIME = "time"


class Period(StrEnum):
    """For how long a limit is there to be used up, by the site's own calendar."""

    DAY = "day"
    MONTH = "month"


class Role(StrEnum):
    """What an officer may do. An auditor reads and verifies and changes nothing."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class TerminalRole(StrEnum):
    """What a paired screen is for."""

    KIOSK = "kiosk"
    STATION = "station"
    DISPLAY = "display"


class CaptureMode(StrEnum):
    """By which rung of the fallback ladder a record came in."""

    KIOSK = "kiosk"
    STATION = "station"
    PAPER = "paper"


class Presence(StrEnum):
    """How a member proved to be there. A card names its bearer; it is not presence alone."""

    CARD_AT_KIOSK = "card_at_kiosk"
    NUMBER_AT_KIOSK = "number_at_kiosk"
    OFFICER_ATTESTED = "officer_attested"


class Direction(StrEnum):
    """Which way a member goes through the gate."""

    IN = "in"
    OUT = "out"
