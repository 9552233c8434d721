"""Years of check-ins in a minute: a journal and its tables as the site itself would have left them.

Every event is in canonical form, linked and under a signed head, and every table equals its replay
(tests/bench/test_bench.py proves it with `twogate verify --rebuild`'s own code). Written by
`executemany`, since the site would take a quarter of an hour.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import bindparam, insert, select

from service.checkin.rules import Accepted, Lane, ticket
from service.checkin.tables import CheckInRecord, Turn
from service.days.tables import TradeDayRow
from service.feeds.store import positions
from service.journal.event import Event, EventName, chain_hash
from service.journal.store import head_of
from service.journal.tables import JournalEvent
from service.kept_answers import KeptAnswer
from service.kit.clock import Moment, Trust
from service.members.tables import MemberRow
from service.open_site import OpenSite, open_site
from service.session import Session, columns_of, prepared
from service.settings import Settings
from service.vocabulary import CaptureMode, Presence, SiteNo, TerminalNo, TradeDay

MEMBERS_A_DAY: Final = 12_500
DAY_MS: Final = 24 * 3600 * 1000
KIOSK: Final = TerminalNo("T01")

_INSERTS = {
    model: prepared(insert(model)) for model in (CheckInRecord, Turn, TradeDayRow, KeptAnswer)
} | {
    JournalEvent: prepared(  # its position gives itself
        insert(JournalEvent).values(
            {name: bindparam(name) for name in ("epoch", "seq", "hash", "bytes")}
        )
    )
}
_MEMBERS = prepared(select(columns_of(MemberRow).member))


def write_history(data: Path, *, events: int, last: date, a_day: int = MEMBERS_A_DAY) -> int:
    """Fill the site in ``data`` with at least ``events`` events on the days up to ``last``.

    Each member comes once a day and leaves again; ``a_day`` of them. Returns how many events.
    """
    site = open_site(Settings(data_dir=data, clock_trust="synced"))
    try:
        return site.database.write_now(lambda session: _write(session, site, events, last, a_day))
    finally:
        site.close()


def _write(session: Session, site: OpenSite, events: int, last: date, a_day: int) -> int:
    members = [row[0] for row in session.rows(_MEMBERS)]
    days = -(-events // (2 * a_day + 2))
    head = head_of(session, site.journal.epoch, site.journal.genesis)
    pen = _Pen(site.identity.site, site.journal.epoch, positions(session), head.seq, head.hash)
    for ago in reversed(range(days)):
        day = TradeDay((last - timedelta(days=ago)).isoformat())
        opens_ms = site.clock.now().at_ms - (ago + 1) * DAY_MS
        first = (days - ago) * a_day % len(members)
        pen.write_day(day, [*members, *members][first : first + a_day], opens_ms)
        pen.put_down(session)
    return pen.seq - head.seq


@dataclass(slots=True)
class _Pen:
    """Writes events one after another, and beside each what its slice would make of it."""

    site: SiteNo
    epoch: Any
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
            name=EventName(self.site, self.epoch, self.seq),
            moment=Moment(at_ms, Trust.SYNCED),
            day=day,
            terminal=KIOSK,
            actor=None,
            key=f"{self.seq:032x}",
            refs=(),
            feeds=self.feeds,
            data=data,
        )
        written = event.to_bytes()
        self.hash = chain_hash(self.hash, written)
        self._put(JournalEvent, epoch=self.epoch, seq=self.seq, hash=self.hash, bytes=written)
        return event

    def _record(
        self, event: Event, outcome: Accepted, *, turn: str | None, entry: str | None
    ) -> None:
        self._put(
            CheckInRecord,
            epoch=self.epoch,
            seq=self.seq,
            site=self.site,
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
