"""The trade day over HTTP: how it stands, opening it, closing it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.days import rules, store
from service.days.bodies import SecondOfficerBody
from service.days.close_day import close_day
from service.days.find_closing import find_closing
from service.days.open_day import open_day
from service.desk import Caller, Counter, at_counter, officers
from service.http_problems import Problem, problem_answers
from service.journal import store as journal_store
from service.journal.act import Act
from service.journal.event import EventName
from service.kit.clock import Moment, local_date
from service.session import Session
from service.sites.day_keys import DayKeys
from service.vocabulary import OfficerNo, Role, SiteNo, TradeDay

router = APIRouter(prefix="/v1/day", tags=["trade day"])

Reading = Annotated[Counter, at_counter(officers(Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR))]
Supervising = Annotated[Counter, at_counter(officers(Role.SUPERVISOR))]
Closing = Annotated[Counter, at_counter(officers(Role.SUPERVISOR, step_up=True))]


@dataclass(frozen=True, slots=True)
class DayWitnesses:
    """What the day needs of slices that come after it; the door hands it in.

    ``proves_officer`` checks a second officer's PIN for those whom the counter admits;
    ``may_open`` says whether the clock may open a day now, ``opened`` records what else a day
    begins with, in the same act; ``day_keys`` are what the site draws with.
    """

    zone: ZoneInfo
    day_keys: DayKeys | None
    totals: Callable[[Session, TradeDay], dict[str, int]]
    proves_officer: Callable[[Counter, OfficerNo, str], Awaitable[Problem | None]]
    may_open: Callable[[Session, TradeDay, int], bool]
    opened: Callable[[Act], object]

    def today(self, moment: Moment) -> TradeDay:
        return TradeDay(local_date(moment, self.zone))


class OpenDayBody(BaseModel):
    """The date to open, ``YYYY-MM-DD``."""

    model_config = ConfigDict(extra="forbid")

    day: str = Field(min_length=10, max_length=10)
    second: SecondOfficerBody | None = None


class CloseDayBody(BaseModel):
    """Closing takes nothing but the intention."""

    model_config = ConfigDict(extra="forbid")


class ClosingBody(BaseModel):
    """When the day was closed (ms, UTC), and where the chain then ended: what its slip says.
    ``reference`` names the event at that end, whose receipt the slip carries."""

    at: int
    seq: int
    head: str
    reference: str


class DayBody(BaseModel):
    """How the open day stands, or the last one. ``needs`` says who must vouch for opening
    ``suggested``; ``seq`` and ``head`` are where the journal's chain ends now. ``closing`` is of a
    closed day, and ``None`` once so much was recorded since that its slip is found no more;
    ``reference`` names the event at the end, whose receipt a closing slip carries."""

    state: str
    day: str | None
    opened_at: int | None
    opened_by: str | None
    suggested: str
    needs: rules.Vouching
    totals: dict[str, int]
    unsent: int
    seq: int
    head: str
    reference: str
    closing: ClosingBody | None


@router.get("", response_model=DayBody, responses=problem_answers())
async def day(counter: Reading, request: Request) -> Response:
    """How the trade day stands."""

    def query(session: Session, _: Caller) -> DayBody:
        return _show(session, counter, _witnesses(request))

    return await counter.read(query)


@router.post("/open", response_model=DayBody, responses=problem_answers(409))
async def post_open(body: OpenDayBody, counter: Supervising, request: Request) -> Response:
    """Open the trade day; where the clock cannot vouch for its date, officers must."""
    witnesses = _witnesses(request)
    if body.second:
        unproved = await witnesses.proves_officer(
            counter, OfficerNo(body.second.officer), body.second.pin
        )
        if unproved:
            return counter.answer(unproved)

    def verb(act: Act, caller: Caller) -> DayBody | Problem:
        opened = open_day(
            act,
            body.day,
            today=witnesses.today(act.moment),
            stepped_up=caller.stepped_up,
            second_officer=OfficerNo(body.second.officer) if body.second else None,
        )
        if isinstance(opened, rules.DayRefusal):
            return _refuse(opened)
        witnesses.opened(act)
        return _show(act.session, counter, witnesses)

    return await counter.write(verb)


@router.post("/close", response_model=DayBody, responses=problem_answers(409))
async def post_close(body: CloseDayBody, counter: Closing, request: Request) -> Response:
    """Close the trade day, with the PIN once more; the answer is the closing slip."""
    witnesses = _witnesses(request)

    def verb(act: Act, _: Caller) -> DayBody | Problem:
        totals = witnesses.totals(act.session, act.day) if act.day else {}
        closed = close_day(act, totals, keys=witnesses.day_keys)
        if isinstance(closed, rules.DayRefusal):
            return _refuse(closed)
        return _show(act.session, counter, witnesses)

    return await counter.write(verb)


def _witnesses(request: Request) -> DayWitnesses:
    witnesses: DayWitnesses = request.app.state.day_witnesses
    return witnesses


def _refuse(refusal: rules.DayRefusal) -> Problem:
    return Problem(refusal, 403 if refusal is rules.DayRefusal.STEP_UP_NEEDED else 409)


def _show(session: Session, counter: Counter, witnesses: DayWitnesses) -> DayBody:
    desk = counter.desk
    moment = desk.clock.now()
    last = store.latest(session)
    head = journal_store.head_of(session, desk.journal.epoch, desk.journal.genesis)
    today, last_day = witnesses.today(moment), last.day if last else None
    suggested = rules.suggest_day(today=today, last_day=last_day)
    is_open = last is not None and last.closed_at_ms is None
    return DayBody(
        state="open" if is_open else "closed",
        day=last_day,
        opened_at=last.opened_at_ms if last else None,
        opened_by=last.opened_by if last else None,
        suggested=suggested,
        needs=rules.vouching_needed(suggested, today=today, trust=moment.trust),
        totals=witnesses.totals(session, last.day) if last else {},
        unsent=head.seq,
        seq=head.seq,
        head=head.hash.hex(),
        reference=str(EventName(desk.identity.site, desk.journal.epoch, head.seq)),
        closing=_closing(session, last, desk.identity.site) if last and not is_open else None,
    )


def _closing(session: Session, day: store.KeptDay, site: SiteNo) -> ClosingBody | None:
    end = find_closing(session, day.day)
    if end is None or day.closed_at_ms is None:
        return None
    reference = EventName(site, end.epoch, end.seq)
    return ClosingBody(
        at=day.closed_at_ms, seq=end.seq, head=end.hash.hex(), reference=str(reference)
    )
