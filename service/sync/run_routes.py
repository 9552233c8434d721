"""The hub hears how a run ended, from the site that made it."""

from typing import Annotated, Final

from fastapi import APIRouter, Response
from pydantic import ValidationError

from service.desk import answer_of
from service.http_problems import Problem, problem_answers
from service.kept_answers import Answer
from service.session import Session
from service.sync import run_store as store
from service.sync.asking import Asking, from_sites
from service.sync.report_run import PATH
from service.sync.run_bodies import NotedBody, RunDone, RunReport
from service.sync.run_store import KeptRun, Told
from service.vocabulary import SiteNo

router = APIRouter(tags=["sync"])

KEPT_MS: Final = 35 * 24 * 3600 * 1000

FromSite = Annotated[Asking, from_sites()]


@router.post(PATH, response_model=NotedBody, responses=problem_answers())
async def post_run(asking: FromSite) -> Response:
    """Note how a site is and what its run did: a ``RunReport``, signed by the site."""
    try:
        report = RunReport.model_validate_json(asking.body)
    except ValidationError:
        return asking.respond(answer_of(Problem("validation_failed", 422), 422))

    def note(session: Session) -> Answer:
        asked = asking.judge(session)
        if isinstance(asked, Problem):
            return answer_of(asked, asked.status)
        if not asked.is_current:
            return answer_of(Problem("not_allowed", 403), 403)
        take_report(session, asked.site, report, at_ms=asking.centre.clock.now().at_ms)
        return answer_of(NotedBody(), 200)

    return await asking.write(note)


def take_report(session: Session, site: SiteNo, report: RunReport, *, at_ms: int) -> None:
    """Keep what a site tells of itself in place of what it told before; and its run for 35 days,
    if it brought something or did not end as the one before."""
    store.put_report(session, Told(site, at_ms, report.site.model_dump_json().encode()))
    if _is_worth_keeping(report.run, store.last_outcome(session, site)):
        store.put_run(session, KeptRun(site, at_ms, **report.run.model_dump()))
        store.drop_runs(session, before_ms=at_ms - KEPT_MS)


def _is_worth_keeping(run: RunDone, last: str | None) -> bool:
    return bool(run.events or run.pages) or run.outcome != last
