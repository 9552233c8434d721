"""All SQL of the trade days."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, insert, select, update

from service.days.tables import DayKeyRow, TradeDayRow
from service.session import Session, columns_of, kept_until_changed, prepared
from service.vocabulary import Epoch, OfficerNo, TradeDay


class OpenDay(NamedTuple):
    """The open trade day; ``opened_at_ms`` in UTC, ``opened_by`` ``None`` if it opened itself."""

    day: TradeDay
    opened_at_ms: int
    opened_by: OfficerNo | None


class KeptDay(NamedTuple):
    """A trade day as it is kept; ``closed_at_ms`` ``None`` while it is open."""

    day: TradeDay
    opened_at_ms: int
    opened_by: OfficerNo | None
    closed_at_ms: int | None


_DAY = columns_of(TradeDayRow)
_OPEN = prepared(
    select(_DAY.day, _DAY.opened_at_ms, _DAY.opened_by).where(_DAY.closed_at_ms.is_(None))
)
_LAST = prepared(select(func.max(_DAY.day)))
_LATEST = prepared(
    select(_DAY.day, _DAY.opened_at_ms, _DAY.opened_by, _DAY.closed_at_ms)
    .order_by(_DAY.day.desc())
    .limit(1)
)
_INSERT = prepared(insert(TradeDayRow))
_LINK = columns_of(DayKeyRow)
_LAST_LINK = prepared(select(func.max(_LINK.link)).where(_LINK.epoch == bindparam("epoch")))
_LINK_OF = prepared(
    select(_LINK.link).where(_LINK.epoch == bindparam("epoch"), _LINK.day == bindparam("day"))
)
_ADD_LINK = prepared(insert(DayKeyRow))
_TELL_KEY = prepared(
    update(DayKeyRow)
    .where(_LINK.epoch == bindparam("its_epoch"), _LINK.day == bindparam("its_day"))
    .values(day_key=bindparam("told"))
)
_CLOSE = prepared(
    update(TradeDayRow)
    .where(_DAY.day == bindparam("which"))
    .values(closed_at_ms=bindparam("at_ms"))
)


@kept_until_changed(TradeDayRow)
def open_day(session: Session) -> OpenDay | None:
    row = session.row(_OPEN)
    return OpenDay(*row) if row else None


def open_trade_day(session: Session) -> TradeDay | None:
    """The label of all that happens now, or ``None`` while no day is open."""
    opened = open_day(session)
    return opened.day if opened else None


def last_day(session: Session) -> TradeDay | None:
    """The latest day ever opened here, open or closed."""
    day: TradeDay | None = session.value(_LAST)
    return day


def latest(session: Session) -> KeptDay | None:
    """The open day, or the last one that was: days never go back."""
    row = session.row(_LATEST)
    return KeptDay(*row) if row else None


def add_day(session: Session, day: TradeDay, *, at_ms: int, by: OfficerNo | None) -> None:
    session.run(_INSERT, day=day, opened_at_ms=at_ms, opened_by=by, closed_at_ms=None)


def close_day(session: Session, day: TradeDay, *, at_ms: int) -> None:
    session.run(_CLOSE, which=day, at_ms=at_ms)


def next_link(session: Session, epoch: Epoch) -> int:
    """Which of its days an epoch opens next, from 1: the link of the chain that it draws with."""
    return (session.value(_LAST_LINK, epoch=epoch) or 0) + 1


@kept_until_changed(DayKeyRow)
def link_of(session: Session, epoch: Epoch, day: TradeDay) -> int | None:
    """Which day of its own an epoch opened ``day`` as; ``None`` if another epoch opened it."""
    link: int | None = session.value(_LINK_OF, epoch=epoch, day=day)
    return link


def add_link(session: Session, epoch: Epoch, link: int, *, day: TradeDay) -> None:
    session.run(_ADD_LINK, epoch=epoch, link=link, day=day, day_key=None)


def tell_key(session: Session, epoch: Epoch, day: TradeDay, *, key: bytes) -> None:
    session.run(_TELL_KEY, its_epoch=epoch, its_day=day, told=key)
