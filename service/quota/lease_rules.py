"""Who holds the root of a member's quota: one home a period, up to a horizon, in one epoch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from service.quota.rules import PeriodKey, Root, first_day, longest_period_begins
from service.vocabulary import SiteNo, TradeDay

LONGEST_HORIZON_DAYS: Final = 35
"""More than the 30 days that a site must be able to live alone."""

COUNTDOWN_DAYS: Final = 10
"""From here on a screen counts down: 25 of the 35 days have passed."""

ALWAYS: Final = TradeDay("0001-01-01")
"""Before any trade day there could be."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Up to which day a site holds root, and on which feeds the authority presumed it stood.

    ``holds_from`` says that no earlier epoch can have spent in periods that begin from that day.
    """

    until_day: TradeDay
    members: int
    policies: int
    holds_from: TradeDay | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """The feed item that names a member's home; item 0 is the listing itself.

    ``old_until`` is the longest horizon of any home before it that has not released it.
    """

    item: int
    site: SiteNo
    from_day: TradeDay = ALWAYS
    old_until: TradeDay = ALWAYS


@dataclass(frozen=True, slots=True)
class Lease:
    """All that is known here of who holds a member's root. ``given_up`` are releases made here:
    the item each one ends, and the day from which."""

    site: SiteNo
    day: TradeDay
    enrolled_day: TradeDay
    members: int
    policies: int
    horizons: tuple[Horizon, ...]
    namings: tuple[Naming, ...]
    given_up: Mapping[int, TradeDay]


def judge_root(lease: Lease, period: PeriodKey) -> Root:
    """Whether this site holds the member's whole allowance of ``period`` on the open day."""
    home = home_of(lease.namings, first_day(period))
    if home is None:
        return Root.NO_HOME
    if home.site != lease.site:
        return Root.ELSEWHERE
    if _is_given_up(lease, home, period):
        return Root.RELEASED
    counting = counting_horizons(lease)
    if not any(lease.day <= each.until_day for each in counting):
        return Root.HORIZON_PASSED
    return Root.HELD if _began_in_tenure(lease, counting, period) else Root.NEW_EPOCH


def home_of(namings: Iterable[Naming], day: TradeDay) -> Naming | None:
    """Who names the home of the periods that ``day`` lies in: one for the longest of them."""
    begins = longest_period_begins(day)
    taken = [each for each in namings if takes_effect(each) <= begins]
    return max(taken, key=lambda each: each.item, default=None)


def takes_effect(naming: Naming) -> TradeDay:
    """Homes change only where the longest period begins, after the old home's horizon or its
    release."""
    if naming.item == 0:
        return ALWAYS
    begins = _beginning_from(naming.from_day)
    return max(begins, next_longest_period(naming.old_until))


def counting_horizons(lease: Lease) -> list[Horizon]:
    """A horizon counts only when the feed positions it presumes are applied here."""
    return [
        each
        for each in lease.horizons
        if each.members <= lease.members and each.policies <= lease.policies
    ]


def horizon_days_left(until_day: TradeDay | None, day: TradeDay) -> int | None:
    """How many more days root is held after ``day``; negative once it is passed."""
    if until_day is None:
        return None
    return (date.fromisoformat(until_day) - date.fromisoformat(day)).days


def next_longest_period(day: TradeDay) -> TradeDay:
    """The first day of the longest period after the one ``day`` lies in."""
    year, month = int(day[:4]), int(day[5:7])
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return TradeDay(f"{year:04d}-{month:02d}-01")


def _beginning_from(day: TradeDay) -> TradeDay:
    begins = longest_period_begins(day)
    return day if day == begins else next_longest_period(day)


def _is_given_up(lease: Lease, home: Naming, period: PeriodKey) -> bool:
    from_day = lease.given_up.get(home.item)
    return from_day is not None and from_day <= longest_period_begins(first_day(period))


def _began_in_tenure(lease: Lease, counting: list[Horizon], period: PeriodKey) -> bool:
    """A new epoch cannot know what the one before it spent in a period already begun."""
    begins = first_day(period)
    if begins > lease.enrolled_day:
        return True
    return any(each.holds_from is not None and each.holds_from <= begins for each in counting)
