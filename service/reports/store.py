"""All SQL of the reports: sums over what the journals of all sites say."""

from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    String,
    bindparam,
    case,
    cast,
    distinct,
    exists,
    func,
    literal_column,
    select,
)

from service.members.tables import MemberRow
from service.reconciliation.tables import Crossing, QuotaFlow
from service.reports.rules import By, Span
from service.session import Prepared, Session, columns_of, prepared
from service.stored_row import StoredRow
from service.vocabulary import ComponentNo, Direction


class Crossed(NamedTuple):
    """How often members went in and out, and how many they were; annulled records do not count."""

    key: str
    entered: int
    left: int
    members: int


class Used(NamedTuple):
    """Of one component, in its unit: what was spent and not given back, what a supervisor let pass
    above the quota, what was opened to whom opened any; and how many members spent."""

    key: str
    spent: int
    overridden: int
    opened: int
    members: int


_CROSSING = columns_of(Crossing)
_FLOW = columns_of(QuotaFlow)
_MEMBER = columns_of(MemberRow)
_SENT = StoredRow.metadata.tables["quota_flows"].alias("sent")
_HOUR_MS: Final = 3600 * 1000
_FIRST: Final[ColumnElement[int]] = literal_column("1")
"""PostgreSQL takes a repeated expression with values in it for another one: rows are grouped by
the place of their first column."""


def _key(by: By, source: Any) -> ColumnElement[Any]:
    match by:
        case By.DAY:
            column: ColumnElement[Any] = source.day
        case By.SITE:
            column = source.site
        case By.GROUP:
            column = func.coalesce(_MEMBER.group_no, "")
        case By.HOUR:
            column = cast((source.at_ms + bindparam("offset")) // _HOUR_MS % 24, String)
    return column


def _crossings(by: By) -> Prepared:
    is_in = case((_CROSSING.direction == Direction.IN, 1), else_=0)
    is_out = case((_CROSSING.direction == Direction.OUT, 1), else_=0)
    statement = select(
        _key(by, _CROSSING),
        func.sum(is_in),
        func.sum(is_out),
        func.count(distinct(_CROSSING.member)),
    ).where(
        _CROSSING.annulled_by.is_(None),
        _CROSSING.day.between(bindparam("since"), bindparam("until")),
    )
    if by is By.GROUP:
        statement = statement.outerjoin(MemberRow, _MEMBER.member == _CROSSING.member)
    return prepared(statement.group_by(_FIRST).order_by(_FIRST))


def _is_taken_back() -> ColumnElement[bool]:
    """Whether a refund settles a transfer that was sent, and so no spending."""
    return exists(
        select(_SENT.c.seq).where(
            _SENT.c.member == _FLOW.member,
            _SENT.c.period == _FLOW.period,
            _SENT.c.component == _FLOW.component,
            _SENT.c.kind == "sent",
            _FLOW.about == _SENT.c.site + "." + _SENT.c.epoch + "." + cast(_SENT.c.seq, String),
        )
    )


def _flows(by: By) -> Prepared:
    kind, amount = _FLOW.kind, _FLOW.amount
    spent = case(
        (kind == "spent", amount),
        ((kind == "refunded") & ~_is_taken_back(), -amount),
        else_=0,
    )
    statement = select(
        _key(by, _FLOW),
        func.sum(spent),
        func.sum(case((kind == "overridden", amount), else_=0)),
        func.sum(case((kind == "opened", amount), else_=0)),
        func.count(distinct(case((kind == "spent", _FLOW.member)))),
    ).where(
        _FLOW.component == bindparam("component"),
        _FLOW.day.between(bindparam("since"), bindparam("until")),
    )
    if by is By.GROUP:
        statement = statement.outerjoin(MemberRow, _MEMBER.member == _FLOW.member)
    return prepared(statement.group_by(_FIRST).order_by(_FIRST))


_CROSSINGS_BY = {by: _crossings(by) for by in By}
_FLOWS_BY = {by: _flows(by) for by in By}


def crossed(session: Session, by: By, span: Span, *, offset_ms: int) -> dict[str, Crossed]:
    """Crossings of a span of days, by key; ``offset_ms`` is that of the hour's zone from UTC."""
    rows = session.rows(_CROSSINGS_BY[by], **_values(by, span, offset_ms))
    return {str(row[0]): Crossed(str(row[0]), *map(int, row[1:])) for row in rows}


def used(
    session: Session, by: By, span: Span, *, component: ComponentNo, offset_ms: int
) -> dict[str, Used]:
    """What was used of one component in a span of days, by key."""
    values = _values(by, span, offset_ms)
    rows = session.rows(_FLOWS_BY[by], component=component, **values)
    return {str(row[0]): Used(str(row[0]), *map(int, row[1:])) for row in rows}


def _values(by: By, span: Span, offset_ms: int) -> dict[str, Any]:
    values: dict[str, Any] = {"since": span.since, "until": span.until}
    return {**values, "offset": offset_ms} if by is By.HOUR else values
