"""All SQL of the risk hits."""

from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, insert, select, update

from service.hits.rules import HitKind, HitState, Scope, state_of
from service.hits.tables import HitRow
from service.session import Session, columns_of, kept_until_changed, prepared
from service.vocabulary import OfficerNo


class Hit(NamedTuple):
    """A risk hit; times in ms, UTC."""

    reference: str
    at_ms: int
    kind: str
    value: str
    reason: str
    until_ms: int
    officer: OfficerNo | None
    lifted_ms: int | None

    def state_at(self, now_ms: int) -> HitState:
        is_lifted = self.lifted_ms is not None
        return state_of(until_ms=self.until_ms, is_lifted=is_lifted, now_ms=now_ms)


HOUR_MS: Final = 3600 * 1000

_ROW = columns_of(HitRow)
_ADD = prepared(insert(HitRow))
_FIND = prepared(select(*_ROW).where(_ROW.reference == bindparam("reference")))
_LIFT = prepared(
    update(HitRow).where(_ROW.reference == bindparam("which")).values(lifted_ms=bindparam("at_ms_"))
)
_HOLDING = prepared(
    select(*_ROW)
    .where(_ROW.until_ms > bindparam("now_ms"), _ROW.lifted_ms.is_(None))
    .order_by(_ROW.at_ms, _ROW.reference)
)
_SINCE = prepared(
    select(*_ROW)
    .where(_ROW.until_ms > bindparam("since_ms"))
    .order_by(_ROW.at_ms.desc(), _ROW.reference.desc())
)


def add_hit(session: Session, fields: dict[str, Any]) -> None:
    session.run(_ADD, **fields)


def find_hit(session: Session, reference: str) -> Hit | None:
    row = session.row(_FIND, reference=reference)
    return Hit(*row) if row else None


def lift_hit(session: Session, reference: str, *, at_ms: int) -> None:
    session.run(_LIFT, which=reference, at_ms_=at_ms)


def hits_holding(session: Session, *, now_ms: int) -> list[tuple[Hit, Scope]]:
    """Every hit that holds at a moment (ms, UTC), oldest first."""
    holding = _not_over_by_the_hour(session, now_ms - now_ms % HOUR_MS)
    return [(hit, scope) for hit, scope in holding if hit.until_ms > now_ms]


@kept_until_changed(HitRow)
def _not_over_by_the_hour(session: Session, hour_ms: int) -> list[tuple[Hit, Scope]]:
    return [_read(Hit(*row)) for row in session.rows(_HOLDING, now_ms=hour_ms)]


def hits_since(session: Session, *, since_ms: int) -> list[Hit]:
    """Every hit that held then or later (ms, UTC), newest first."""
    return [Hit(*row) for row in session.rows(_SINCE, since_ms=since_ms)]


def _read(hit: Hit) -> tuple[Hit, Scope]:
    return hit, Scope(HitKind(hit.kind), hit.value)
