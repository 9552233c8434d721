"""From which trade day to which something holds, and where a day ends on the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from service.vocabulary import TradeDay

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """Trade days from ``first`` to ``last``, both included; ``None`` where there is no end."""

    first: TradeDay | None = None
    last: TradeDay | None = None

    def holds(self, day: TradeDay) -> bool:
        return not self.begins_after(day) and not self.ended_before(day)

    def begins_after(self, day: TradeDay) -> bool:
        return self.first is not None and day < self.first

    def ended_before(self, day: TradeDay) -> bool:
        return self.last is not None and self.last < day

    def meets(self, other: "Span") -> bool:
        """Whether there is a day on which both hold."""
        return not (
            (self.last is not None and other.begins_after(self.last))
            or (other.last is not None and self.begins_after(other.last))
        )


ALWAYS = Span()


class Dated(Protocol):
    """Whatever holds from its ``first`` day on, until a later one takes its place."""

    @property
    def first(self) -> TradeDay: ...


D = TypeVar("D", bound=Dated)


def latest_on(day: TradeDay, dated: Iterable[D]) -> D | None:
    """Of things that replace each other by date, the one that holds on ``day``."""
    begun = [each for each in dated if each.first <= day]
    return max(begun, key=lambda each: each.first) if begun else None


def local_day(at_ms: int, zone: str) -> TradeDay:
    """The calendar date of a moment (ms, UTC) in a zone."""
    return TradeDay(_local(at_ms, zone).date().isoformat())


def day_of_goods(trade_day: TradeDay, at_ms: int | None, zone: str) -> TradeDay:
    """The day by which goods are judged: the trade day, or the calendar's if that is past it.

    So what ends at midnight ends then to the second, though the day's page be turned later.
    ``at_ms`` is ``None`` for a clock that is not trusted: then the trade day alone counts.
    """
    if at_ms is None or not zone:
        return trade_day
    return max(trade_day, local_day(at_ms, zone))


def local_minute(at_ms: int, zone: str) -> int:
    """How many whole minutes of the local day have passed at a moment (ms, UTC)."""
    local = _local(at_ms, zone)
    return local.hour * 60 + local.minute


def begins_ms(day: TradeDay, zone: str, *, minute: int = 0) -> int:
    """The moment (ms, UTC) at which a local day, or a minute of it, begins."""
    midnight = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(zone))
    local = midnight + timedelta(minutes=minute)
    return int(local.timestamp()) * 1000


def ends_ms(day: TradeDay, zone: str) -> int:
    """The first moment (ms, UTC) that no longer is in a local day: its midnight, to the second."""
    return begins_ms(day_after(day), zone)


def day_after(day: TradeDay, days: int = 1) -> TradeDay:
    return TradeDay((date.fromisoformat(day) + timedelta(days=days)).isoformat())


def _local(at_ms: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at_ms // 1000, ZoneInfo(zone))
