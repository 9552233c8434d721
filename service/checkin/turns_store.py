"""All SQL of the turn queue."""

from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, insert, select, union_all, update

from service.checkin.rules import Lane
from service.checkin.tables import Turn
from service.session import Session, columns_of, kept_until_changed, prepared
from service.vocabulary import MemberNo, TerminalNo, TradeDay

MOST_WAITING = 300
"""Nobody reads on; and where tickets are never called, a count would take longer every hour."""


class Ticket(NamedTuple):
    """One ticket of a day's queue; times are ms since 1970, UTC."""

    lane: Lane
    number: int
    state: str
    member: MemberNo | None
    reference: str | None
    taken_at_ms: int
    called_at_ms: int | None
    counter: TerminalNo | None


class Counted(NamedTuple):
    """Of a lane: the last number then given, how many waited (``MOST_WAITING`` stands for as many
    or more), and how long the last nine called tickets had waited, in order of their number."""

    last: int
    waiting: int
    waits_ms: list[int]


class Turning(NamedTuple):
    """From which state to which a ticket goes."""

    before: str
    after: str


_TURN = columns_of(Turn)
_TICKET = (
    _TURN.lane,
    _TURN.number,
    _TURN.state,
    _TURN.member,
    _TURN.reference,
    _TURN.taken_at_ms,
    _TURN.called_at_ms,
    _TURN.counter,
)
_IN_LANE = and_(_TURN.day == bindparam("day"), _TURN.lane == bindparam("lane"))
_THIS = and_(
    _TURN.day == bindparam("day_"),
    _TURN.lane == bindparam("lane_"),
    _TURN.number == bindparam("number_"),
)
_LAST = prepared(select(func.max(_TURN.number)).where(_IN_LANE))
_ADD = prepared(insert(Turn), spares_kept=True)  # of a lane, only ``as_counted`` is kept
_FIND = prepared(select(*_TICKET).where(_THIS))
_NEXT = prepared(
    select(*_TICKET).where(_IN_LANE, _TURN.state == "waiting").order_by(_TURN.number).limit(1)
)
_WAITING = prepared(
    select(func.count()).select_from(
        select(_TURN.number)
        .where(_IN_LANE, _TURN.state == "waiting")
        .limit(MOST_WAITING)
        .subquery()
    )
)
# By state, since that has an index: looking back over all that wait would take longer every hour.
_NEWEST = union_all(
    *(
        select(
            select(_TURN.number, (_TURN.called_at_ms - _TURN.taken_at_ms).label("wait"))
            .where(_IN_LANE, _TURN.state == state)
            .order_by(_TURN.number.desc())
            .limit(9)
            .subquery()
        )
        for state in ("called", "served", "absent")
    )
).subquery()
_RECENT_CALLS = prepared(
    select(*_TICKET)
    .where(_TURN.day == bindparam("day"), _TURN.called_at_ms.is_not(None))
    .order_by(_TURN.called_at_ms.desc(), _TURN.number.desc())
    .limit(bindparam("count"))
)
_LAST_WAITS = prepared(select(_NEWEST.c.wait).order_by(_NEWEST.c.number.desc()).limit(9))
_CALL = prepared(
    update(Turn)
    .where(_THIS)
    .values(state="called", called_at_ms=bindparam("at_ms"), counter=bindparam("at_counter"))
)
_SET_STATE = prepared(update(Turn).where(_THIS).values(state=bindparam("now")))
_TURN_STATE = prepared(
    update(Turn).where(_THIS, _TURN.state == bindparam("before")).values(state=bindparam("after"))
)


def last_number(session: Session, day: TradeDay, lane: Lane) -> int:
    """The last number given in this lane today; 0 before the first."""
    return session.value(_LAST, day=day, lane=lane) or 0


def add_ticket(session: Session, day: TradeDay, ticket: Ticket) -> None:
    session.run(_ADD, day=day, **ticket._asdict())


def find_ticket(session: Session, day: TradeDay, lane: Lane, number: int) -> Ticket | None:
    row = session.row(_FIND, day_=day, lane_=lane, number_=number)
    return Ticket(*row) if row else None


def next_waiting(session: Session, day: TradeDay, lane: Lane) -> Ticket | None:
    row = session.row(_NEXT, day=day, lane=lane)
    return Ticket(*row) if row else None


@kept_until_changed(Turn)
def as_counted(session: Session, day: TradeDay, lane: Lane) -> "Counted":
    """A lane as it was when a ticket of it last moved on: tickets given since all wait."""
    waits = [row[0] for row in session.rows(_LAST_WAITS, day=day, lane=lane)]
    waiting = session.value(_WAITING, day=day, lane=lane)
    return Counted(last_number(session, day, lane), waiting, waits)


def recent_calls(session: Session, day: TradeDay, *, count: int) -> list[Ticket]:
    """The latest calls of all lanes, newest first."""
    return [Ticket(*row) for row in session.rows(_RECENT_CALLS, day=day, count=count)]


def mark_called(
    session: Session, day: TradeDay, ticket: Ticket, *, at_ms: int, counter: TerminalNo | None
) -> None:
    session.run(
        _CALL,
        day_=day,
        lane_=ticket.lane,
        number_=ticket.number,
        at_ms=at_ms,
        at_counter=counter,
    )


def set_state(session: Session, day: TradeDay, ticket: tuple[Lane, int], state: str) -> None:
    session.run(_SET_STATE, day_=day, lane_=ticket[0], number_=ticket[1], now=state)


def turn_state(session: Session, day: TradeDay, ticket: tuple[Lane, int], turning: Turning) -> None:
    """Move a ticket on, if its state is the one that ``turning`` begins with."""
    lane, number = ticket
    session.run(_TURN_STATE, day_=day, lane_=lane, number_=number, **turning._asdict())
