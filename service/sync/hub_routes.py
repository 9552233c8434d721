"""The hub's side of the wire: greeting, journals in, journals back to their own site, feeds out."""

from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from service import __version__
from service.desk import answer_of
from service.feeds import store as feeds
from service.feeds.page import FOR_ALL, join_page
from service.http_problems import Problem, problem_answers
from service.kept_answers import Answer
from service.kit.cose import to_text
from service.session import Session
from service.sites.records import SITE_RECORD_PREFIX
from service.sync import held_store as store
from service.sync.asking import Asked, Asking, FeedPath, FromSite
from service.sync.held_store import MAIN, Branch
from service.sync.journal_batch import MOST_EVENTS, BatchFlaw, JournalBatch, read_batch, write_batch
from service.sync.mark_journal import mark_journal
from service.sync.messages import (
    PROTOCOL,
    AsideBody,
    EndBody,
    HeadBody,
    HelloBody,
    PlaceBody,
    ReceivedBody,
    sign_time,
)
from service.sync.receive_journal import Sender, Unlinked, receive_journal
from service.sync.relay_store import cursors_of
from service.vocabulary import Epoch, SiteNo

router = APIRouter(prefix="/sync/v1", tags=["sync"])

SitePath = Annotated[str, Path(pattern="^S[0-9]{2}$")]
EpochPath = Annotated[str, Path(pattern="^[0-9a-f]{8}$")]

ASIDE_TOLD: Final = 20
BATCH_TYPE: Final = "application/gzip"
PAGE_TYPE: Final = "text/plain; charset=utf-8"


class HelloQuery(BaseModel):
    """``nonce``: what the caller drew, to be signed with the hub's time."""

    model_config = ConfigDict(extra="forbid")

    nonce: str = Field(pattern="^[0-9a-f]{16,64}$")


class FromQuery(BaseModel):
    """``from``: seq of the first event of the batch."""

    model_config = ConfigDict(extra="forbid")

    from_seq: int = Field(alias="from", ge=1, le=2**53 - 1)


class TailQuery(BaseModel):
    """``after``: the seq above which events are asked for."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(ge=0, le=2**53 - 1)


class FeedQuery(BaseModel):
    """``after``: the position that is held, as generation and number, ``1.25000``."""

    model_config = ConfigDict(extra="forbid")

    audience: str = Field(pattern="^(all|S[0-9]{2})$")
    after: str = Field(pattern=r"^[0-9]{1,9}\.[0-9]{1,15}$")


@router.get("/hello", response_model=HelloBody, responses=problem_answers())
async def get_hello(asking: FromSite, query: Annotated[HelloQuery, Query()]) -> Response:
    """Who the hub is and what time it has; and to a site that signs, how far its journals are held
    and how far each feed goes."""

    def greet(session: Session) -> Answer:
        asked = asking.judge(session) if asking.shown else None
        if isinstance(asked, Problem):
            return answer_of(asked, asked.status)
        return answer_of(_hello(session, asking, query.nonce, asked), 200)

    return await asking.read(greet)


@router.post(
    "/journals/{site}/{epoch}",
    response_model=ReceivedBody,
    responses=problem_answers(409, 413),
)
async def post_journal(
    site: SitePath, epoch: EpochPath, asking: FromSite, query: Annotated[FromQuery, Query()]
) -> Response:
    """Take in a batch of a site's journal (gzip of lines), from the site itself."""
    batch = read_batch(asking.body, SiteNo(site), Epoch(epoch))
    if isinstance(batch, BatchFlaw):
        status = 413 if batch is BatchFlaw.TOO_LARGE else 422
        return asking.respond(answer_of(Problem(batch, status), status))
    if batch.first != query.from_seq:
        return asking.respond(answer_of(Problem(BatchFlaw.UNREADABLE, 422), 422))

    def receive(session: Session) -> Answer:
        asked = asking.judge(session)
        if isinstance(asked, Problem) or asked.site != site:
            problem = asked if isinstance(asked, Problem) else Problem("not_allowed", 403)
            return answer_of(problem, problem.status)
        at_ms = asking.centre.clock.now().at_ms
        sender = Sender(asked.site, Epoch(epoch), asked.trust, at_ms)
        done = receive_journal(session, batch, sender, asking.centre.appliers)
        return _tell(session, asking, sender, done)

    return await asking.write(receive)


@router.get(
    "/journals/{site}/{epoch}",
    response_class=Response,
    responses={200: {"content": {BATCH_TYPE: {}}}, 204: {}, **problem_answers(404)},
)
async def get_journal(
    site: SitePath, epoch: EpochPath, asking: FromSite, query: Annotated[TailQuery, Query()]
) -> Response:
    """Give a site the end of its own journal back, as it once came; 204 where there is no more."""

    def give(session: Session) -> Answer:
        asked = asking.judge(session)
        if isinstance(asked, Problem) or asked.site != site or not asked.is_current:
            problem = asked if isinstance(asked, Problem) else Problem("not_allowed", 403)
            return answer_of(problem, problem.status)
        held = store.branches(session, SiteNo(site), Epoch(epoch))
        if not held:
            return answer_of(Problem("not_found", 404), 404)
        data = _tail(session, held[0], query.after)
        return Answer(200 if data else 204, BATCH_TYPE, data)

    return await asking.read(give)


@router.get(
    "/feeds/{feed}",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, 204: {}, **problem_answers()},
)
async def get_feed(
    feed: FeedPath, asking: FromSite, query: Annotated[FeedQuery, Query()]
) -> Response:
    """Give the next page of a feed for all, or for the site that asks; 204 where it ends."""
    generation, _, number = query.after.partition(".")

    def give(session: Session) -> Answer:
        asked = asking.judge(session)
        if isinstance(asked, Problem):
            return answer_of(asked, asked.status)
        if not asked.is_current or query.audience not in (FOR_ALL, asked.site):
            return answer_of(Problem("not_allowed", 403), 403)
        page = feeds.page_after(
            session, feed, query.audience, generation=int(generation), number=int(number)
        )
        if page is None:
            return Answer(204, PAGE_TYPE, b"")
        return Answer(200, PAGE_TYPE, join_page(page.header, feeds.entries_of(session, page)))

    return await asking.read(give)


def _hello(session: Session, asking: Asking, nonce: str, asked: Asked | None) -> HelloBody:
    centre, at_ms = asking.centre, asking.centre.clock.now().at_ms
    signer = centre.identity.keys.signer
    told: dict[str, Any] = {}
    if asked is not None:
        held = store.branches_of(session, asked.site)
        main = [each for each in held if each.branch == MAIN]
        sign = partial(mark_journal, session, signer=signer, at_ms=at_ms)
        told = {
            "marks": {each.epoch: sign(each) for each in main},
            "ends": {each.epoch: _end(session, each) for each in main},
            "feeds": _places(session, asked.site),
            "relayed": cursors_of(session, asked.site),
        }
    return HelloBody(
        protocols=[PROTOCOL],
        software=__version__,
        site=centre.receiver.site,
        epoch=centre.receiver.epoch,
        record=to_text(SITE_RECORD_PREFIX, centre.signed_record),
        challenge=centre.challenge(),
        time=sign_time(at_ms, nonce, signer),
        **told,
    )


def _end(session: Session, main: Branch) -> EndBody:
    return EndBody.of(store.newest_points(session, main)[0])


def _places(session: Session, site: SiteNo) -> list[PlaceBody]:
    return [
        PlaceBody(
            feed=feed,
            audience=audience,
            generation=place.generation,
            number=place.number,
            head=place.head.hex(),
        )
        for (feed, audience), place in feeds.all_positions(session).items()
        if audience in (FOR_ALL, site)
    ]


def _tell(
    session: Session, asking: Asking, sender: Sender, done: Branch | Unlinked | BatchFlaw
) -> Answer:
    if isinstance(done, BatchFlaw):
        return answer_of(Problem(done, 422), 422)
    held = store.branches(session, sender.site, sender.epoch)
    signer = asking.centre.identity.keys.signer
    mark = mark_journal(session, held[0], signer=signer, at_ms=sender.at_ms) if held else ""
    if isinstance(done, Unlinked):
        known = [HeadBody.of(each).model_dump() for each in done.known]
        return answer_of(Problem("batch_unlinked", 409, known={"mark": mark, "known": known}), 409)
    aside = [
        AsideBody(seq=each.seq, type=each.type, reason=each.reason, software=each.software)
        for each in store.aside_of(session, sender.site)
        if each.epoch == sender.epoch and each.dismissed_by is None
    ]
    said = ReceivedBody(
        mark=mark, head=HeadBody.of(done.stored), branch=done.branch, aside=aside[:ASIDE_TOLD]
    )
    return answer_of(said, 200)


def _tail(session: Session, main: Branch, after: int) -> bytes:
    """The next batch above a seq, up to the last head in it that the site itself has signed."""
    rows = store.events_after(session, main, after, count=MOST_EVENTS)
    end = store.point_between(session, main, after + 1, rows[-1].seq) if rows else None
    if end is None:
        return b""
    events = tuple(each.bytes for each in rows if each.seq <= end.seq)
    return write_batch(JournalBatch(events, end))
