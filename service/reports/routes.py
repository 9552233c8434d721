"""Reports over HTTP, for operators and auditors of the hub: sites, runs, sums and their files."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.desk import Caller, Counter, at_counter, officers
from service.http_problems import Problem, problem_answers
from service.reports.make_report import Report, Wanted, make_report
from service.reports.rules import By, read_span
from service.reports.show import MOST_RUNS, ReportBody, RunBody, RunsBody, SiteStatesBody
from service.reports.show_sites import show_sites
from service.reports.words import Language
from service.reports.write_file import MEDIA_TYPES, Form, write_file
from service.session import Session
from service.sync.asking import Centre
from service.sync.run_store import runs_before
from service.vocabulary import Role, SiteNo

router = APIRouter(prefix="/v1/hub", tags=["hub"])

Watching = Annotated[Counter, at_counter(officers(Role.OPERATOR, Role.AUDITOR, console=True))]
SteppedUp = Annotated[
    Counter, at_counter(officers(Role.OPERATOR, Role.AUDITOR, step_up=True, console=True))
]

DayField = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class RunsQuery(BaseModel):
    """``site``: of that one alone; ``before``: older than that (ms, UTC)."""

    model_config = ConfigDict(extra="forbid")

    site: str | None = Field(default=None, pattern="^S[0-9]{2}$")
    before: int = Field(default=2**53 - 1, ge=0, le=2**53 - 1)
    count: int = Field(default=50, ge=1, le=MOST_RUNS)


class ReportQuery(BaseModel):
    """Trade days from ``since`` to ``until``, both included, at most 366 of them."""

    model_config = ConfigDict(extra="forbid")

    since: DayField
    until: DayField
    by: By
    component: int | None = Field(default=None, ge=1, le=2**31 - 1)


class FileQuery(ReportQuery):
    """The same as a file, its headings in a language."""

    form: Form
    lang: Language = "zh-CN"


@router.get("/states", response_model=SiteStatesBody, responses=problem_answers())
async def get_states(counter: Watching, request: Request) -> Response:
    """How each site stands, the worst first."""
    centre: Centre = request.app.state.centre

    def query(session: Session, _: Caller) -> SiteStatesBody:
        return show_sites(session, centre.trust(session), now_ms=centre.clock.now().at_ms)

    return await counter.read(query)


@router.get("/runs", response_model=RunsBody, responses=problem_answers())
async def get_runs(counter: Watching, asked: Annotated[RunsQuery, Query()]) -> Response:
    """What the runs of the sites brought, the newest first."""
    site = SiteNo(asked.site) if asked.site else None

    def query(session: Session, _: Caller) -> RunsBody:
        kept = runs_before(session, asked.before, site=site, count=asked.count)
        runs = [
            RunBody(at=each.at_ms, **{k: v for k, v in each._asdict().items() if k != "at_ms"})
            for each in kept
        ]
        return RunsBody(runs=runs, next=runs[-1].at if len(runs) == asked.count else None)

    return await counter.read(query)


@router.get("/reports/{report}", response_model=ReportBody, responses=problem_answers())
async def get_report(
    report: Report, counter: Watching, asked: Annotated[ReportQuery, Query()]
) -> Response:
    """Sums of a span of days, by day, site, hour or group.

    Refuses with ``report_span_wrong`` (422) days that are none, out of order or too many.
    """
    wanted = _wanted(counter, report, asked)
    if isinstance(wanted, Problem):
        return counter.answer(wanted)
    return await counter.read(lambda session, _: make_report(session, wanted))


@router.get(
    "/reports/{report}/file",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}, **problem_answers()},
)
async def get_report_file(
    report: Report, counter: SteppedUp, asked: Annotated[FileQuery, Query()]
) -> Response:
    """The same as a file for a spreadsheet; asks for the PIN again."""
    wanted = _wanted(counter, report, asked)
    if isinstance(wanted, Problem):
        return counter.answer(wanted)
    made = await counter.look(lambda session, _: make_report(session, wanted))
    if isinstance(made, Problem):
        return counter.answer(made)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{_file_name(report, asked)}"',
    }
    content = write_file(made, asked.form, asked.lang)
    return Response(content, 200, headers, MEDIA_TYPES[asked.form])


def _wanted(counter: Counter, report: Report, asked: ReportQuery) -> Wanted | Problem:
    span = read_span(asked.since, asked.until)
    if span is None:
        return Problem("report_span_wrong", 422)
    zone: str = counter.request.app.state.time_zone
    return Wanted(report, asked.by, span, asked.component, zone)


def _file_name(report: Report, asked: FileQuery) -> str:
    return f"{report}-{asked.by}-{asked.since}-{asked.until}.{asked.form}"
