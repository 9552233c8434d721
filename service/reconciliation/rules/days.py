"""What a site's trade days must keep to: their dates, ends, keys, draws and policies."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

from service.kit.clock import Trust
from service.reconciliation.rules.finding import EventId, Finding, Kind, Known


@dataclass(frozen=True, slots=True)
class OpenedDay:
    """A trade day as one epoch opened it, or took it over from an earlier one (``SiteDay``);
    ``key_holds`` is ``None`` until it told its key, or where its site has none."""

    name: EventId
    day: str
    at_ms: int
    trust: Trust
    opened: bool
    link: int | None
    closed_seq: int | None
    key_holds: bool | None
    policy: int | None


@dataclass(frozen=True, slots=True)
class DayFile:
    """One opened day. ``is_followed`` when its site opened another since; ``in_force`` is the
    version that the hub's policies ask for on its date, ``zone`` the zone of its dates."""

    opened: OpenedDay
    zone: tzinfo
    is_followed: bool = False
    in_force: int | None = None
    draws: Mapping[EventId, str] = field(default_factory=dict)


Check = Callable[[DayFile, Known], Iterator[Finding]]


def check_day(file: DayFile, known: Known) -> list[Finding]:
    """All that does not fit about one opened day."""
    return [found for check in CHECKS for found in check(file, known)]


def day_label(file: DayFile, known: Known) -> Iterator[Finding]:
    """A day has about the date of a clock that somebody vouched for."""
    opened = file.opened
    if opened.trust is not Trust.SYNCED or not opened.opened:
        return
    at = datetime.fromtimestamp(opened.at_ms / 1000, UTC).astimezone(file.zone).date()
    skew = (date.fromisoformat(opened.day) - at).days
    if abs(skew) >= known.tolerances.label_days:
        yield _found(Kind.DAY_LABEL, file, {"days": skew})


def day_not_closed(file: DayFile, known: Known) -> Iterator[Finding]:
    """A day is closed before its site goes on, and soon after its date is over."""
    opened = file.opened
    is_over = opened.closed_seq is not None or not opened.opened
    if is_over or not known.is_whole(opened.name.site):
        return
    begins = datetime.combine(date.fromisoformat(opened.day), time(), tzinfo=file.zone)
    due_ms = int((begins + known.tolerances.close_after).timestamp() * 1000)
    if file.is_followed or known.told_ms(opened.name.site) > due_ms:
        yield _found(Kind.DAY_NOT_CLOSED, file)


def policy_lag(file: DayFile, known: Known) -> Iterator[Finding]:
    """A day stood under other rules than were in force on its date: they came too late."""
    adopted = file.opened.policy or 0
    if file.opened.opened and file.in_force is not None and adopted < file.in_force:
        yield _found(Kind.POLICY_LAG, file, {"adopted": adopted, "in_force": file.in_force})


def day_key(file: DayFile, known: Known) -> Iterator[Finding]:
    """The key that a closed day tells is that day's link of the chain that was signed."""
    if file.opened.key_holds is False:
        yield _found(Kind.WRONG_DAY_KEY, file)


def wrong_draws(file: DayFile, known: Known) -> Iterator[Finding]:
    """Every draw comes out again as it was recorded, by the key that its day told."""
    for name, flaw in sorted(file.draws.items()):
        found = _found(Kind.WRONG_DRAW, file, {"flaw": flaw})
        yield replace(found, subject=str(name), events=(file.opened.name, name))


CHECKS: Final[tuple[Check, ...]] = (day_label, day_not_closed, policy_lag, day_key, wrong_draws)


def _found(kind: Kind, file: DayFile, figures: Mapping[str, int | str] | None = None) -> Finding:
    name = file.opened.name
    return Finding(
        kind,
        subject=str(name),
        dossier=f"day {name}",
        site=name.site,
        day=file.opened.day,
        events=(name,),
        figures=figures or {},
    )
