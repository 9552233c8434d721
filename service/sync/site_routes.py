"""The site's end of the wire for the process of this machine that carries: `twogate sync`.

That process has the network and this one does not, so it asks here for what goes up and brings
here what the hub has said. The console's token opens these, and nothing else does.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from service.database import Busy
from service.desk import Allow, Caller, Counter, at_counter
from service.group_commit import NotWriting
from service.http_problems import Problem, problem_answers
from service.session import Session
from service.sync import site_end
from service.sync.site_bodies import (
    BatchQuery,
    CommonBody,
    HeardBody,
    HelloHeardBody,
    JournalsBody,
    KnownBody,
    MarkHeardBody,
    OwnJournalBody,
    TriedBody,
)
from service.sync.site_end import Heard, Hearing, SiteEnd
from service.vocabulary import Epoch

router = APIRouter(prefix="/v1/sync", tags=["sync"])

Console = Annotated[Counter, at_counter(Allow(console=True))]
EpochPath = Annotated[str, Path(pattern="^[0-9a-f]{8}$")]


@router.get("/journals", response_model=JournalsBody, responses=problem_answers())
async def get_journals(counter: Console, request: Request) -> Response:
    """Which epochs this site has, how far they go and how far the hub has signed for them."""
    end = _end(request)

    def query(session: Session, _: Caller) -> JournalsBody:
        own = site_end.own_journals(session, end)
        return JournalsBody(
            journals=[
                OwnJournalBody(
                    epoch=each.epoch,
                    seq=each.head.seq,
                    head=each.head.hash.hex(),
                    stored=each.stored,
                )
                for each in own
            ]
        )

    return await counter.read(query)


@router.get(
    "/journals/{epoch}",
    response_class=Response,
    responses={200: {"content": {"application/gzip": {}}}, 204: {}, **problem_answers()},
)
async def get_batch(
    epoch: EpochPath, counter: Console, request: Request, query: Annotated[BatchQuery, Query()]
) -> Response:
    """The next batch of an epoch, signed at its end; 204 where there is nothing to send."""
    end = _end(request)

    def cut(session: Session, _: Caller) -> bytes | None:
        return site_end.cut_batch(session, end, Epoch(epoch), after=query.after, most=query.most)

    data = await counter.look(cut)
    if isinstance(data, Problem):
        return counter.answer(data)
    if data is None:
        return Response(status_code=204)
    return Response(data, media_type="application/gzip", headers={"Cache-Control": "no-store"})


@router.post("/common", response_model=CommonBody, responses=problem_answers())
async def post_common(body: KnownBody, counter: Console) -> Response:
    """The last place that the hub's chain and ours have in common."""
    heads = [each.head for each in body.known]

    def query(session: Session, _: Caller) -> CommonBody:
        return CommonBody(seq=site_end.common_head(session, Epoch(body.epoch), heads))

    return await counter.read(query)


@router.post("/hello", response_model=HeardBody, responses=problem_answers())
async def post_hello(body: HelloHeardBody, counter: Console, request: Request) -> Response:
    """Take in the hub's greeting: its time and its marks, if it is the hub."""
    judge = partial(site_end.judge_hello, end=_end(request), hello=body.hello, nonce=body.nonce)
    return await _hear(counter, _end(request), lambda session, _: judge(session))


@router.post("/marks", response_model=HeardBody, responses=problem_answers())
async def post_mark(body: MarkHeardBody, counter: Console, request: Request) -> Response:
    """Take in a mark: how far the hub holds an own epoch."""
    judge = partial(site_end.judge_mark, end=_end(request), record=body.record, text=body.mark)
    return await _hear(counter, _end(request), lambda session, _: judge(session))


@router.post("/tries", response_model=HeardBody, responses=problem_answers())
async def post_try(body: TriedBody, counter: Console) -> Response:
    """Note what came of an attempt, for the screens."""
    refused = await counter.look(lambda session, caller: None)
    if isinstance(refused, Problem):
        return counter.answer(refused)
    note = partial(
        site_end.note_try,
        outcome=body.outcome,
        reached=body.reached,
        at_ms=counter.desk.clock.now().at_ms,
    )
    with suppress(Busy, NotWriting):
        await counter.desk.database.write(note)
    return counter.answer(HeardBody(heard=Heard.BELIEVED))


async def _hear(
    counter: Counter, end: SiteEnd, judge: Callable[[Session, Caller], Hearing]
) -> Response:
    """Judge on a reader, keep on the writer if it takes anything, and act on it."""
    hearing = await counter.look(judge)
    if isinstance(hearing, Problem):
        return counter.answer(hearing)
    with suppress(Busy, NotWriting):
        await counter.desk.database.write(partial(site_end.keep_marks, hearing=hearing))
    end.act_on(hearing)
    return counter.answer(HeardBody(heard=hearing.heard))


def _end(request: Request) -> SiteEnd:
    end: SiteEnd = request.app.state.site_end
    return end
