"""When slips may be handed out, keyed and voided, and when a paper phase is over."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from service.vocabulary import TradeDay

MOST_SLIPS: Final = 500
LAST_SERIAL: Final = 99_999_999
OLDEST_DAYS: Final = 35
"""A site must be able to live alone for 30 days; what is older is no longer keyed, but told."""


class PaperReason(StrEnum):
    """Why paper was used: a closed list, since events carry no free text."""

    KIOSK_DOWN = "kiosk_down"
    SITE_DOWN = "site_down"
    POWER_CUT = "power_cut"
    OTHER = "other"


class VoidReason(StrEnum):
    """Why a slip stands for nobody."""

    UNUSED = "unused"
    SPOILED = "spoiled"
    LOST = "lost"
    UNREADABLE = "unreadable"
    NOT_A_MEMBER = "not_a_member"


class PaperRefusal(StrEnum):
    """Why a phase is not opened or closed, or a slip not keyed or voided."""

    RANGE_WRONG = "paper_range_wrong"
    RANGE_USED = "paper_range_used"
    DAY_WRONG = "paper_day_wrong"
    SERIAL_UNKNOWN = "paper_serial_unknown"
    SERIAL_USED = "paper_serial_used"
    TIME_AHEAD = "paper_time_ahead"
    UNKNOWN_MEMBER = "unknown_member"
    PHASE_UNKNOWN = "paper_phase_unknown"
    PHASE_CLOSED = "paper_phase_closed"
    NOTHING_MISSING = "paper_nothing_missing"
    SERIALS_MISSING = "paper_serials_missing"


@dataclass(frozen=True, slots=True)
class Slips:
    """A run of slips by their printed serials, both ends included."""

    first: int
    last: int

    def serials(self) -> range:
        return range(self.first, self.last + 1)


def judge_phase(
    slips: Slips, *, overlaps: bool, day: TradeDay, latest: TradeDay
) -> PaperRefusal | None:
    """Whether these slips may be declared handed out for ``day``.

    A serial stands for one slip for ever, so no run may touch an earlier one (``overlaps``);
    ``latest`` is the newest day a slip can be of: today's or the open one.
    """
    if not 1 <= slips.first <= slips.last <= LAST_SERIAL:
        return PaperRefusal.RANGE_WRONG
    if len(slips.serials()) > MOST_SLIPS:
        return PaperRefusal.RANGE_WRONG
    if overlaps:
        return PaperRefusal.RANGE_USED
    age = (date.fromisoformat(latest) - date.fromisoformat(day)).days
    return None if 0 <= age <= OLDEST_DAYS else PaperRefusal.DAY_WRONG


@dataclass(frozen=True, slots=True)
class Keying:
    """What is known when a slip is keyed. ``free``: nobody keyed or voided this serial, or what
    was keyed was annulled; ``claimed_ms`` is the time written on it (UTC)."""

    phase_is_open: bool
    free: bool
    member_is_known: bool
    claimed_ms: int
    now_ms: int


def judge_keying(keying: Keying) -> PaperRefusal | None:
    """Whether a slip is keyed. The time on it is a claim: it is kept, and only cannot be ahead."""
    if not keying.phase_is_open:
        return PaperRefusal.SERIAL_UNKNOWN
    if not keying.free:
        return PaperRefusal.SERIAL_USED
    if not keying.member_is_known:
        return PaperRefusal.UNKNOWN_MEMBER
    return PaperRefusal.TIME_AHEAD if keying.claimed_ms > keying.now_ms else None


def missing_serials(slips: Slips, accounted: frozenset[int]) -> list[int]:
    """The slips of a run that are neither keyed nor void, in order."""
    return [serial for serial in slips.serials() if serial not in accounted]
