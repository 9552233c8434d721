"""All SQL of the declarations."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, insert, select, update

from service.declarations.tables import Declaration, DeclarationLine
from service.journal.event import EventName
from service.session import Session, columns_of, prepared
from service.vocabulary import Epoch, MemberNo, SiteNo, TradeDay


class Filed(NamedTuple):
    """A declaration without its lines; ``at_ms`` is UTC."""

    epoch: Epoch
    seq: int
    site: SiteNo
    at_ms: int
    day: TradeDay
    member: MemberNo
    state: str
    why: str | None
    terminal: str | None
    officer: str | None
    presence: str
    capture_mode: str
    excess: str
    policy: int
    value_fen: int
    exempt_fen: int
    excess_fen: int
    duty_fen: int | None
    debit: str | None
    sent_with: str | None

    @property
    def name(self) -> EventName:
        return EventName(self.site, self.epoch, self.seq)


_FILED = columns_of(Declaration)
_LINE = columns_of(DeclarationLine)
_NAMES = [column.name for column in _LINE if not column.primary_key]
_THIS = and_(_FILED.epoch == bindparam("epoch_"), _FILED.seq == bindparam("seq_"))
_ADD = prepared(insert(Declaration))
_ADD_LINE = prepared(insert(DeclarationLine))
_FIND = prepared(select(*_FILED).where(_THIS))
_OF_MEMBER = prepared(
    select(*_FILED)
    .where(_FILED.member == bindparam("member"), _FILED.day == bindparam("day"))
    .order_by(_FILED.at_ms.desc(), _FILED.epoch, _FILED.seq.desc())
)
_NEWEST = prepared(
    select(*_FILED)
    .where(_FILED.day == bindparam("day"))
    .order_by(_FILED.at_ms.desc(), _FILED.epoch, _FILED.seq.desc())
    .limit(bindparam("count"))
)
_LINES = prepared(
    select(*[_LINE[name] for name in _NAMES])
    .where(_LINE.epoch == bindparam("epoch"), _LINE.seq == bindparam("seq"))
    .order_by(_LINE.line)
)
_SET_SENT = prepared(update(Declaration).where(_THIS).values(sent_with=bindparam("with_")))
_SET_STATE = prepared(update(Declaration).where(_THIS).values(state=bindparam("state_")))


def add_declaration(
    session: Session, fields: dict[str, Any], lines: Iterable[dict[str, Any]]
) -> None:
    session.run(_ADD, **fields)
    named = {"epoch": fields["epoch"], "seq": fields["seq"]}
    rows = [{**named, "line": index, **line} for index, line in enumerate(lines)]
    session.run_many(_ADD_LINE, rows)


def find_declaration(session: Session, name: EventName) -> Filed | None:
    row = session.row(_FIND, epoch_=name.epoch, seq_=name.seq)
    filed = Filed(*row) if row else None
    return filed if filed and filed.site == name.site else None


def declarations_of(session: Session, member: MemberNo, day: TradeDay) -> list[Filed]:
    """What a member declared on a day, newest first."""
    return [Filed(*row) for row in session.rows(_OF_MEMBER, member=member, day=day)]


def newest_declarations(session: Session, day: TradeDay, *, count: int) -> list[Filed]:
    """What anybody declared on a day, newest first."""
    return [Filed(*row) for row in session.rows(_NEWEST, day=day, count=count)]


def lines_of(session: Session, filed: Filed) -> list[dict[str, Any]]:
    """The lines as ``written_line`` has them, in their order."""
    rows = session.rows(_LINES, epoch=filed.epoch, seq=filed.seq)
    return [dict(zip(_NAMES, row, strict=True)) for row in rows]


def set_state(session: Session, name: EventName, state: str) -> None:
    session.run(_SET_STATE, epoch_=name.epoch, seq_=name.seq, state_=state)


def set_sent(session: Session, name: EventName, with_pass: str | None) -> None:
    session.run(_SET_SENT, epoch_=name.epoch, seq_=name.seq, with_=with_pass)
