"""Hold everything that the journals say against the rules: all of it, or what some events touch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from service.kit.clock import Trust
from service.passes.draw_rules import RecordedDraw, verify_draws
from service.reconciliation import dossier_store as store
from service.reconciliation import listed_store
from service.reconciliation.dossier_store import DayRow, Month
from service.reconciliation.refold import Ends
from service.reconciliation.rules.days import DayFile, check_day
from service.reconciliation.rules.finding import EventId, Finding, Known
from service.reconciliation.rules.journals import ForkSeen, JournalFile, check_journal
from service.reconciliation.rules.passes import PassFile, Sighting, check_pass
from service.reconciliation.rules.people import check_numbers, check_rates
from service.reconciliation.rules.quota import Flow, MonthFile, check_month
from service.session import Session
from service.sites.day_keys import ToldKey
from service.sync.held_store import MAIN, Branch, all_aside, all_branches, all_gaps
from service.vocabulary import Epoch, MemberNo, PassId, TradeDay

PAGE: Final = 4_000
"""Rows that are looked at in one go: all that is in memory at a time."""

Anchors = Mapping[tuple[str, str], bytes | None]
"""By site and epoch the end of the chain of day keys, as the authority signed it."""


@dataclass(slots=True)
class Looked:
    """How much was looked at."""

    passes: int = 0
    honoured: int = 0
    periods: int = 0
    days: int = 0
    draws: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """Where one looks: ``folded`` has the tables that the journals came to, ``held`` the journals,
    ``listed`` the feeds; in a proof from the bytes they are not the same database. With ``ends``
    one sees no more of the journals than that."""

    folded: Session
    held: Session
    listed: Session
    known: Known
    anchors: Anchors
    zone: tzinfo
    ends: Ends | None = None
    looked: Looked = field(default_factory=Looked)

    @classmethod
    def of(cls, session: Session, known: Known, anchors: Anchors, zone: tzinfo) -> "View":
        return cls(session, session, session, known, anchors, zone)


def find_anomalies(view: View) -> Iterator[Finding]:
    """All that does not fit, a page at a time, whatever the number of events."""
    yield from check_journals(view)
    yield from _all_passes(view)
    yield from _all_months(view)
    yield from _all_days(view)
    yield from check_numbers(listed_store.two_numbers(view.listed))
    counts = store.officer_counts(view.folded, rates_since(view))
    yield from check_rates(counts, view.known.tolerances)


def rates_since(view: View) -> str:
    """The first trade day of which officers' acts count."""
    now = datetime.fromtimestamp(view.known.now_ms / 1000, UTC).astimezone(view.zone)
    return (now.date() - timedelta(days=view.known.tolerances.rates_since_days)).isoformat()


def check_journals(view: View) -> Iterator[Finding]:
    """Gaps, forks and what is put aside, of every journal."""
    branches, gaps = _seen_branches(view), all_gaps(view.held)
    dismissed = {each[:3] for each in all_aside(view.held) if each.dismissed_by}
    aside = [each for each in all_aside(view.folded) if each[:3] not in dismissed]
    for main in (each for each in branches if each.branch == MAIN):
        of = (main.site, main.epoch)
        forks = [each for each in branches if each[:2] == of and each.branch != MAIN]
        missing = [each[2:] for each in gaps if each[:2] == of]
        yield from check_journal(
            JournalFile(
                *of,
                gaps=tuple(each for each in missing if each[1] < main.stored_seq),
                forks=tuple(ForkSeen(f.branch, f.base_seq, f.stored_seq) for f in forks),
                aside=tuple((each.seq, each.reason) for each in aside if each[:2] == of),
            )
        )


def _seen_branches(view: View) -> list[Branch]:
    """The branches, each up to where one sees it."""
    branches = all_branches(view.held)
    if view.ends is None:
        return branches
    seen = [(each, view.ends[each[:3]]) for each in branches if each[:3] in view.ends]
    return [each._replace(stored_seq=end.seq, stored_head=end.hash) for each, end in seen]


def check_one_pass(view: View, reference: str, seen: list[Sighting]) -> list[Finding]:
    """All that does not fit about one pass."""
    file = PassFile(reference, tuple(seen), lambda *day: store.draws_on(view.folded, *day))
    view.looked.passes += 1
    view.looked.honoured += bool(file.ends)
    return check_pass(file, view.known)


def check_one_month(view: View, month: Month, flows: list[Flow]) -> list[Finding]:
    """All that does not fit about one member's month."""
    file = MonthFile(MemberNo(month[0]), month[1], tuple(flows), lambda name: _stands(view, name))
    view.looked.periods += len({(each.component, each.period) for each in file.slots()})
    return check_month(file, view.known)


def check_one_day(view: View, row: DayRow) -> list[Finding]:
    """All that does not fit about one opened day, its draws included."""
    told = _told_key(view, row)
    view.looked.days += 1
    is_over = row.closed_seq is not None or store.is_closed(view.folded, row.site, row.day)
    opened = store.opened_day(
        row if row.closed_seq or not is_over else row._replace(closed_seq=0),
        trust=Trust(row.trust),
        key_holds=_key_holds(view, row, told),
    )
    file = DayFile(
        opened,
        view.zone,
        is_followed=store.is_followed(view.folded, row.site, row.day),
        in_force=listed_store.version_in_force(view.listed, row.day),
        draws=_wrong_draws(view, row, told) if told and told.holds else {},
    )
    return check_day(file, view.known)


def _all_passes(view: View) -> Iterator[Finding]:
    after = ""
    while files := store.passes_after(view.folded, after, count=PAGE):
        for after, seen in files.items():
            yield from check_one_pass(view, after, seen)


def _all_months(view: View) -> Iterator[Finding]:
    after: Month = (0, "")
    while files := store.months_after(view.folded, after, count=PAGE):
        for after, flows in files.items():
            yield from check_one_month(view, after, flows)


def _all_days(view: View) -> Iterator[Finding]:
    after = None
    while days := store.days_after(view.folded, after, count=PAGE):
        for row in days:
            yield from check_one_day(view, row)
        after = days[-1]


def _stands(view: View, name: str | None) -> bool:
    """Whether the hub holds the very record that a receipt brought back."""
    named = EventId.parse(name or "")
    return named is not None and store.hashes_of(view.held, [named])[0][1] is not None


def _told_key(view: View, row: DayRow) -> ToldKey | None:
    if row.day_key is None or row.link is None:
        return None
    return ToldKey(row.link, row.day_key, view.anchors.get((row.site, row.epoch)))


def _key_holds(view: View, row: DayRow, told: ToldKey | None) -> bool | None:
    """``None`` where there is nothing to hold: the day is open, or its site has no keys."""
    anchor = view.anchors.get((row.site, row.epoch))
    if row.closed_seq is None or row.link is None or anchor is None:
        return None
    return told is not None and told.holds


def _wrong_draws(view: View, row: DayRow, told: ToldKey) -> dict[EventId, str]:
    drawn = store.draws_of(view.folded, row)
    names = {each.reference: EventId(row.site, row.epoch, each.seq) for each in drawn}
    of = (Epoch(row.epoch), TradeDay(row.day))
    recorded = [
        RecordedDraw(*of, each.link, pass_id, MemberNo(each.member), each.rate, each.how == "drawn")
        for each in drawn
        if (pass_id := PassId.parse(each.reference))
    ]
    view.looked.draws += len(recorded)
    flaws = verify_draws(recorded, {of: told})
    return {names[str(draw.pass_id)]: str(flaw) for draw, flaw in flaws}
