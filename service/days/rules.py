"""When a trade day may be opened, and who must vouch for its date (docs/protocol.md, Clock)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from service.kit.clock import Trust
from service.vocabulary import TradeDay


class Vouching(StrEnum):
    """Who must stand behind a date before the day opens under it."""

    NOTHING = "nothing"
    STEP_UP = "step_up"
    SECOND_OFFICER = "second_officer"


class DayRefusal(StrEnum):
    """Why a day is not opened or closed."""

    ALREADY_OPEN = "day_already_open"
    GOES_BACK = "day_goes_back"
    NOT_A_DATE = "day_not_a_date"
    STEP_UP_NEEDED = "step_up_needed"
    SECOND_OFFICER_NEEDED = "second_officer_needed"
    NOTHING_OPEN = "day_not_open"


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when somebody wants to open ``asked``; ``today`` is the clock's local date."""

    asked: str
    today: TradeDay
    trust: Trust
    open_day: TradeDay | None
    last_day: TradeDay | None
    stepped_up: bool
    second_officer: bool


def vouching_needed(asked: TradeDay, *, today: TradeDay, trust: Trust) -> Vouching:
    """A trusted clock vouches for its own date; else an officer must; far ahead, two of them."""
    ahead = (date.fromisoformat(asked) - date.fromisoformat(today)).days
    if trust is not Trust.NONE and ahead == 0:
        return Vouching.NOTHING
    return Vouching.SECOND_OFFICER if ahead > 1 else Vouching.STEP_UP


def suggest_day(*, today: TradeDay, last_day: TradeDay | None) -> TradeDay:
    """The date to offer: the clock's, or the next one if a day of that date has been."""
    if last_day is None or today > last_day:
        return today
    return TradeDay((date.fromisoformat(last_day) + timedelta(days=1)).isoformat())


def judge_opening(opening: Opening) -> TradeDay | DayRefusal:
    """The day to open, or why not. Days never go back, and one is open at a time."""
    asked = read_day(opening.asked)
    if asked is None:
        return DayRefusal.NOT_A_DATE
    if opening.open_day is not None:
        return DayRefusal.ALREADY_OPEN
    if opening.last_day is not None and asked <= opening.last_day:
        return DayRefusal.GOES_BACK
    needed = vouching_needed(asked, today=opening.today, trust=opening.trust)
    if needed is Vouching.SECOND_OFFICER and not opening.second_officer:
        return DayRefusal.SECOND_OFFICER_NEEDED
    if needed is not Vouching.NOTHING and not opening.stepped_up:
        return DayRefusal.STEP_UP_NEEDED
    return asked


def read_day(text: str) -> TradeDay | None:
    """``text`` as a trade day, or ``None`` when it is not a date written YYYY-MM-DD."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return TradeDay(text) if day.isoformat() == text else None


def day_that_opens_itself(
    *, today: TradeDay, trust: Trust, open_day: TradeDay | None, last_day: TradeDay | None
) -> TradeDay | None:
    """The date a trusted clock opens without an officer, or ``None`` to leave things as they are.

    A clock that a battery alone kept (``rtc``) opens a first day; only a synced clock turns the
    page of an open one, since that closes what an officer may still be working in.
    """
    if trust is Trust.NONE or (open_day is not None and trust is not Trust.SYNCED):
        return None
    latest = open_day or last_day
    return today if latest is None or today > latest else None
