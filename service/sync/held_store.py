"""All SQL of the journals that the hub holds."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update

from service.journal.store import Checkpoint, Head, StoredEvent
from service.session import Session, columns_of, prepared, prepared_upsert
from service.sync.held_tables import HeldAside, HeldCheckpoint, HeldEvent, HeldGap, HeldJournal
from service.vocabulary import Epoch, SiteNo

MAIN = 0
"""The branch that counts; others are forks."""


class Branch(NamedTuple):
    """A row of ``held_journals``."""

    site: SiteNo
    epoch: Epoch
    branch: int
    parent: int
    base_seq: int
    signed_record: bytes
    stored_seq: int
    stored_head: bytes
    durable_seq: int
    durable_head: bytes
    applied_seq: int
    heard_ms: int

    @property
    def stored(self) -> Head:
        return Head(self.stored_seq, self.stored_head)


class Aside(NamedTuple):
    """A row of ``held_aside``."""

    site: SiteNo
    epoch: Epoch
    seq: int
    type: str
    reason: str
    software: str
    waits_for: str | None
    dismissed_by: str | None


_JOURNAL = columns_of(HeldJournal)
_EVENT = columns_of(HeldEvent)
_POINT = columns_of(HeldCheckpoint)
_ASIDE = columns_of(HeldAside)
_GAP = columns_of(HeldGap)
_PUT_BRANCH = prepared_upsert(HeldJournal)
_BRANCHES = prepared(
    select(*_JOURNAL)
    .where(_JOURNAL.site == bindparam("site"), _JOURNAL.epoch == bindparam("epoch"))
    .order_by(_JOURNAL.branch)
)
_BRANCHES_OF = prepared(
    select(*_JOURNAL)
    .where(_JOURNAL.site == bindparam("site"))
    .order_by(_JOURNAL.epoch, _JOURNAL.branch)
)
_ALL_BRANCHES = prepared(select(*_JOURNAL).order_by(_JOURNAL.site, _JOURNAL.epoch, _JOURNAL.branch))
_ADD_EVENT = prepared(insert(HeldEvent))
_OF_BRANCH = (
    _EVENT.site == bindparam("site"),
    _EVENT.epoch == bindparam("epoch"),
    _EVENT.branch == bindparam("branch"),
)
_HASHES = prepared(
    select(_EVENT.seq, _EVENT.hash)
    .where(*_OF_BRANCH, _EVENT.seq.between(bindparam("first"), bindparam("last")))
    .order_by(_EVENT.seq)
)
_AFTER = prepared(
    select(_EVENT.epoch, _EVENT.seq, _EVENT.hash, _EVENT.bytes)
    .where(*_OF_BRANCH, _EVENT.seq > bindparam("after"))
    .order_by(_EVENT.seq)
    .limit(bindparam("count"))
)
_PUT_POINT = prepared_upsert(HeldCheckpoint)
_POINTS = prepared(
    select(_POINT.epoch, _POINT.seq, _POINT.head, _POINT.at_ms, _POINT.signature)
    .where(
        _POINT.site == bindparam("site"),
        _POINT.epoch == bindparam("epoch"),
        _POINT.branch == bindparam("branch"),
        _POINT.seq.between(bindparam("first"), bindparam("last")),
    )
    .order_by(_POINT.seq.desc())
    .limit(2)
)
_DROP_POINT = prepared(
    delete(HeldCheckpoint).where(
        _POINT.site == bindparam("site_"),
        _POINT.epoch == bindparam("epoch_"),
        _POINT.branch == bindparam("branch_"),
        _POINT.seq == bindparam("seq_"),
    )
)
_PUT_GAP = prepared_upsert(HeldGap)
_GAPS = prepared(
    select(_GAP.site, _GAP.epoch, _GAP.first, _GAP.last).order_by(_GAP.site, _GAP.epoch, _GAP.first)
)
_GAP_ENDS = prepared(
    select(_GAP.last, _GAP.head)
    .where(_GAP.site == bindparam("site"), _GAP.epoch == bindparam("epoch"))
    .order_by(_GAP.last)
)
_PUT_ASIDE = prepared_upsert(HeldAside)
_ASIDE_OF = prepared(
    select(*_ASIDE).where(_ASIDE.site == bindparam("site")).order_by(_ASIDE.epoch, _ASIDE.seq)
)
_ALL_ASIDE = prepared(select(*_ASIDE).order_by(_ASIDE.site, _ASIDE.epoch, _ASIDE.seq))
_COUNT_ASIDE = prepared(
    select(func.count())
    .select_from(HeldAside)
    .where(_ASIDE.site == bindparam("site"), _ASIDE.epoch == bindparam("epoch"))
    .where(_ASIDE.dismissed_by.is_(None))
)
_NAMED = (
    _ASIDE.site == bindparam("site_"),
    _ASIDE.epoch == bindparam("epoch_"),
    _ASIDE.seq == bindparam("seq_"),
)
_TAKE_BACK = prepared(delete(HeldAside).where(*_NAMED))
_DISMISS = prepared(update(HeldAside).where(*_NAMED).values(dismissed_by=bindparam("by")))


def put_branch(session: Session, branch: Branch) -> None:
    session.run(_PUT_BRANCH, **branch._asdict())


def branches(session: Session, site: SiteNo, epoch: Epoch) -> list[Branch]:
    """The journal of one epoch: its main branch, then its forks."""
    return [Branch(*row) for row in session.rows(_BRANCHES, site=site, epoch=epoch)]


def branches_of(session: Session, site: SiteNo) -> list[Branch]:
    return [Branch(*row) for row in session.rows(_BRANCHES_OF, site=site)]


def all_branches(session: Session) -> list[Branch]:
    return [Branch(*row) for row in session.rows(_ALL_BRANCHES)]


def add_events(session: Session, branch: Branch, events: Sequence[StoredEvent]) -> None:
    named = {"site": branch.site, "branch": branch.branch}
    session.run_many(_ADD_EVENT, [{**named, **event._asdict()} for event in events])


def hashes(session: Session, branch: Branch, *, first: int, last: int) -> dict[int, bytes]:
    """The chain's hash after each event that a branch itself holds, by seq."""
    rows = session.rows(_HASHES, **_name(branch), first=first, last=last)
    return {row[0]: row[1] for row in rows}


def events_after(
    session: Session, branch: Branch, after: int, *, count: int = 500
) -> list[StoredEvent]:
    rows = session.rows(_AFTER, **_name(branch), after=after, count=count)
    return [StoredEvent(*row) for row in rows]


def all_events(session: Session, branch: Branch) -> Iterator[StoredEvent]:
    """Every event that a branch itself holds, in order."""
    after = 0
    while some := events_after(session, branch, after):
        yield from some
        after = some[-1].seq


def put_point(session: Session, branch: Branch, point: Checkpoint) -> None:
    session.run(_PUT_POINT, **{**_name(branch), **point._asdict()})


def newest_points(session: Session, branch: Branch) -> list[Checkpoint]:
    """The last two signed heads of a branch, the newest first."""
    rows = session.rows(_POINTS, **_name(branch), first=0, last=branch.stored_seq)
    return [Checkpoint(*row) for row in rows]


def point_between(session: Session, branch: Branch, first: int, last: int) -> Checkpoint | None:
    """The last signed head of a branch within these bounds."""
    row = session.row(_POINTS, **_name(branch), first=first, last=last)
    return Checkpoint(*row) if row else None


def drop_point(session: Session, branch: Branch, seq: int) -> None:
    session.run(
        _DROP_POINT, site_=branch.site, epoch_=branch.epoch, branch_=branch.branch, seq_=seq
    )


def put_gap(session: Session, branch: Branch, *, first: int, last: int, head: bytes) -> None:
    """Name what is missing: events ``first`` to ``last``, below a head that the site signed."""
    session.run(_PUT_GAP, site=branch.site, epoch=branch.epoch, first=first, last=last, head=head)


def gap_ends(session: Session, branch: Branch) -> dict[int, bytes]:
    """The signed heads above what is missing of an epoch, by seq: the chain goes on from there."""
    rows = session.rows(_GAP_ENDS, site=branch.site, epoch=branch.epoch)
    return {row[0]: row[1] for row in rows}


def all_gaps(session: Session) -> list[tuple[SiteNo, Epoch, int, int]]:
    """Site, epoch, first and last seq of all that is missing for good."""
    return [(SiteNo(row[0]), Epoch(row[1]), row[2], row[3]) for row in session.rows(_GAPS)]


def put_aside(session: Session, aside: Aside) -> None:
    session.run(_PUT_ASIDE, **aside._asdict())


def aside_of(session: Session, site: SiteNo) -> list[Aside]:
    return [Aside(*row) for row in session.rows(_ASIDE_OF, site=site)]


def all_aside(session: Session) -> list[Aside]:
    return [Aside(*row) for row in session.rows(_ALL_ASIDE)]


def count_aside(session: Session, site: SiteNo, epoch: Epoch) -> int:
    """How many events of an epoch are put aside and nobody has said that they may be."""
    return int(session.value(_COUNT_ASIDE, site=site, epoch=epoch))


def take_back(session: Session, aside: Aside) -> None:
    """What was put aside has been applied."""
    session.run(_TAKE_BACK, site_=aside.site, epoch_=aside.epoch, seq_=aside.seq)


def dismiss(session: Session, site: SiteNo, epoch: Epoch, seq: int, *, by: str) -> int:
    """Note the event by which somebody let it rest; how many there were."""
    return session.run(_DISMISS, site_=site, epoch_=epoch, seq_=seq, by=by)


def _name(branch: Branch) -> dict[str, str | int]:
    return {"site": branch.site, "epoch": branch.epoch, "branch": branch.branch}
