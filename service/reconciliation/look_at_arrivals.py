"""Look at what has arrived since the last look: only at the passes, months and days it touches."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from service.reconciliation import anomaly_store
from service.reconciliation import dossier_store as store
from service.reconciliation.find_anomalies import (
    Anchors,
    View,
    check_journals,
    check_one_day,
    check_one_month,
    check_one_pass,
)
from service.reconciliation.keep_findings import LOCK, keep_dossier
from service.reconciliation.rules.finding import USUAL, Finding, Known, Tolerances
from service.session import Session
from service.sync.held_store import MAIN, Branch, all_branches

AT_ONCE: Final = 200
"""Events of one journal that are looked at in one transaction: whoever pushes waits no longer."""


@dataclass(frozen=True, slots=True)
class Watch:
    """When one looks (ms, UTC), and by what."""

    now_ms: int
    zone: tzinfo
    anchors: Anchors
    tolerances: Tolerances = USUAL


def has_arrivals(session: Session) -> bool:
    """Whether any journal has been applied further than was looked at."""
    return bool(_arrived(session))


def look_at_arrivals(session: Session, watch: Watch) -> bool:
    """Look at the next events of a journal; whether there are more, of it or another.

    What cannot be told from what they touch (a journal that came and does not explain what waited
    for it, a grace that is over) the nightly look finds.
    """
    session.lock(LOCK)
    known = Known(watch.now_ms, store.reach_of(session), watch.tolerances)
    view = View.of(session, known, watch.anchors, watch.zone)
    for branch, seq in _arrived(session)[:1]:
        last = min(branch.applied_seq, seq + AT_ONCE)
        _look(view, branch, first=seq + 1, last=last)
        anomaly_store.put_looked(session, branch.site, branch.epoch, last)
    _look_at_journals(view)
    return has_arrivals(session)


def _arrived(session: Session) -> list[tuple[Branch, int]]:
    looked = anomaly_store.looked_at(session)
    mains = (each for each in all_branches(session) if each.branch == MAIN)
    found = ((each, looked.get((each.site, each.epoch), 0)) for each in mains)
    return [(each, seq) for each, seq in found if seq < each.applied_seq]


def _look(view: View, branch: Branch, *, first: int, last: int) -> None:
    session = view.folded
    for reference in store.passes_of(session, branch, first=first, last=last):
        found = check_one_pass(view, reference, store.sightings_of(session, reference))
        _keep(view, f"pass {reference}", found)
    for month in store.months_of(session, branch, first=first, last=last):
        found = check_one_month(view, month, store.flows_of(session, month))
        _keep(view, f"quota {month[0]} {month[1]}", found)
    for row in store.days_of(session, branch, first=first, last=last):
        name = f"{row.site}.{row.epoch}.{row.seq}"
        _keep(view, f"day {name}", check_one_day(view, row))


def _look_at_journals(view: View) -> None:
    """They are few, and a fork or a gap is seen at once."""
    found: dict[str, list[Finding]] = {}
    for each in all_branches(view.held):
        found[f"journal {each.site}.{each.epoch}"] = []
    for finding in check_journals(view):
        found[finding.dossier].append(finding)
    for dossier, findings in found.items():
        _keep(view, dossier, findings)


def _keep(view: View, dossier: str, found: list[Finding]) -> None:
    counting = [each for each in map(view.known.judge, found) if each]
    keep_dossier(view.folded, dossier, counting, at_ms=view.known.now_ms)
