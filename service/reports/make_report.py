"""Make a report: sums of crossings, or of one part of the quota, over a span of trade days."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from service.groups.store import all_groups
from service.policies.rules import Pack
from service.policies.rules.quota import ComponentHistory
from service.policies.store import all_packs
from service.reports import store
from service.reports.rules import By, Span, keys_of
from service.reports.show import ComponentBody, NamesBody, ReportBody, RowBody
from service.session import Session
from service.vocabulary import ComponentNo, Unit


class Report(StrEnum):
    """What is summed up."""

    CROSSINGS = "crossings"
    QUOTA = "quota"


SERIES = {
    Report.CROSSINGS: ["entered", "left", "members"],
    Report.QUOTA: ["spent", "overridden", "opened", "members"],
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report; ``component`` is ``None`` for the one that counts money. ``zone`` is the one of
    the hours."""

    report: Report
    by: By
    span: Span
    component: int | None
    zone: str


def make_report(session: Session, wanted: Wanted) -> ReportBody:
    """All rows of a report; a component that no policy knows has nothing but zeros."""
    packs = all_packs(session)
    components = _components(packs[-1]) if packs else []
    component = wanted.component or _money(components)
    found = _sums(session, wanted, component)
    labels = _labels(session) if wanted.by is By.GROUP else {}
    series = SERIES[wanted.report]
    rows = [
        RowBody(key=key, label=labels.get(key), values=list(found.get(key, [0] * len(series))))
        for key in keys_of(wanted.by, wanted.span, found)
    ]
    return ReportBody(
        by=wanted.by,
        since=wanted.span.since,
        until=wanted.span.until,
        series=series,
        rows=rows,
        component=component if wanted.report is Report.QUOTA else None,
        components=components,
    )


def _sums(session: Session, wanted: Wanted, component: int) -> dict[str, list[int]]:
    by, span, offset_ms = wanted.by, wanted.span, _offset_ms(wanted)
    if wanted.report is Report.CROSSINGS:
        crossed = store.crossed(session, by, span, offset_ms=offset_ms)
        return {key: [*map(int, each[1:])] for key, each in crossed.items()}
    used = store.used(session, by, span, component=ComponentNo(component), offset_ms=offset_ms)
    return {key: [*map(int, each[1:])] for key, each in used.items()}


def _offset_ms(wanted: Wanted) -> int:
    """The zone's distance from UTC on the first day at noon: no zone along the border moves."""
    noon = datetime.fromisoformat(f"{wanted.span.since}T12:00")
    offset = noon.replace(tzinfo=ZoneInfo(wanted.zone)).utcoffset()
    assert offset is not None, "a zone knows its offset"
    return int(offset.total_seconds() * 1000)


def _components(pack: Pack) -> list[ComponentBody]:
    return [_component(each, pack.currency) for each in pack.components]


def _component(history: ComponentHistory, currency: str) -> ComponentBody:
    names = history.names
    return ComponentBody(
        number=history.number,
        code=history.code,
        names=NamesBody(zh=names.zh, vi=names.vi, en=names.en),
        unit=history.unit,
        period=history.period,
        currency=currency if history.unit is Unit.FEN else None,
    )


def _money(components: list[ComponentBody]) -> int:
    return next((each.number for each in components if each.unit is Unit.FEN), 0)


def _labels(session: Session) -> dict[str, str]:
    """What groups are called, with their village; no leader, no member."""
    return {
        str(number): " · ".join(part for part in (group.name, group.village) if part)
        for number, group in all_groups(session).items()
    }
