"""Replay this site's recorded days under a draft of the rules, by the rules code that decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from service.declarations.rules.assess import Assessment, Room, Today, assess_lines
from service.declarations.rules.lines import Line, LineRefused, SaidLine, read_lines
from service.declarations.rules.simulation import UNKNOWN_GOODS, WAITS, LineChange, Told
from service.declarations.rules.states import Excess, WhyNot, judge_filing
from service.journal import store as journal_store
from service.journal.event import Event
from service.policies.find_notice import find_notice
from service.policies.rules import Pack, Policy, policy_of
from service.quota.rules import PeriodKey, Root, Slot, first_day, period_key, read_vector
from service.session import Session
from service.vocabulary import ComponentNo, MemberNo, TradeDay, Unit

READ: Final = (
    "quota.period_opened",
    "transfer.sent",
    "transfer.received",
    "declaration.filed",
    "declaration.completed",
    "declaration.withdrawn",
)
_MARKS: Final = tuple(f'"type":"{each}"'.encode() for each in READ)
_NOT_HERE: Final = (WhyNot.QUOTA_ELSEWHERE, WhyNot.QUOTA_STOPPED)


@dataclass(frozen=True, slots=True)
class Draft:
    """A pack that is not in force, and by which day's limits and dates it is judged: each day by
    its own (but none before ``first``, on which the pack begins), or all by ``as_of``."""

    pack: Pack
    first: TradeDay
    as_of: TradeDay | None = None

    def on(self, day: TradeDay) -> Policy:
        return policy_of(self.pack, self.as_of or max(day, self.first))

    def goods_day(self, day: TradeDay) -> TradeDay:
        return self.as_of or max(day, self.first)


@dataclass(slots=True)
class _Account:
    """A slot under the draft; ``moved`` is what transfers brought and took."""

    root: int = 0
    moved: int = 0
    spent: int = 0
    is_root: bool = False
    was_sent_to: bool = False


@dataclass(slots=True)
class _Case:
    """A declaration as it was decided, and as the draft has it so far."""

    day: TradeDay
    member: MemberNo
    lines: list[dict[str, Any]]
    waits: bool
    after: list[Told] = field(default_factory=list)
    draws: dict[Slot, int] = field(default_factory=dict)
    waits_after: bool = True


def simulate_policy(
    session: Session, draft: Draft, *, first: TradeDay, last: TradeDay
) -> list[LineChange]:
    """Every line declared here from ``first`` to ``last``, as it was and as it would have been.

    Quota is reckoned from the first day of the month of ``first``, in the order of the journal,
    with the limits of the draft and the transfers that there were. What was withdrawn, counts on
    neither side. Changes nothing; a connection that cannot write is enough.
    """
    replay = _Replay(session, draft)
    for event in _events(session, since=first_day(PeriodKey(first[:7])), last=last):
        replay.take(event)
    return [each for each in replay.lines() if first <= each.day <= last]


def _events(session: Session, *, since: TradeDay, last: TradeDay) -> Iterator[Event]:
    for stored in journal_store.all_events(session):
        if any(mark in stored.bytes for mark in _MARKS):
            event = Event.from_bytes(stored.bytes)
            if event.type in READ and event.day and since <= event.day <= last:
                yield event


class _Replay:
    """What the draft makes of the journal, event by event."""

    def __init__(self, session: Session, draft: Draft) -> None:
        self._session = session
        self._draft = draft
        self._accounts: dict[tuple[MemberNo, Slot], _Account] = {}
        self._cases: dict[str, _Case] = {}

    def take(self, event: Event) -> None:
        kind, data = event.type, event.data
        if kind == "quota.period_opened":
            opened = {slot.period for slot, _ in read_vector(data["limits"])}
            self._open(data["member"], _day_of(event), opened)
        elif kind == "transfer.sent":
            self._move(data["member"], data["amounts"], sign=-1)
        elif kind == "transfer.received":
            self._move(data["member"], data["credited"], sign=1)
        elif kind == "declaration.filed":
            self._file(event)
        elif kind == "declaration.completed":
            self._complete(event)
        else:
            self._withdraw(data["declaration"])

    def lines(self) -> Iterator[LineChange]:
        for name, case in self._cases.items():
            for line, after in zip(case.lines, case.after, strict=True):
                before = Told(WAITS) if case.waits else _told(line)
                yield LineChange(case.day, case.member, name, line["goods"], before, after)

    def _slots(self, day: TradeDay) -> dict[Slot, int]:
        parts = self._draft.on(day).components
        return {Slot(each.number, period_key(each.period, day)): each.limit for each in parts}

    def _account(self, member: MemberNo, slot: Slot) -> _Account:
        return self._accounts.setdefault((member, slot), _Account())

    def _open(self, member: MemberNo, day: TradeDay, periods: set[PeriodKey]) -> None:
        """The home opens what the draft gives for the same periods; a length of period that was
        none of the rules then opens with the first."""
        lengths = {len(each) for each in periods}
        for slot, limit in self._slots(day).items():
            account = self._account(member, slot)
            if account.is_root or (slot.period not in periods and len(slot.period) in lengths):
                continue
            account.root, account.is_root = limit, True

    def _move(self, member: MemberNo, amounts: Iterable[Any], *, sign: int) -> None:
        for slot, amount in read_vector(amounts):
            account = self._account(member, slot)
            account.moved += sign * amount
            account.was_sent_to |= sign > 0

    def _file(self, event: Event) -> None:
        data, day = event.data, _day_of(event)
        case = _Case(day, data["member"], data["lines"], waits=data["state"] == "pending")
        self._cases[str(event.name)] = case
        if data["why"] not in _NOT_HERE:
            self._open_untouched(case)
        self._judge(case, event)

    def _open_untouched(self, case: _Case) -> None:
        """A home opens periods only when it spends: what was filed without doing so, or left open
        for want of enough, was declared where the root is. Who was sent quota is away from home."""
        known = [self._account(case.member, slot) for slot in self._slots(case.day)]
        if not any(each.is_root or each.was_sent_to for each in known):
            self._open(case.member, case.day, set())

    def _complete(self, event: Event) -> None:
        case = self._cases.get(event.data["declaration"])
        if case is None:
            return
        case.lines, case.waits = event.data["lines"], False
        if case.waits_after:
            self._judge(case, event)

    def _withdraw(self, name: str) -> None:
        case = self._cases.pop(name, None)
        if case is None:
            return
        for slot, amount in case.draws.items():
            self._account(case.member, slot).spent -= amount

    def _judge(self, case: _Case, event: Event) -> None:
        policy = self._draft.on(case.day)
        lines = [_read(policy, each) for each in case.lines]
        slots = {slot.component: slot for slot in self._slots(case.day)}
        day = self._draft.goods_day(event.data["goods_day"])
        notice = find_notice(self._session, event.name.site, event.moment.at_ms)
        known = [each for each in lines if each is not None]
        rooms = [self._room(case.member, slot, policy) for slot in slots.values()]
        assessment = assess_lines(known, Today(policy, day, notice), rooms)
        why = judge_filing(assessment, Excess(event.data["excess"])) if known else None
        case.waits_after = why is not None and why is not WhyNot.NOTHING_TO_FILE
        case.after = _after(lines, assessment, waits=case.waits_after)
        case.draws = {}
        if not case.waits_after:
            case.draws = {slots[part]: amount for part, amount in assessment.spent.items()}
        for slot, amount in case.draws.items():
            self._account(case.member, slot).spent += amount

    def _room(self, member: MemberNo, slot: Slot, policy: Policy) -> Room:
        account = self._account(member, slot)
        part = next(each for each in policy.components if each.number == slot.component)
        left = max(0, account.root + account.moved - account.spent)
        root = Root.HELD if account.is_root else Root.ELSEWHERE
        return Room(ComponentNo(part.number), part.code, part.unit, left, root)


def _day_of(event: Event) -> TradeDay:
    assert event.day is not None, f"{event.name} was recorded under an open day"
    return event.day


def _read(policy: Policy, line: dict[str, Any]) -> Line | None:
    """The line as the draft lists its goods; ``None`` if it does not."""
    unit = Unit(line["unit"])
    said = SaidLine(line["goods"], line["origin"], line["amount"], line["value_fen"], unit)
    read = read_lines(policy, [said])
    return None if isinstance(read, LineRefused) else read[0]


def _after(lines: Iterable[Line | None], assessment: Assessment, *, waits: bool) -> list[Told]:
    judged = iter(assessment.lines)
    told = []
    for line in lines:
        if line is None:
            told.append(Told(UNKNOWN_GOODS))
            continue
        each = next(judged)
        came = Told(each.outcome, each.exempt_fen, each.excess_fen)
        told.append(Told(WAITS) if waits else came)
    return told


def _told(line: dict[str, Any]) -> Told:
    return Told(line["outcome"], line["exempt_fen"], line["excess_fen"])
