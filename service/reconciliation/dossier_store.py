"""All SQL that lays out what the journals say together, dossier by dossier, a page at a time."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, tuple_

from service.reconciliation.rules.days import OpenedDay
from service.reconciliation.rules.finding import EventId, JournalReach
from service.reconciliation.rules.passes import Sighting
from service.reconciliation.rules.people import OfficerCount
from service.reconciliation.rules.quota import Flow, Slot
from service.reconciliation.tables import OfficerAct, PassSighting, QuotaFlow, SiteDay
from service.session import Row, Session, columns_of, prepared
from service.sync.held_store import MAIN, Branch, all_aside, all_branches, all_gaps
from service.sync.held_tables import HeldCheckpoint, HeldEvent
from service.vocabulary import Epoch, MemberNo, OfficerNo, SiteNo

Month = tuple[int, str]
"""A member's number, and a month ``YYYY-MM``."""

_AFTER_ANY_DAY = "-99"
"""Behind a month: sorts after each of its days and before the next month, by bytes and by the rules
of a language alike."""

_SEEN = columns_of(PassSighting)
_FLOW = columns_of(QuotaFlow)
_DAY = columns_of(SiteDay)
_ACT = columns_of(OfficerAct)
_EVENT = columns_of(HeldEvent)
_POINT = columns_of(HeldCheckpoint)

_SIGHTING = (
    _SEEN.reference,
    *(_SEEN.how, _SEEN.site, _SEEN.epoch, _SEEN.seq, _SEEN.day, _SEEN.at_ms),
    *(_SEEN.member, _SEEN.digest, _SEEN.about, _SEEN.until_s),
)
_IN_ORDER = (_SEEN.reference, _SEEN.how, _SEEN.site, _SEEN.epoch, _SEEN.seq)
_PASSES = prepared(
    select(*_SIGHTING)
    .where(_SEEN.reference > bindparam("after"))
    .order_by(*_IN_ORDER)
    .limit(bindparam("count"))
)
_PASS = prepared(
    select(*_SIGHTING).where(_SEEN.reference == bindparam("reference")).order_by(*_IN_ORDER[1:])
)
_OF_EVENTS = (
    _SEEN.site == bindparam("site"),
    _SEEN.epoch == bindparam("epoch"),
    _SEEN.seq.between(bindparam("first"), bindparam("last")),
)
_REFERENCES = prepared(select(_SEEN.reference).where(*_OF_EVENTS).distinct())
_DRAWS = prepared(
    select(_SEEN.seq, _SEEN.reference, _SEEN.member, _SEEN.link, _SEEN.rate, _SEEN.how)
    .where(*_OF_EVENTS, _SEEN.link.is_not(None))
    .order_by(_SEEN.seq)
)
_FLOWS = (
    *(_FLOW.member, _FLOW.site, _FLOW.epoch, _FLOW.seq, _FLOW.component, _FLOW.period),
    *(_FLOW.kind, _FLOW.ledger, _FLOW.amount, _FLOW.about, _FLOW.aim, _FLOW.day),
    _FLOW.at_ms,
)
_MONTHS = prepared(
    select(*_FLOWS)
    .where(tuple_(_FLOW.member, _FLOW.period) > tuple_(bindparam("member"), bindparam("period")))
    .order_by(*(_FLOW.member, _FLOW.period, _FLOW.component, _FLOW.site, _FLOW.epoch, _FLOW.seq))
    .limit(bindparam("count"))
)
_MONTH = prepared(
    select(*_FLOWS)
    .where(
        _FLOW.member == bindparam("member"),
        _FLOW.period.between(bindparam("first"), bindparam("last")),
    )
    .order_by(_FLOW.site, _FLOW.epoch, _FLOW.seq, _FLOW.component, _FLOW.period)
)
_MONTHS_OF_EVENTS = prepared(
    select(_FLOW.member, _FLOW.period)
    .where(
        _FLOW.site == bindparam("site"),
        _FLOW.epoch == bindparam("epoch"),
        _FLOW.seq.between(bindparam("first"), bindparam("last")),
    )
    .distinct()
)
_OVERRIDDEN = prepared(
    select(_FLOW.component, func.count(), func.sum(_FLOW.amount))
    .where(_FLOW.kind == "overridden")
    .group_by(_FLOW.component)
    .order_by(_FLOW.component)
)
_DAYS = prepared(
    select(*_DAY)
    .where(
        tuple_(_DAY.site, _DAY.epoch, _DAY.seq)
        > tuple_(bindparam("site"), bindparam("epoch"), bindparam("seq"))
    )
    .order_by(_DAY.site, _DAY.epoch, _DAY.seq)
    .limit(bindparam("count"))
)
_DAYS_OF_EVENTS = prepared(
    select(*_DAY)
    .where(_DAY.site == bindparam("site"), _DAY.epoch == bindparam("epoch"))
    .where(
        _DAY.seq.between(bindparam("first"), bindparam("last"))
        | _DAY.closed_seq.between(bindparam("first"), bindparam("last"))
    )
    .order_by(_DAY.seq)
)
_CLOSED_BY = prepared(
    select(_DAY.seq)
    .where(_DAY.site == bindparam("site"), _DAY.day == bindparam("day"))
    .where(_DAY.closed_seq.is_not(None))
    .limit(1)
)
_FOLLOWED_BY = prepared(
    select(_DAY.seq).where(_DAY.site == bindparam("site"), _DAY.day > bindparam("day")).limit(1)
)
_LINK = prepared(
    select(_DAY.link)
    .where(
        _DAY.site == bindparam("site"),
        _DAY.epoch == bindparam("epoch"),
        _DAY.day == bindparam("day"),
        _DAY.link.is_not(None),
    )
    .limit(1)
)
_HANDLED = prepared(
    select(_SEEN.site, _SEEN.officer, func.count())
    .where(
        (_SEEN.how == "issued") | (_SEEN.how == "redeemed"),
        _SEEN.officer.is_not(None),
        _SEEN.day >= bindparam("since"),
    )
    .group_by(_SEEN.site, _SEEN.officer)
)
_ACTS = prepared(
    select(_ACT.site, _ACT.officer, _ACT.act, func.count())
    .where(_ACT.day >= bindparam("since"))
    .group_by(_ACT.site, _ACT.officer, _ACT.act)
)
_HASH = prepared(
    select(_EVENT.hash).where(
        _EVENT.site == bindparam("site"),
        _EVENT.epoch == bindparam("epoch"),
        _EVENT.branch == MAIN,
        _EVENT.seq == bindparam("seq"),
    )
)
_TOLD = prepared(
    select(_POINT.at_ms)
    .where(
        _POINT.site == bindparam("site"),
        _POINT.epoch == bindparam("epoch"),
        _POINT.branch == MAIN,
    )
    .order_by(_POINT.seq.desc())
    .limit(1)
)


class Draw(NamedTuple):
    """A draw as it was recorded, by the seq of its event."""

    seq: int
    reference: str
    member: int
    link: int
    rate: int
    how: str


# --- passes ---


def passes_after(session: Session, after: str, *, count: int) -> dict[str, list[Sighting]]:
    """The passes behind a reference, each whole, as far as ``count`` sightings go; none at the
    end."""
    rows = session.rows(_PASSES, after=after, count=count)
    files: dict[str, list[Sighting]] = {}
    for row in rows:
        files.setdefault(row[0], []).append(_sighting(row))
    if len(rows) == count:
        last = rows[-1][0]
        del files[last]  # it may go on behind the page
        if not files:
            return {last: sightings_of(session, last)}
    return {reference: sorted(seen, key=_when) for reference, seen in files.items()}


def sightings_of(session: Session, reference: str) -> list[Sighting]:
    """All that is known of one pass."""
    seen = map(_sighting, session.rows(_PASS, reference=reference))
    return sorted(seen, key=_when)


def passes_of(session: Session, branch: Branch, *, first: int, last: int) -> list[str]:
    """The passes of which some events of a journal speak."""
    rows = session.rows(_REFERENCES, **_within(branch, first, last))
    return sorted(row[0] for row in rows)


# --- quota ---


def months_after(session: Session, after: Month, *, count: int) -> dict[Month, list[Flow]]:
    """The members' months behind one, each whole, as far as ``count`` flows go; none at the end."""
    member, month = after
    rows = session.rows(_MONTHS, member=member, period=month + _AFTER_ANY_DAY, count=count)
    files: dict[Month, list[Flow]] = {}
    for row in rows:
        files.setdefault(_month(row[0], row[5]), []).append(_flow(row))
    if len(rows) == count:
        last = _month(rows[-1][0], rows[-1][5])
        del files[last]  # it may go on behind the page
        if not files:
            return {last: flows_of(session, last)}
    return {month: sorted(flows, key=_name) for month, flows in files.items()}


def flows_of(session: Session, month: Month) -> list[Flow]:
    """All that was moved of a member's quota in a month."""
    member, first = month
    rows = session.rows(_MONTH, member=member, first=first, last=first + _AFTER_ANY_DAY)
    return sorted(map(_flow, rows), key=_name)


def months_of(session: Session, branch: Branch, *, first: int, last: int) -> list[Month]:
    """The members' months of which some events of a journal move something."""
    rows = session.rows(_MONTHS_OF_EVENTS, **_within(branch, first, last))
    return sorted({_month(*row) for row in rows})


def overridden(session: Session) -> list[tuple[int, int, int]]:
    """Component, how many overrides, and what they came to."""
    return [(row[0], row[1], int(row[2])) for row in session.rows(_OVERRIDDEN)]


# --- days ---


class DayRow(NamedTuple):
    """A row of ``site_days``."""

    site: SiteNo
    epoch: Epoch
    seq: int
    day: str
    at_ms: int
    trust: str
    opened: bool
    link: int | None
    closed_seq: int | None
    day_key: bytes | None
    policy: int | None


def days_after(session: Session, after: DayRow | None, *, count: int) -> list[DayRow]:
    where = after[:3] if after else ("", "", 0)
    named = dict(zip(("site", "epoch", "seq"), where, strict=True))
    return [DayRow(*row) for row in session.rows(_DAYS, **named, count=count)]


def days_of(session: Session, branch: Branch, *, first: int, last: int) -> list[DayRow]:
    """The days that some events of a journal open or close."""
    return [DayRow(*row) for row in session.rows(_DAYS_OF_EVENTS, **_within(branch, first, last))]


def is_closed(session: Session, site: str, day: str) -> bool:
    """Whether any epoch of a site closed this day."""
    return session.row(_CLOSED_BY, site=site, day=day) is not None


def is_followed(session: Session, site: str, day: str) -> bool:
    """Whether a site opened, or closed, a later day."""
    return session.row(_FOLLOWED_BY, site=site, day=day) is not None


def draws_on(session: Session, site: str, epoch: str, day: str | None) -> bool:
    """Whether an epoch opened this day with a key to draw by."""
    return session.row(_LINK, site=site, epoch=epoch, day=day) is not None


def draws_of(session: Session, opened: DayRow) -> list[Draw]:
    """Every draw of a closed day, in order."""
    where = {"site": opened.site, "epoch": opened.epoch}
    rows = session.rows(_DRAWS, **where, first=opened.seq, last=opened.closed_seq)
    return [Draw(*row) for row in rows]


def opened_day(row: DayRow, *, trust: Any, key_holds: bool | None) -> OpenedDay:
    return OpenedDay(
        EventId(row.site, row.epoch, row.seq),
        row.day,
        row.at_ms,
        trust,
        bool(row.opened),
        row.link,
        row.closed_seq,
        key_holds,
        row.policy,
    )


# --- officers ---


def officer_counts(session: Session, since: str) -> list[OfficerCount]:
    """What each officer did at each site on the trade days from ``since`` on."""
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for site, officer, count in session.rows(_HANDLED, since=since):
        counts.setdefault((site, officer), {})["handled"] = count
    for site, officer, act, count in session.rows(_ACTS, since=since):
        counts.setdefault((site, officer), {})[act] = count
    return [
        OfficerCount(
            SiteNo(site),
            OfficerNo(officer),
            handled=acts.get("handled", 0),
            referred=acts.get("referred", 0) + acts.get("hit", 0),
            hits=acts.get("hit", 0),
            overrides=acts.get("override", 0),
        )
        for (site, officer), acts in sorted(counts.items())
    ]


# --- journals ---


def reach_of(session: Session) -> dict[tuple[str, str], JournalReach]:
    """How far each journal is known, by site and epoch."""
    gaps: dict[tuple[str, str], list[tuple[int, int]]] = {}
    aside = aside_by_journal(session)
    for site, epoch, first, last in all_gaps(session):
        gaps.setdefault((site, epoch), []).append((first, last))
    return {
        (main.site, main.epoch): JournalReach(
            main.applied_seq,
            _told_ms(session, main),
            tuple(gaps.get((main.site, main.epoch), ())),
            frozenset(aside.get((main.site, main.epoch), ())),
        )
        for main in all_branches(session)
        if main.branch == MAIN
    }


def aside_by_journal(session: Session) -> dict[tuple[str, str], set[int]]:
    """The seqs of what is put aside, by site and epoch."""
    aside: dict[tuple[str, str], set[int]] = {}
    for each in all_aside(session):
        aside.setdefault((each.site, each.epoch), set()).add(each.seq)
    return aside


def hashes_of(session: Session, names: Iterable[EventId]) -> list[tuple[EventId, bytes | None]]:
    """The chain's hash at each of these events, where the hub holds it."""
    return [(each, session.value(_HASH, **each._asdict())) for each in names]


def _told_ms(session: Session, main: Branch) -> int:
    return int(session.value(_TOLD, site=main.site, epoch=main.epoch) or 0)


def _within(branch: Branch, first: int, last: int) -> dict[str, Any]:
    return {"site": branch.site, "epoch": branch.epoch, "first": first, "last": last}


def _sighting(row: Row) -> Sighting:
    _, how, site, epoch, seq, day, at_ms, member, digest, about, until_s = row
    name = EventId(site, epoch, seq)
    return Sighting(how, name, day, at_ms, member, digest, about, until_s)


def _when(seen: Sighting) -> tuple[int, EventId, str]:
    return seen.at_ms, seen.name, seen.how


def _month(member: int, period: str) -> Month:
    return member, period[:7]


def _flow(row: Row) -> Flow:
    name, slot = EventId(*row[1:4]), Slot(*row[4:6])
    kind, ledger, amount, about, aim, day, at_ms = row[6:]
    return Flow(name, slot, kind, ledger, amount, about, aim, day, at_ms or 0)


def _name(flow: Flow) -> tuple[EventId, Slot]:
    return flow.name, flow.slot


def member_of(month: Month) -> MemberNo:
    return MemberNo(month[0])
