"""A roster over HTTP, at a machine that may sign: judged, signed, applied, and told row by row."""

import asyncio
from io import BytesIO
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartParser

from service.database import Busy
from service.desk import Caller, Counter, at_counter, officers
from service.group_commit import NotWriting
from service.groups.give_back_rows import give_back_rows
from service.groups.row_faults import GROUP_SENTENCES, shape_sentence
from service.http_guard import UPLOAD_LIMIT
from service.http_problems import Problem, problem_answers
from service.journal.act import Act
from service.kit.read_table import TableFault
from service.kit.rejected_rows import WORKBOOK
from service.members.languages import Language, language_of_header
from service.members.row_faults import fault_sentence, file_sentence
from service.members.rules import RowFault
from service.sync.import_roster import (
    Imported,
    RosterImport,
    SigningPlace,
    SigningRefusal,
    import_roster,
)
from service.sync.running_site import SiteOnLoop
from service.vocabulary import Role

router = APIRouter(prefix="/v1", tags=["roster"])

Operating = Annotated[Counter, at_counter(officers(Role.OPERATOR, console=True))]

ROWS_TOLD: Final = 500
"""A file whose every row is bad need not be told in 25,000 sentences."""

_UPLOAD: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class RosterQuery(BaseModel):
    """``dry_run`` judges only; ``skip_bad`` publishes the good rows of a list with bad ones.

    Sentences are in ``lang``, else in the language that the browser prefers (Accept-Language).
    """

    model_config = ConfigDict(extra="forbid")

    dry_run: bool = False
    skip_bad: bool = False
    lang: Language | None = None


class RejectedQuery(BaseModel):
    """In which language the reasons are told, if not in that of the browser."""

    model_config = ConfigDict(extra="forbid")

    lang: Language | None = None


class RowBody(BaseModel):
    """What is wrong in which line and field, the value masked; ``sentence`` says all of it."""

    line: int
    field: str
    value: str
    reason: str
    sentence: str


class ShapeBody(BaseModel):
    """Where a group departs from the model "1+n20+1"."""

    group: str
    warning: str
    sentence: str


class RosterBody(BaseModel):
    """What a roster came to. Nothing is ``published`` after a dry run, or when bad rows kept the
    whole list out; ``pages`` signed pages were applied here. The first 500 rows are told."""

    published: bool
    accepted: int
    added: int
    changed: int
    unchanged: int
    bad: int
    faults: list[RowBody] = Field(max_length=ROWS_TOLD)
    warnings: list[RowBody] = Field(max_length=ROWS_TOLD)
    shapes: list[ShapeBody]
    pages: int


@router.post(
    "/roster",
    response_model=RosterBody,
    responses=problem_answers(409, 413),
    openapi_extra=_UPLOAD,
)
async def post_roster(
    request: Request, counter: Operating, query: Annotated[RosterQuery, Query()]
) -> Response:
    """Import a roster (CSV or XLSX, Chinese or English headings), as `twogate import roster`."""
    if answered := await counter.answered():
        return answered
    content = await _content(request)
    if content is None:
        return counter.answer(_MISSING)
    try:
        done = await _import(request, counter, query, content)
    except (Busy, NotWriting) as fault:
        return counter.answer(Problem(_STORAGE[type(fault)], 503))

    def verb(act: Act, _: Caller) -> RosterBody | Problem:
        if isinstance(done, Imported) and done.report.published:
            act.record("roster.imported", _counts(done))
        return _show(done, _language(request, query.lang))

    return await counter.write(verb)


@router.post(
    "/roster/rejected",
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {}, WORKBOOK: {}}, "description": "The bad rows alone"},
        **problem_answers(409, 413),
    },
    openapi_extra=_UPLOAD,
)
async def post_roster_for_rejected(
    request: Request, counter: Operating, query: Annotated[RejectedQuery, Query()]
) -> Response:
    """Judge a roster, publish nothing, and give back its bad rows with the reasons in a last
    column: as it was handed in, to be corrected and handed in again. Nothing of it is kept."""
    refused = await counter.look(lambda session, caller: None)
    if isinstance(refused, Problem):
        return counter.answer(refused)
    content = await _content(request)
    if content is None:
        return counter.answer(_MISSING)
    judged = await _import(request, counter, RosterQuery(dry_run=True), content)
    language = _language(request, query.lang)
    if not isinstance(judged, Imported):
        problem = _show(judged, language)
        assert isinstance(problem, Problem)
        return counter.answer(problem)
    given = await asyncio.to_thread(
        give_back_rows, "roster", BytesIO(content), judged.report.faults, language
    )
    named = f'attachment; filename="rejected{given.suffix}"'
    headers = {"Cache-Control": "no-store", "Content-Disposition": named}
    return Response(given.content, headers=headers, media_type=given.media_type)


def _language(request: Request, asked: Language | None) -> Language:
    return asked or language_of_header(request.headers.get("accept-language", ""))


_MISSING: Final = Problem(
    "validation_failed", 422, known={"fields": [{"field": "body.file", "reason": "missing"}]}
)
_STORAGE: Final[dict[type[Exception], Literal["busy", "site_not_writing"]]] = {
    Busy: "busy",
    NotWriting: "site_not_writing",
}


MultiPartParser.spool_max_size = UPLOAD_LIMIT  # a roster never lies on the disk, not even for long


async def _content(request: Request) -> bytes | None:
    # The body was read for its digest, so that the form is made of what was kept of it.
    async with request.form(max_files=1, max_fields=1) as form:
        file = form.get("file")
        return await file.read() if isinstance(file, UploadFile) else None


async def _import(
    request: Request, counter: Counter, query: RosterQuery, content: bytes
) -> Imported | SigningRefusal | TableFault:
    place: SigningPlace = request.app.state.signing_place
    site = SiteOnLoop(
        counter.desk,
        request.app.state.feed_appliers,
        request.app.state.raise_floor,
        asyncio.get_running_loop(),
    )
    what = RosterImport(BytesIO(content), query.dry_run, query.skip_bad)
    try:
        return await asyncio.to_thread(import_roster, what, place, site)
    except TableFault as fault:
        return fault


def _counts(done: Imported) -> dict[str, Any]:
    report = done.report
    return {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "bad": len(report.faults),
    }


def _show(done: Imported | SigningRefusal | TableFault, language: Language) -> RosterBody | Problem:
    if isinstance(done, SigningRefusal):
        return Problem(done, 409)
    if isinstance(done, TableFault):
        known = {"reason": done.reason, "sentence": file_sentence(done, language)}
        return Problem("not_a_roster", 409, known=known)
    report = done.report
    shapes = [
        ShapeBody(group=group, warning=warning, sentence=shape_sentence(group, warning, language))
        for group, warning in report.shapes
    ]
    return RosterBody(
        published=report.published,
        accepted=report.accepted,
        faults=_rows(report.faults, language),
        warnings=_rows(report.warnings, language),
        shapes=shapes,
        pages=done.pages,
        **_counts(done),
    )


def _rows(faults: list[RowFault], language: Language) -> list[RowBody]:
    return [
        RowBody(
            line=fault.line,
            field=fault.field,
            value=fault.value,
            reason=fault.reason,
            sentence=fault_sentence(fault, language, GROUP_SENTENCES),
        )
        for fault in faults[:ROWS_TOLD]
    ]
