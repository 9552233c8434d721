"""All SQL of what the journals of all sites say together."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update

from service.journal.event import EventName
from service.reconciliation.tables import Crossing, PassSighting, QuotaFlow
from service.session import Session, columns_of, prepared, prepared_upsert


class Traffic(NamedTuple):
    """How many went which way at a site on a trade day; annulled records do not count."""

    day: str
    site: str
    direction: str
    times: int


_CROSSING = columns_of(Crossing)
_PUT_CROSSING = prepared_upsert(Crossing)
_PUT_SIGHTING = prepared_upsert(PassSighting)
_PUT_FLOW = prepared_upsert(QuotaFlow)
_FIND_CROSSING = prepared(
    select(_CROSSING.member).where(
        _CROSSING.site == bindparam("site"),
        _CROSSING.epoch == bindparam("epoch"),
        _CROSSING.seq == bindparam("seq"),
    )
)
_ANNUL = prepared(
    update(Crossing)
    .where(
        _CROSSING.site == bindparam("site_"),
        _CROSSING.epoch == bindparam("epoch_"),
        _CROSSING.seq == bindparam("seq_"),
    )
    .values(annulled_by=bindparam("by"))
)
_TRAFFIC = prepared(
    select(_CROSSING.day, _CROSSING.site, _CROSSING.direction, func.count())
    .where(_CROSSING.annulled_by.is_(None), _CROSSING.day >= bindparam("since"))
    .group_by(_CROSSING.day, _CROSSING.site, _CROSSING.direction)
    .order_by(_CROSSING.day, _CROSSING.site, _CROSSING.direction)
)


def put_crossing(session: Session, row: Mapping[str, Any]) -> None:
    session.run(_PUT_CROSSING, **row)


def holds_crossing(session: Session, name: EventName) -> bool:
    return session.row(_FIND_CROSSING, **name._asdict()) is not None


def annul_crossing(session: Session, name: EventName, *, by: str) -> int:
    """Note the record that took a crossing back; how many crossings that were."""
    return session.run(_ANNUL, site_=name.site, epoch_=name.epoch, seq_=name.seq, by=by)


def put_sighting(session: Session, row: Mapping[str, Any]) -> None:
    session.run(_PUT_SIGHTING, **row)


def put_flows(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    session.run_many(_PUT_FLOW, rows)


def traffic_since(session: Session, day: str) -> list[Traffic]:
    """The traffic of each site and trade day from ``day`` on."""
    return [Traffic(*row) for row in session.rows(_TRAFFIC, since=day)]
