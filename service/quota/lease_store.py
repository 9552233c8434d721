"""All SQL of who holds the root: horizons, moves of homes, releases."""

from typing import Any

from sqlalchemy import bindparam, select

from service.quota.lease_rules import Horizon, Naming
from service.quota.tables import QuotaHorizon, QuotaMove, QuotaRelease
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import Epoch, MemberNo, SiteNo, TradeDay

_HORIZON = columns_of(QuotaHorizon)
_MOVE = columns_of(QuotaMove)
_RELEASE = columns_of(QuotaRelease)
_PUT_HORIZON = prepared_upsert(QuotaHorizon)
_HORIZONS = prepared(
    select(
        _HORIZON.epoch,
        _HORIZON.until_day,
        _HORIZON.members,
        _HORIZON.policies,
        _HORIZON.holds_from,
    )
    .where(_HORIZON.site == bindparam("site"))
    .order_by(_HORIZON.until_day)
)
_PUT_MOVE = prepared_upsert(QuotaMove)
_MOVES = prepared(
    select(_MOVE.item, _MOVE.site, _MOVE.from_day, _MOVE.old_until)
    .where(_MOVE.member == bindparam("member"))
    .order_by(_MOVE.item)
)
_PUT_RELEASE = prepared_upsert(QuotaRelease)
_RELEASES = prepared(
    select(_RELEASE.item, _RELEASE.from_day).where(_RELEASE.member == bindparam("member"))
)


def put_horizon(session: Session, fields: dict[str, Any]) -> None:
    session.run(_PUT_HORIZON, **fields)


def horizons_of(session: Session, site: SiteNo) -> list[tuple[Epoch, Horizon]]:
    """Every horizon ever granted to a site, and to which of its epochs; the nearest first."""
    rows = session.rows(_HORIZONS, site=site)
    return [(Epoch(epoch), Horizon(*rest)) for epoch, *rest in rows]


def put_move(session: Session, fields: dict[str, Any]) -> None:
    session.run(_PUT_MOVE, **fields)


def moves_of(session: Session, member: MemberNo) -> list[Naming]:
    """The items that name a member's home anew, in order."""
    return [Naming(*row) for row in session.rows(_MOVES, member=member)]


def put_release(session: Session, member: MemberNo, item: int, from_day: TradeDay) -> None:
    session.run(_PUT_RELEASE, member=member, item=item, from_day=from_day)


def releases_of(session: Session, member: MemberNo) -> dict[int, TradeDay]:
    """The items that were ended here, and from which day each."""
    return dict(session.rows(_RELEASES, member=member))
