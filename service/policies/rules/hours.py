"""When a site is open: minutes of the local day, by weekday or as a notice says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.policies.rules.dates import DAY_MINUTES, begins_ms, day_after, local_day, local_minute
from service.vocabulary import TradeDay

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Hours:
    """From one minute of the local day to another, which itself is outside: 08:00 to 18:00."""

    begin: int
    end: int

    def holds(self, minute: int) -> bool:
        return self.begin <= minute < self.end


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The opening hours of each weekday, Monday first; a weekday without any is closed."""

    by_weekday: tuple[tuple[Hours, ...], ...] = ((Hours(0, DAY_MINUTES),),) * 7

    def on(self, day: TradeDay) -> tuple[Hours, ...]:
        return self.by_weekday[date.fromisoformat(day).weekday()]


ROUND_THE_CLOCK = WeekHours()


def is_within(hours: Iterable[Hours], minute: int) -> bool:
    return any(each.holds(minute) for each in hours)


def may_open_itself(week: WeekHours, day: TradeDay, at_ms: int, zone: str) -> bool:
    """Whether a trade day may open by the clock: once its first hour has begun.

    Late hours still open it (a machine that was off), a weekday without hours never does.
    """
    hours = week.on(day)
    now = (local_day(at_ms, zone), local_minute(at_ms, zone))
    return bool(hours) and now >= (day, min(each.begin for each in hours))


def next_opening_ms(week: WeekHours, at_ms: int, zone: str) -> int | None:
    """The next moment (ms, UTC) at which hours begin, within eight days; ``None`` if in none."""
    today = local_day(at_ms, zone)
    for day in (day_after(today, ahead) for ahead in range(8)):
        for each in sorted(week.on(day), key=lambda hours: hours.begin):
            begins = begins_ms(day, zone, minute=each.begin)
            if begins > at_ms:
                return begins
    return None


def read_hours(said: Iterable[list[str]]) -> tuple[Hours, ...]:
    """``[["08:00", "18:00"]]``, in order; ``24:00`` is midnight. Raises ``ValueError``."""
    hours = tuple(Hours(read_minute(begin), read_minute(end)) for begin, end in said)
    if any(each.begin >= each.end for each in hours):
        raise ValueError("hours end before they begin")
    return hours


def read_minute(said: str) -> int:
    hour, _, minute = said.partition(":")
    total = int(hour) * 60 + int(minute)
    if len(said) != 5 or not (0 <= int(minute) < 60 and 0 <= total <= DAY_MINUTES):
        raise ValueError(f"{said} is no time of day")
    return total


def show_minute(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
