"""All SQL of what the journals of all sites say together."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update

from service.journal.event import EventName
from service.reconciliation.tables import Crossing, OfficerAct, PassSighting, QuotaFlow, SiteDay
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
_PUT_ACT = prepared_upsert(OfficerAct)
_DAY = columns_of(SiteDay)
_PUT_DAY = prepared_upsert(SiteDay)
_OPENED = prepared(
    select(_DAY.seq)
    .where(
        _DAY.site == bindparam("site"),
        _DAY.epoch == bindparam("epoch"),
        _DAY.seq < bindparam("before"),
        _DAY.day == bindparam("day"),
    )
    .order_by(_DAY.seq.desc())
    .limit(1)
)
_THAT_DAY = (
    _DAY.site == bindparam("site_"),
    _DAY.epoch == bindparam("epoch_"),
    _DAY.seq == bindparam("seq_"),
)
_CLOSE_DAY = prepared(
    update(SiteDay)
    .where(*_THAT_DAY)
    .values(closed_seq=bindparam("closed"), day_key=bindparam("key"))
)
_ADOPT = prepared(update(SiteDay).where(*_THAT_DAY).values(policy=bindparam("version")))
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


def put_officer_act(session: Session, row: Mapping[str, Any]) -> None:
    session.run(_PUT_ACT, **row)


def put_day(session: Session, row: Mapping[str, Any]) -> None:
    session.run(_PUT_DAY, **row)


def close_day(session: Session, by: EventName, day: str, *, day_key: bytes | None) -> bool:
    """Note the end of the day that the epoch opened last under this date; whether it did."""
    opened = _opened(session, by, day)
    if opened is not None:
        session.run(_CLOSE_DAY, **opened, closed=by.seq, key=day_key)
    return opened is not None


def adopt(session: Session, by: EventName, day: str | None, version: int) -> None:
    """Note under which policy the epoch opened a day."""
    opened = _opened(session, by, day)
    if opened is not None:
        session.run(_ADOPT, **opened, version=version)


def _opened(session: Session, by: EventName, day: str | None) -> dict[str, Any] | None:
    named = {"site": by.site, "epoch": by.epoch}
    seq = session.value(_OPENED, **named, before=by.seq, day=day)
    return None if seq is None else {"site_": by.site, "epoch_": by.epoch, "seq_": seq}


def traffic_since(session: Session, day: str) -> list[Traffic]:
    """The traffic of each site and trade day from ``day`` on."""
    return [Traffic(*row) for row in session.rows(_TRAFFIC, since=day)]
