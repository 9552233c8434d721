"""What is wrong with a site, worst first; and which rows a report of a span of days has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from service.kit.clock import Trust
from service.vocabulary import TradeDay

HOUR_MS: Final = 3600 * 1000
DAY_MS: Final = 24 * HOUR_MS
SILENT_AFTER_MS: Final = 24 * HOUR_MS
"""Lists up to a day old are normal (docs/protocol.md, Passes)."""

SILENT_LONG_AFTER_MS: Final = 7 * DAY_MS
RECORD_ENDS_SOON_MS: Final = 35 * DAY_MS
"""A successor's record must be known for so long before it signs."""

CLOCK_OFF_MS: Final = 5 * 60 * 1000
"""Times further ahead than this are not adopted by anybody."""

LONGEST_SPAN_DAYS: Final = 366


class Standing(StrEnum):
    """How a site stands, in the four colours of a verdict."""

    RED = "red"
    AMBER = "amber"
    BLUE = "blue"
    GREEN = "green"


class Concern(StrEnum):
    """What somebody should look at, at one site."""

    FORK = "fork"
    ASIDE = "aside"
    GAP = "gap"
    NOT_WRITING = "not_writing"
    KEY_REVOKED = "key_revoked"
    RECORD_ENDED = "record_ended"
    SILENT_LONG = "silent_long"
    SILENT = "silent"
    RECORD_ENDS_SOON = "record_ends_soon"
    STORAGE = "storage"
    CLOCK_UNTRUSTED = "clock_untrusted"
    CLOCK_OFF = "clock_off"
    ROSTER_LAG = "roster_lag"
    POLICY_LAG = "policy_lag"
    ATTENTION = "attention"
    OTHER_SOFTWARE = "other_software"
    NEVER_HEARD = "never_heard"


_RED: Final = frozenset(
    {
        Concern.FORK,
        Concern.ASIDE,
        Concern.GAP,
        Concern.NOT_WRITING,
        Concern.KEY_REVOKED,
        Concern.RECORD_ENDED,
        Concern.SILENT_LONG,
    }
)
_ORDER: Final = {each: place for place, each in enumerate(Concern)}
_WORST_FIRST: Final = {each: place for place, each in enumerate(Standing)}


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the hub knows of a site: when it was last heard, how its journals are held, when its
    record ends, how far behind its lists are (items), and what it told of itself last."""

    heard_ms: int | None
    record_ends_ms: int
    is_revoked: bool = False
    forks: int = 0
    aside: int = 0
    missing: int = 0
    behind: Mapping[str, int] = field(default_factory=dict)
    told: bool = False
    refusal: str | None = None
    warnings: int = 0
    attention: int = 0
    clock: Trust = Trust.SYNCED
    clock_off_ms: int = 0
    is_same_software: bool = True


def judge_site(facts: SiteFacts, *, now_ms: int) -> tuple[Concern, ...]:
    """All that is of concern at a site, the worst first."""
    found = {*_of_journals(facts), *_of_time(facts, now_ms)}
    if facts.told:
        found |= set(_of_its_word(facts))
    return tuple(sorted(found, key=_ORDER.__getitem__))


def standing_of(concerns: Iterable[Concern]) -> Standing:
    """The colour of a site: blue for one that has never been heard, and has no other concern."""
    found = set(concerns)
    if found & _RED:
        return Standing.RED
    if found - {Concern.NEVER_HEARD}:
        return Standing.AMBER
    return Standing.BLUE if found else Standing.GREEN


def worse(standing: Standing, concerns: tuple[Concern, ...], site: str) -> tuple[int, int, str]:
    """The key by which sites stand in a list: worst first, then by number."""
    first = _ORDER[concerns[0]] if concerns else len(_ORDER)
    return _WORST_FIRST[standing], first, site


def _of_journals(facts: SiteFacts) -> Iterable[Concern]:
    found = {
        Concern.FORK: facts.forks,
        Concern.ASIDE: facts.aside,
        Concern.GAP: facts.missing,
        Concern.KEY_REVOKED: facts.is_revoked,
        Concern.ROSTER_LAG: facts.told and facts.behind.get("members"),
        Concern.POLICY_LAG: facts.told and facts.behind.get("policies"),
    }
    return (concern for concern, is_so in found.items() if is_so)


def _of_time(facts: SiteFacts, now_ms: int) -> Iterable[Concern]:
    left_ms = facts.record_ends_ms - now_ms
    if left_ms < 0:
        yield Concern.RECORD_ENDED
    elif left_ms < RECORD_ENDS_SOON_MS:
        yield Concern.RECORD_ENDS_SOON
    if facts.heard_ms is None:
        yield Concern.NEVER_HEARD
    elif now_ms - facts.heard_ms > SILENT_LONG_AFTER_MS:
        yield Concern.SILENT_LONG
    elif now_ms - facts.heard_ms > SILENT_AFTER_MS:
        yield Concern.SILENT


def _of_its_word(facts: SiteFacts) -> Iterable[Concern]:
    found = {
        Concern.NOT_WRITING: facts.refusal is not None,
        Concern.STORAGE: facts.warnings > 0,
        Concern.ATTENTION: facts.attention > 0,
        Concern.CLOCK_UNTRUSTED: facts.clock is not Trust.SYNCED,
        Concern.CLOCK_OFF: abs(facts.clock_off_ms) > CLOCK_OFF_MS,
        Concern.OTHER_SOFTWARE: not facts.is_same_software,
    }
    return (concern for concern, is_so in found.items() if is_so)


# --- reports ---


class By(StrEnum):
    """What the rows of a report are."""

    DAY = "day"
    SITE = "site"
    HOUR = "hour"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Span:
    """Trade days from ``since`` to ``until``, both included."""

    since: TradeDay
    until: TradeDay

    @property
    def days(self) -> list[TradeDay]:
        first, last = date.fromisoformat(self.since), date.fromisoformat(self.until)
        count = (last - first).days + 1
        return [TradeDay((first + timedelta(n)).isoformat()) for n in range(count)]


def read_span(since: str, until: str) -> Span | None:
    """The span, if both are dates, in order, and not more than a leap year apart."""
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        return None
    if not 0 <= (last - first).days < LONGEST_SPAN_DAYS:
        return None
    return Span(TradeDay(since), TradeDay(until))


def keys_of(by: By, span: Span, found: Iterable[str]) -> list[str]:
    """The rows to show, in order: every day and every hour, also those with nothing in them."""
    match by:
        case By.DAY:
            return list(span.days)
        case By.HOUR:
            return [str(hour) for hour in range(24)]
        case _:
            return sorted(found)
