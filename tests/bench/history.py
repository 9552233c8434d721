"""Years of check-ins in a minute: a journal and its tables as the site itself would have left them.

Every event is in canonical form, linked and under a signed head, and every table equals its replay
(tests/bench/test_bench.py proves it with `twogate verify --rebuild`'s own code). Written by
`executemany`, since the site would take a quarter of an hour.
"""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import bindparam, insert, select

from service.checkin.rules import Accepted, Lane, ticket
from service.checkin.tables import CheckInRecord, Turn
from service.days.tables import TradeDayRow
from service.feeds.store import positions
from service.journal.append_event import Journal
from service.journal.event import Event, EventName, chain_hash
from service.journal.sign_checkpoint import KEPT_EVERY, checkpoint_bytes
from service.journal.store import head_of
from service.journal.tables import JournalCheckpoint, JournalEvent
from service.kept_answers import KeptAnswer
from service.kit.clock import Moment, Trust
from service.members.tables import MemberRow
from service.open_site import OpenSite, open_site
from service.session import Session, columns_of, prepared
from service.settings import Settings
from service.vocabulary import CaptureMode, Presence, TerminalNo, TradeDay
from tests.bench.city import BENCH_DIR, today

MEMBERS_A_DAY: Final = 12_500
DAY_MS: Final = 24 * 3600 * 1000
KIOSK: Final = TerminalNo("T01")

_INSERTS = {
    model: prepared(insert(model))
    for model in (CheckInRecord, Turn, TradeDayRow, KeptAnswer, JournalCheckpoint)
} | {
    JournalEvent: prepared(  # its position gives itself
        insert(JournalEvent).values(
            {name: bindparam(name) for name in ("epoch", "seq", "hash", "bytes")}
        )
    )
}
_MEMBERS = prepared(select(columns_of(MemberRow).member))


def aged_site(city: Path, *, events: int) -> Path:
    """The data folder of the city's site after that many events, up to some day before today.

    Made once and kept in build/bench: copy it before anything runs on it.
    """
    kind = f"aged-{events}-"
    maker = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    folder = BENCH_DIR / f"{kind}{city.name}-{maker}"
    if not folder.exists():
        for outdated in BENCH_DIR.glob(f"{kind}*"):
            shutil.rmtree(outdated)
        unfinished = BENCH_DIR / f"{kind}unfinished"
        shutil.copytree(city / "S01", unfinished)
        a_day = min(MEMBERS_A_DAY, events // 2 - 1)
        write_history(unfinished, events=events, last=today() - timedelta(days=1), a_day=a_day)
        unfinished.rename(folder)
    return folder


def write_history(data: Path, *, events: int, last: date, a_day: int = MEMBERS_A_DAY) -> int:
    """Fill the site in ``data`` with at least ``events`` events on the days up to ``last``.

    Each member comes once a day and leaves again; ``a_day`` of them. Returns how many events.
    """
    site = open_site(Settings(data_dir=data, clock_trust="synced"))
    try:
        return sum(_days(site, events, last, a_day))
    finally:
        site.close()


def _days(site: OpenSite, events: int, last: date, a_day: int) -> Iterator[int]:
    """Write one day after another, each in a transaction of its own; how many events each."""
    members = site.database.read_now(lambda session: [row[0] for row in session.rows(_MEMBERS)])
    days = -(-events // (2 * a_day + 2))
    for ago in reversed(range(days)):
        first = (days - ago) * a_day % len(members)
        plan = _Day(
            TradeDay((last - timedelta(days=ago)).isoformat()),
            [*members, *members][first : first + a_day],
            site.clock.now().at_ms - (ago + 1) * DAY_MS,
        )
        yield site.database.write_now(partial(_write_day, journal=site.journal, plan=plan))


def _write_day(session: Session, *, journal: Journal, plan: "_Day") -> int:
    head = head_of(session, journal.epoch, journal.genesis)
    pen = _Pen(journal, positions(session), head.seq, head.hash)
    pen.write_day(plan.day, plan.members, plan.opens_ms)
    pen.put_down(session)
    return pen.seq - head.seq


@dataclass(frozen=True, slots=True)
class _Day:
    """Who comes on which day, and when it opens."""

    day: TradeDay
    members: list[int]
    opens_ms: int


@dataclass(slots=True)
class _Pen:
    """Writes events one after another, and beside each what its slice would make of it."""

    journal: Journal
    feeds: dict[str, str]
    seq: int
    hash: bytes
    rows: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)

    def write_day(self, day: TradeDay, members: list[int], opens_ms: int) -> None:
        """One trade day: everybody in, everybody out, two seconds apart."""
        times = iter(range(opens_ms, opens_ms + DAY_MS, 1000))
        opened = {"day": day, "automatic": True, "second_officer": None}
        self._add("day.opened", opened, next(times), day)
        entries = [self._enter(day, *each, next(times)) for each in enumerate(members, 1)]
        for member, entry in zip(members, entries, strict=True):
            self._leave(day, member, entry, next(times))
        totals = {"entered": len(members), "left": len(members), "inside": 0}
        closes_ms = next(times)
        closed = {"day": day, "totals": totals, "head": self.hash.hex()}
        self._add("day.closed", closed, closes_ms, day)
        row = {"day": day, "opened_at_ms": opens_ms, "opened_by": None, "closed_at_ms": closes_ms}
        self._put(TradeDayRow, **row)

    def put_down(self, session: Session) -> None:
        """Insert what was written since the last time."""
        for model, rows in self.rows.items():
            session.run_many(_INSERTS[model], rows)
        self.rows.clear()

    def _enter(self, day: TradeDay, number: int, member: int, at_ms: int) -> str:
        data = {**_by_card(member), "lane": Lane.PERSON, "turn": number}
        event = self._add("checkin.entered", data, at_ms, day)
        self._record(event, Accepted.ENTERED, turn=ticket(Lane.PERSON, number), entry=None)
        self._put(
            Turn,
            day=day,
            lane=Lane.PERSON.value,
            number=number,
            state="left",  # as their exit leaves it
            member=member,
            reference=str(event.name),
            taken_at_ms=at_ms,
            called_at_ms=None,
            counter=None,
        )
        return str(event.name)

    def _leave(self, day: TradeDay, member: int, entry: str, at_ms: int) -> None:
        event = self._add("checkin.left", {**_by_card(member), "entry": entry}, at_ms, day)
        self._record(event, Accepted.LEFT, turn=None, entry=entry)

    def _add(self, kind: str, data: dict[str, Any], at_ms: int, day: TradeDay) -> Event:
        self.seq += 1
        event = Event(
            type=kind,
            v=1,
            name=EventName(self.journal.site, self.journal.epoch, self.seq),
            moment=Moment(at_ms, Trust.SYNCED),
            day=day,
            terminal=KIOSK,
            actor=None,
            key=chain_hash(self.hash, b"key").hex()[:32],  # as random as a client's own
            refs=(),
            feeds=self.feeds,
            data=data,
        )
        written = event.to_bytes()
        self.hash = chain_hash(self.hash, written)
        epoch = self.journal.epoch
        place: dict[str, Any] = {"epoch": epoch, "seq": self.seq}
        self._put(JournalEvent, **place, hash=self.hash, bytes=written)
        if (self.seq + 1) % KEPT_EVERY == 0:  # the last of a hundred, as thinning leaves it
            said = checkpoint_bytes(self.journal.site, epoch, self.seq, self.hash, at_ms)
            signature = self.journal.sign(said)
            self._put(JournalCheckpoint, **place, head=self.hash, at_ms=at_ms, signature=signature)
        return event

    def _record(
        self, event: Event, outcome: Accepted, *, turn: str | None, entry: str | None
    ) -> None:
        self._put(
            CheckInRecord,
            epoch=self.journal.epoch,
            seq=self.seq,
            site=self.journal.site,
            at_ms=event.moment.at_ms,
            day=event.day,
            outcome=outcome.value,
            member=event.data["member"],
            terminal=KIOSK,
            officer=None,
            presence=Presence.CARD_AT_KIOSK.value,
            turn=turn,
            entry=entry,
            annulled=False,
            recovered_by=None,
            claimed_at_ms=None,
            paper_serial=None,
        )
        self._put(
            KeptAnswer,
            key=chain_hash(b"", self.hash).hex()[:32],  # spread out, as random keys are
            caller=f"{KIOSK}/-",
            digest=self.hash.hex(),
            at_ms=event.moment.at_ms,
            status=201,
            media_type="application/json",
            body=bytes(300),
        )

    def _put(self, model: Any, **row: Any) -> None:
        self.rows.setdefault(model, []).append(row)


def _by_card(member: int) -> dict[str, Any]:
    return {
        "member": member,
        "presence": Presence.CARD_AT_KIOSK,
        "capture_mode": CaptureMode.KIOSK,
        "card_serial": 1,
    }
