"""All SQL of check-ins and of who is inside."""

from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, func, insert, select, update

from service.checkin.tables import CheckInRecord, MemberInside
from service.journal.event import EventName
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import MemberNo, OfficerNo, TerminalNo, TradeDay


class Record(NamedTuple):
    """One recorded scan; ``at_ms`` is UTC."""

    epoch: str
    seq: int
    site: str
    at_ms: int
    day: TradeDay | None
    outcome: str
    member: MemberNo | None
    terminal: TerminalNo | None
    officer: OfficerNo | None
    presence: str | None
    turn: str | None
    entry: str | None
    annulled: bool
    recovered_by: str | None = None
    claimed_at_ms: int | None = None
    paper_serial: int | None = None

    @property
    def reference(self) -> str:
        return f"{self.site}.{self.epoch}.{self.seq}"

    @property
    def member_no(self) -> MemberNo:
        """The member of an entry or exit, which always has one."""
        assert self.member is not None
        return self.member

    def happened(self, epoch: str) -> tuple[bool, int, int]:
        """When it happened, for comparing: ``epoch`` is the present one, and all of it comes after
        what came before, whatever the clocks said; then by the second, since a receipt tells no
        more; within one second by its place in the journal."""
        return self.epoch == epoch, (self.claimed_at_ms or self.at_ms) // 1000, self.seq


class Inside(NamedTuple):
    """Since when and by which terminal a member is inside; ``reference`` names the entry."""

    since_ms: int
    terminal: TerminalNo | None
    reference: str


_RECORD = columns_of(CheckInRecord)
_INSIDE_ROW = columns_of(MemberInside)
_THIS = and_(_RECORD.epoch == bindparam("epoch_"), _RECORD.seq == bindparam("seq_"))
_ADD = prepared(insert(CheckInRecord))
_FIND = prepared(select(*_RECORD).where(_THIS))
_ANNUL = prepared(update(CheckInRecord).where(_THIS).values(annulled=True))
_NEWEST = prepared(
    select(*_RECORD)
    .where(_RECORD.day == bindparam("day"))
    .order_by(_RECORD.at_ms.desc(), _RECORD.seq.desc())
    .limit(bindparam("count"))
)
_OF_MEMBER = prepared(
    select(*_RECORD)
    .where(_RECORD.member == bindparam("member"), _RECORD.day == bindparam("day"))
    .order_by(_RECORD.at_ms.desc(), _RECORD.seq.desc())
)
_TOTALS = prepared(
    select(_RECORD.outcome, _RECORD.annulled, func.count())
    .where(_RECORD.day == bindparam("day"))
    .group_by(_RECORD.outcome, _RECORD.annulled)
)
_INSIDE = prepared(
    select(_INSIDE_ROW.since_ms, _INSIDE_ROW.terminal, _INSIDE_ROW.reference).where(
        _INSIDE_ROW.member == bindparam("member"), _INSIDE_ROW.day == bindparam("day")
    )
)
_INSIDE_ON = prepared(select(_INSIDE_ROW.day).where(_INSIDE_ROW.member == bindparam("member")))
_COUNT_INSIDE = prepared(
    select(func.count()).select_from(MemberInside).where(_INSIDE_ROW.day == bindparam("day"))
)
_PUT_INSIDE = prepared_upsert(MemberInside)
_LEAVE = prepared(delete(MemberInside).where(_INSIDE_ROW.member == bindparam("which")))


def add_record(session: Session, fields: dict[str, Any]) -> None:
    session.run(_ADD, **fields)


def find_record(session: Session, name: EventName) -> Record | None:
    row = session.row(_FIND, epoch_=name.epoch, seq_=name.seq)
    record = Record(*row) if row else None
    return record if record and record.site == name.site else None


def annul_record(session: Session, epoch: str, seq: int) -> None:
    session.run(_ANNUL, epoch_=epoch, seq_=seq)


def newest_records(session: Session, day: TradeDay, *, count: int) -> list[Record]:
    return [Record(*row) for row in session.rows(_NEWEST, day=day, count=count)]


def records_of_member(session: Session, member: MemberNo, day: TradeDay) -> list[Record]:
    """What the day's journal says of one member, newest first."""
    return [Record(*row) for row in session.rows(_OF_MEMBER, member=member, day=day)]


def totals_of_day(session: Session, day: TradeDay) -> dict[str, int]:
    """Counts of the day: ``entered``, ``left``, ``inside``, ``refused``, ``annulled``."""
    totals = {"entered": 0, "left": 0, "inside": 0, "refused": 0, "annulled": 0}
    for outcome, annulled, count in session.rows(_TOTALS, day=day):
        totals[_total_of(outcome, annulled=bool(annulled))] += count
    totals["inside"] = count_inside(session, day)
    return totals


def count_inside(session: Session, day: TradeDay) -> int:
    """How many are inside by an entry of ``day``."""
    return int(session.value(_COUNT_INSIDE, day=day))


def _total_of(outcome: str, *, annulled: bool) -> str:
    if annulled:
        return "annulled"
    if outcome == "entered":
        return "entered"
    return "left" if outcome.startswith("left") else "refused"


def find_inside(session: Session, member: MemberNo, day: TradeDay | None) -> Inside | None:
    """Whether a member is inside on ``day``: an entry of an earlier day does not bind today."""
    row = session.row(_INSIDE, member=member, day=day)
    return Inside(*row) if row else None


def inside_on(session: Session, member: MemberNo) -> TradeDay | None:
    """The day by whose entry a member is inside, whichever day is open."""
    day: TradeDay | None = session.value(_INSIDE_ON, member=member)
    return day


def put_inside(session: Session, member: MemberNo, day: TradeDay, inside: Inside) -> None:
    session.run(
        _PUT_INSIDE,
        member=member,
        day=day,
        since_ms=inside.since_ms,
        terminal=inside.terminal,
        reference=inside.reference,
    )


def leave(session: Session, member: MemberNo) -> None:
    session.run(_LEAVE, which=member)
