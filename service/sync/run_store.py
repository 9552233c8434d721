"""All SQL of what sites tell of themselves and of their runs."""

from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from service.session import Session, columns_of, prepared, prepared_upsert
from service.sync.run_tables import SiteReport, SyncRunRow
from service.vocabulary import SiteNo


class Told(NamedTuple):
    """A row of ``site_reports``."""

    site: SiteNo
    at_ms: int
    body: bytes


class KeptRun(NamedTuple):
    """A row of ``sync_runs``."""

    site: SiteNo
    at_ms: int
    outcome: str
    events: int
    aside: int
    pages: int


_REPORT = columns_of(SiteReport)
_RUN = columns_of(SyncRunRow)
_PUT_REPORT = prepared_upsert(SiteReport)
_REPORTS = prepared(select(*_REPORT).order_by(_REPORT.site))
_PUT_RUN = prepared_upsert(SyncRunRow)
_LAST_RUN = prepared(
    select(_RUN.outcome).where(_RUN.site == bindparam("site")).order_by(_RUN.at_ms.desc()).limit(1)
)
_RUNS = prepared(
    select(*_RUN)
    .where(_RUN.at_ms < bindparam("before_ms"))
    .order_by(_RUN.at_ms.desc(), _RUN.site)
    .limit(bindparam("count"))
)
_RUNS_OF = prepared(
    select(*_RUN)
    .where(_RUN.site == bindparam("site"), _RUN.at_ms < bindparam("before_ms"))
    .order_by(_RUN.at_ms.desc())
    .limit(bindparam("count"))
)
_DROP_RUNS = prepared(delete(SyncRunRow).where(_RUN.at_ms < bindparam("before_ms")))


def put_report(session: Session, told: Told) -> None:
    session.run(_PUT_REPORT, **told._asdict())


def all_reports(session: Session) -> dict[SiteNo, Told]:
    """What each site last told of itself."""
    return {row[0]: Told(*row) for row in session.rows(_REPORTS)}


def put_run(session: Session, run: KeptRun) -> None:
    session.run(_PUT_RUN, **run._asdict())


def last_outcome(session: Session, site: SiteNo) -> str | None:
    """How the last run that was kept of a site ended."""
    outcome: str | None = session.value(_LAST_RUN, site=site)
    return outcome


def runs_before(
    session: Session, before_ms: int, *, site: SiteNo | None = None, count: int = 100
) -> list[KeptRun]:
    """Runs below a time (ms, UTC), of one site or of all, the newest first."""
    if site is None:
        rows = session.rows(_RUNS, before_ms=before_ms, count=count)
    else:
        rows = session.rows(_RUNS_OF, site=site, before_ms=before_ms, count=count)
    return [KeptRun(*row) for row in rows]


def drop_runs(session: Session, *, before_ms: int) -> None:
    session.run(_DROP_RUNS, before_ms=before_ms)
