"""All SQL of the declarations."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import and_, bindparam, delete, func, insert, select, update

from service.declarations.rules.states import State
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
    overridden_fen: int
    override_reason: str | None
    completed: str | None
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
_CHANGING: Final = frozenset(
    "state why excess policy value_fen exempt_fen excess_fen duty_fen debit overridden_fen"
    " override_reason completed sent_with".split()
)
_CHANGE = prepared(
    update(Declaration).where(_THIS).values({each: bindparam(each) for each in _CHANGING})
)
_LAPSED = prepared(
    select(*_FILED)
    .where(
        _FILED.member == bindparam("member"),
        _FILED.day >= bindparam("since"),
        _FILED.day < bindparam("day"),
        _FILED.state == State.PENDING.value,
    )
    .order_by(_FILED.at_ms.desc(), _FILED.epoch, _FILED.seq.desc())
)
_SUMS = prepared(
    select(
        func.count(),
        func.sum(_FILED.exempt_fen),
        func.sum(_FILED.excess_fen),
        func.sum(_FILED.overridden_fen),
        func.count(_FILED.override_reason),
    ).where(
        _FILED.day == bindparam("day"),
        _FILED.state != State.PENDING.value,
        _FILED.state != State.WITHDRAWN.value,
    )
)
_WAITING = prepared(
    select(func.count()).where(_FILED.day == bindparam("day"), _FILED.state == State.PENDING.value)
)
_DROP_LINES = prepared(
    delete(DeclarationLine).where(
        _LINE.epoch == bindparam("epoch_"), _LINE.seq == bindparam("seq_")
    )
)


def add_declaration(
    session: Session, fields: dict[str, Any], lines: Iterable[dict[str, Any]]
) -> None:
    session.run(_ADD, **fields)
    _add_lines(session, fields["epoch"], fields["seq"], lines)


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


def change_declaration(session: Session, filed: Filed) -> None:
    """Write what of a declaration may change after it was filed."""
    said = {name: value for name, value in filed._asdict().items() if name in _CHANGING}
    session.run(_CHANGE, epoch_=filed.epoch, seq_=filed.seq, **said)


def replace_lines(session: Session, name: EventName, lines: Iterable[dict[str, Any]]) -> None:
    session.run(_DROP_LINES, epoch_=name.epoch, seq_=name.seq)
    _add_lines(session, name.epoch, name.seq, lines)


def lapsed_of(session: Session, member: MemberNo, day: TradeDay, *, since: TradeDay) -> list[Filed]:
    """What waited for quota on an earlier day, from ``since`` on, and was never filed."""
    rows = session.rows(_LAPSED, member=member, day=day, since=since)
    return [Filed(*row) for row in rows]


def goods_of_day(session: Session, day: TradeDay) -> dict[str, int]:
    """What was declared on a day and stands: how many declarations, what of them is duty-free,
    dutiable, and let in beside the quota, in fen; and how many still wait for quota."""
    names = ("declared", "exempt_fen", "dutiable_fen", "overridden_fen", "overrides")
    sums = session.row(_SUMS, day=day) or ()
    waiting = session.value(_WAITING, day=day)
    return {name: int(each or 0) for name, each in zip(names, sums, strict=True)} | {
        "waiting": waiting
    }


def _add_lines(session: Session, epoch: str, seq: int, lines: Iterable[dict[str, Any]]) -> None:
    rows = [{"epoch": epoch, "seq": seq, "line": at, **line} for at, line in enumerate(lines)]
    session.run_many(_ADD_LINE, rows)
