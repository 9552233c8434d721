"""All SQL of paper phases and their slips."""

from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, insert, select, update

from service.paper.rules import Slips
from service.paper.tables import PaperPhase, PaperSlip
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import OfficerNo, TradeDay


class Phase(NamedTuple):
    """One paper phase; it is open while ``closed_at_ms`` is empty. Times in ms, UTC."""

    reference: str
    day: TradeDay
    first: int
    last: int
    reason: str
    opened_at_ms: int
    opened_by: OfficerNo | None
    closed_at_ms: int | None

    @property
    def slips(self) -> Slips:
        return Slips(self.first, self.last)


class Slip(NamedTuple):
    """One slip that is accounted for; ``reason`` says why it is void, ``reference`` which event
    keyed or voided it."""

    serial: int
    phase: str
    reason: str | None
    reference: str


_PHASE = columns_of(PaperPhase)
_SLIP = columns_of(PaperSlip)
_NEWEST = prepared(
    select(*_PHASE)
    .order_by(_PHASE.opened_at_ms.desc(), _PHASE.first.desc())
    .limit(bindparam("count"))
)
_FIND = prepared(select(*_PHASE).where(_PHASE.reference == bindparam("which")))
_TOUCHING = prepared(
    select(*_PHASE).where(
        and_(_PHASE.first <= bindparam("upto"), _PHASE.last >= bindparam("since"))
    )
)
_ADD = prepared(insert(PaperPhase))
_CLOSE = prepared(
    update(PaperPhase)
    .where(_PHASE.reference == bindparam("which"))
    .values(closed_at_ms=bindparam("at_ms"))
)
_SLIP_OF = prepared(select(*_SLIP).where(_SLIP.serial == bindparam("which")))
_SLIPS = prepared(select(*_SLIP).where(_SLIP.phase == bindparam("which")).order_by(_SLIP.serial))
_PUT_SLIP = prepared_upsert(PaperSlip)


def newest_phases(session: Session, *, count: int) -> list[Phase]:
    return [Phase(*row) for row in session.rows(_NEWEST, count=count)]


def find_phase(session: Session, reference: str) -> Phase | None:
    row = session.row(_FIND, which=reference)
    return Phase(*row) if row else None


def phase_touching(session: Session, slips: Slips) -> Phase | None:
    """A phase whose run shares a serial with ``slips``, if any."""
    row = session.row(_TOUCHING, since=slips.first, upto=slips.last)
    return Phase(*row) if row else None


def add_phase(session: Session, fields: dict[str, Any]) -> None:
    session.run(_ADD, **fields)


def close_phase(session: Session, reference: str, *, at_ms: int) -> None:
    session.run(_CLOSE, which=reference, at_ms=at_ms)


def find_slip(session: Session, serial: int) -> Slip | None:
    row = session.row(_SLIP_OF, which=serial)
    return Slip(*row) if row else None


def slips_of(session: Session, phase: str) -> list[Slip]:
    """Every slip of a phase that is accounted for, by serial."""
    return [Slip(*row) for row in session.rows(_SLIPS, which=phase)]


def put_slip(session: Session, slip: Slip) -> None:
    session.run(_PUT_SLIP, **slip._asdict())
