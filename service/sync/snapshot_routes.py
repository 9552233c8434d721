"""The hub's snapshots over HTTP: whole, or from a byte on, for a download that was cut."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.desk import answer_of
from service.feeds.page import FOR_ALL
from service.feeds.snapshot import LARGEST_SNAPSHOT_BYTES, SNAPSHOT_HEADER
from service.http_problems import Problem, problem_answers
from service.session import Session
from service.sync.asking import FeedPath, FromSite
from service.sync.keep_snapshots import Snapshot, Snapshots

router = APIRouter(prefix="/sync/v1", tags=["sync"])

SNAPSHOT_TYPE: Final = "application/gzip"
_FROM: Final = re.compile(r"bytes=([0-9]{1,12})-")


class SnapshotQuery(BaseModel):
    """For whom the feed is: ``all``, or the site that asks."""

    model_config = ConfigDict(extra="forbid")

    audience: str = Field(pattern="^(all|S[0-9]{2})$")


class Part(BaseModel):
    """``range``: from which byte on (``bytes=N-``; any other form is answered with all of it);
    ``if_range``: the entity tag that this was of, without which nothing is left out."""

    range: str = ""
    if_range: str = Field("", alias="if-range")


@router.get(
    "/snapshots/{feed}",
    response_class=Response,
    responses={
        200: {"content": {SNAPSHOT_TYPE: {}}},
        204: {},
        206: {"content": {SNAPSHOT_TYPE: {}}},
        **problem_answers(416),
    },
)
async def get_snapshot(
    feed: FeedPath,
    asking: FromSite,
    request: Request,
    query: Annotated[SnapshotQuery, Query()],
    part: Annotated[Part, Header()],
) -> Response:
    """Give all pages of a feed in one gzip, under a header that the hub signs; 204 where there are
    none, and where they are more than one answer holds."""
    kept: Snapshots = request.app.state.snapshots

    def give(session: Session) -> Snapshot | Problem | None:
        asked = asking.judge(session)
        if isinstance(asked, Problem):
            return asked
        if not asked.is_current or query.audience not in (FOR_ALL, asked.site):
            return Problem("not_allowed", 403)
        return kept.of(session, feed, query.audience)

    found = await asking.centre.database.read(give)
    if isinstance(found, Problem):
        return asking.respond(answer_of(found, found.status))
    if found is None or found.header.size > LARGEST_SNAPSHOT_BYTES:
        return asking.challenged(Response(status_code=204))
    return asking.challenged(_answer(found, part))


def _answer(snapshot: Snapshot, part: Part) -> Response:
    size, tag = snapshot.header.size, f'"{snapshot.header.digest.hex()}"'
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        SNAPSHOT_HEADER: snapshot.signed,
    }
    said = _FROM.fullmatch(part.range) if part.if_range == tag else None
    if said is None:
        return Response(snapshot.packed, headers=headers, media_type=SNAPSHOT_TYPE)
    first = int(said[1])
    if first >= size:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{size - 1}/{size}"
    content = snapshot.packed[first:]
    return Response(content, status_code=206, headers=headers, media_type=SNAPSHOT_TYPE)
