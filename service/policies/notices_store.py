"""All SQL of the notices on how sites stand."""

from sqlalchemy import bindparam, or_, select

from service.kit import canonical_json
from service.policies.rules.notices import Notice, read_notice
from service.policies.tables import SiteNoticeRow
from service.session import Session, columns_of, kept_until_changed, prepared, prepared_upsert
from service.vocabulary import SiteNo

_NOTICE = columns_of(SiteNoticeRow)
_NOT_OVER = prepared(
    select(_NOTICE.body)
    .where(
        _NOTICE.site == bindparam("site"),
        or_(_NOTICE.until_ms.is_(None), _NOTICE.until_ms > bindparam("at_ms")),
    )
    .order_by(_NOTICE.number)
)
_HOUR_MS = 3_600_000
_PUT = prepared_upsert(SiteNoticeRow)


def notices_not_over(session: Session, site: SiteNo, at_ms: int) -> list[Notice]:
    """The notices on a site that hold at a moment (ms, UTC) or are to come."""
    notices = _not_over_by_the_hour(session, site, at_ms - at_ms % _HOUR_MS)
    return [each for each in notices if each.until_ms is None or each.until_ms > at_ms]


@kept_until_changed(SiteNoticeRow)
def _not_over_by_the_hour(session: Session, site: SiteNo, hour_ms: int) -> list[Notice]:
    rows = session.rows(_NOT_OVER, site=site, at_ms=hour_ms)
    return [read_notice(canonical_json.decode(row[0])) for row in rows]


def put_notice(session: Session, site: SiteNo, notice: Notice, body: bytes) -> None:
    session.run(
        _PUT,
        number=notice.number,
        site=site,
        from_ms=notice.from_ms,
        until_ms=notice.until_ms,
        body=body,
    )
