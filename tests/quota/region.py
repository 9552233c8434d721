"""Three sites that share members and an authority, light enough to be made for each example.

Real verbs, real events, real signed pages and transfers on real databases; no HTTP and no disk.
The region knows what every epoch ever let anybody take, also what a restored site forgot.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from service import tables
from service.appliers import FEED_APPLIERS, JOURNAL_APPLIERS
from service.days.keep_day_open import keep_day_open
from service.days.store import open_trade_day
from service.feeds.apply_page import PageApplied, apply_page, replay_feeds
from service.feeds.page import FOR_ALL
from service.feeds.store import position_of
from service.journal.act import Act
from service.journal.append_event import Journal
from service.journal.event import Event, EventName
from service.journal.rebuild import compare_tables, replay_journal
from service.journal.store import StoredEvent, all_events, head_of
from service.journal.tenure import Tenure
from service.kit.clock import Moment, Trust
from service.policies.adopt_policy import adopt_policy
from service.quota.override_quota import Override, OverrideReason, override_quota
from service.quota.plan_grants import (
    Grant,
    GrantRefusal,
    HomeMove,
    Release,
    plan_horizon,
    plan_move,
)
from service.quota.quota_left import quota_left
from service.quota.receive_quota import Received
from service.quota.receive_transfer import receive_transfer
from service.quota.refund_quota import refund_quota
from service.quota.release_home import release_home
from service.quota.rules import Amounts, QuotaRefusal, Slot, read_vector
from service.quota.send_quota import Sending
from service.quota.send_transfer import send_transfer
from service.quota.spend_quota import spend_quota
from service.session import Session
from service.sites.keys import Signer, epoch_of
from service.vocabulary import ComponentNo, Epoch, MemberNo, SiteNo, TradeDay
from tests.places import repeatable
from tests.quota.databases import copy_of
from tests.quota.office import (
    FEEDS,
    FIRST_DATE,
    FIRST_HORIZON,
    HOMES,
    LIMITS,
    SITES,
    Office,
    listing,
    policy_item,
)

T = TypeVar("T")


class OverTheQuota(AssertionError):
    """Somebody took more than the allowance, or a move was made that must never be."""


@dataclass(slots=True)
class Light:
    """One site as it is now: its database, and the epoch it writes under."""

    site: SiteNo
    database: Any
    signer: Signer
    enrolled_day: TradeDay
    seen: int = 0

    journal: Journal = field(init=False)
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        epoch = epoch_of(self.signer.public)
        tenure = Tenure(frozenset({epoch}), epoch, self.enrolled_day)
        self.journal = Journal(
            self.site, epoch, bytes(32), JOURNAL_APPLIERS, lambda head: bytes(64), tenure
        )
        self.session = Session(self.database)

    @property
    def epoch(self) -> Epoch:
        return self.journal.epoch

    @property
    def day(self) -> TradeDay | None:
        return open_trade_day(self.session)

    def do(self, verb: Callable[[Act], T], *, at_ms: int) -> T:
        """One act in one transaction, as the writer would do it."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            moment = Moment(at_ms, Trust.SYNCED)
            done = verb(Act(self.session, self.journal, moment, self.day))
        except BaseException:
            self.database.execute("ROLLBACK")
            raise
        self.database.execute("COMMIT")
        return done


@dataclass(slots=True)
class Region:
    """The sites, what is between them, and what everybody really took."""

    office: Office = field(default_factory=Office)
    today: date = FIRST_DATE
    sites: dict[SiteNo, Light] = field(default_factory=dict)
    copies: dict[SiteNo, Any] = field(default_factory=dict)
    in_the_air: list[str] = field(default_factory=list)
    spendings: list[EventName] = field(default_factory=list)
    releases: list[tuple[MemberNo, Release]] = field(default_factory=list)
    allowances: dict[tuple[MemberNo, Slot], int] = field(default_factory=dict)
    taken: dict[tuple[MemberNo, Slot], dict[str, int]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    keys: int = 0
    watching: Callable[[Light, Event, StoredEvent], None] = lambda light, event, stored: None

    @classmethod
    def begin(cls) -> "Region":
        """All three sites open, everything applied, horizons to the end of the month: made once,
        and copied for whoever begins there."""
        if not _BEGINNING:
            _BEGINNING.append(cls._make())
        return _BEGINNING[0]._as_it_begins()

    def _as_it_begins(self) -> "Region":
        """The same region over databases of its own; nobody has taken anything yet."""
        sites = {
            site: replace(light, database=copy_of(light.database))
            for site, light in self.sites.items()
        }
        return replace(
            self,
            office=self.office.copy(),
            sites=sites,
            allowances=dict(self.allowances),
            copies={},
            in_the_air=[],
            spendings=[],
            releases=[],
            taken=defaultdict(dict),
        )

    @classmethod
    def _make(cls) -> "Region":
        region = cls()
        for member, site in HOMES.items():
            region.office.say("members", listing(member, site))
        region.office.say("policies", policy_item(1, LIMITS, from_day="2010-04-16"))
        for site in SITES:
            region._enrol(site, copy_of())
            region.grant(site, FIRST_HORIZON, holds_from=TradeDay("2026-11-01"))
        for site in SITES:
            region.pull(site)
            region.open_day(site)
        return region

    @property
    def day(self) -> TradeDay:
        return TradeDay(self.today.isoformat())

    @property
    def at_ms(self) -> int:
        noon = datetime(self.today.year, self.today.month, self.today.day, 4, tzinfo=UTC)
        return int(noon.timestamp() * 1000)

    def do(self, site: SiteNo, verb: Callable[[Act], T]) -> T:
        """An act at a site, and a look at what its journal then says."""
        light = self.sites[site]
        done = light.do(verb, at_ms=self.at_ms)
        self._look(light)
        return done

    def close(self) -> None:
        for database in [*(each.database for each in self.sites.values()), *self.copies.values()]:
            database.close()

    # --- at the counters ---

    def spend(self, site: SiteNo, member: MemberNo, amounts: Amounts) -> Event | QuotaRefusal:
        return self.do(site, lambda act: spend_quota(act, member, amounts))

    def refund(
        self, site: SiteNo, debit: EventName, back: Amounts | None = None
    ) -> Event | QuotaRefusal:
        return self.do(site, lambda act: refund_quota(act, debit, back))

    def override(self, site: SiteNo, member: MemberNo, amounts: Amounts) -> Event | QuotaRefusal:
        said = Override(OverrideReason.OTHER)
        return self.do(site, lambda act: override_quota(act, member, amounts, said))

    def send(
        self, site: SiteNo, to: SiteNo, member: MemberNo, amounts: Amounts
    ) -> str | QuotaRefusal:
        """Send quota; the token stays in the air for ever: it may come late, twice or never."""
        sending = Sending(member, to, self.sites[to].epoch, amounts)
        signer = self.sites[site].signer
        sent = self.do(site, lambda act: send_transfer(act, sending, signer))
        if isinstance(sent, QuotaRefusal):
            return sent
        self.in_the_air.append(sent[1])
        return sent[1]

    def receive(self, site: SiteNo, text: str | QuotaRefusal) -> Received | QuotaRefusal:
        assert not isinstance(text, QuotaRefusal)
        return self.do(site, lambda act: receive_transfer(act, text, self.office.trust))

    def left(self, site: SiteNo, member: MemberNo) -> dict[ComponentNo, int]:
        """What a screen there shows as left, where anything is."""
        light = self.sites[site]
        if light.day is None:
            return {}
        shown = quota_left(light.session, light.journal, light.day, member)
        return {part.component: part.left for part in shown.parts if part.left}

    # --- days ---

    def pass_days(self, days: int) -> None:
        self.today += timedelta(days=days)

    def pass_to_next_month(self) -> None:
        self.today = (self.today.replace(day=1) + timedelta(days=32)).replace(day=1)

    def open_day(self, site: SiteNo) -> None:
        """Let a synced clock turn the page, as it does by itself."""
        self.do(site, self._open)

    def _open(self, act: Act) -> None:
        if keep_day_open(act, today=self.day, totals=dict, keys=None):
            adopt_policy(act)

    # --- what the authority says ---

    def pull(self, site: SiteNo, feeds: Iterable[str] = FEEDS) -> None:
        """Bring a site all pages of these feeds; of the others it hears nothing."""
        for feed in feeds:
            held = position_of(self.sites[site].session, feed, FOR_ALL).number
            if held < len(self.office.pages[feed]):
                self.do(site, partial(self._take_in, feed=feed, held=held))

    def _take_in(self, act: Act, *, feed: str, held: int) -> None:
        for page in self.office.pages[feed][held:]:
            site = act.journal.site
            taken = apply_page(act.session, page, b"", site=site, appliers=FEED_APPLIERS)
            assert isinstance(taken, PageApplied)

    def publish_policy(self, limits: Amounts, *, from_day: TradeDay) -> None:
        version = len(self.office.items["policies"]) + 1
        self.office.say("policies", policy_item(version, limits, from_day=from_day))

    def grant(
        self, site: SiteNo, until_day: TradeDay, *, holds_from: TradeDay | None = None
    ) -> None:
        said = plan_horizon(
            Grant(site, self.sites[site].epoch, until_day, holds_from),
            today=self.day,
            members=len(self.office.items["members"]),
            policies=len(self.office.items["policies"]),
        )
        assert not isinstance(said, GrantRefusal)
        self.office.say("grants", said)

    def move_home(
        self, member: MemberNo, to: SiteNo, *, from_day: TradeDay, release: Release | None = None
    ) -> None:
        said = plan_move(
            HomeMove(member, to, from_day, release),
            members=enumerate(self.office.items["members"], 1),
            grants=self.office.items["grants"],
        )
        if not isinstance(said, GrantRefusal):
            self.office.say("members", said)

    def release(self, site: SiteNo, member: MemberNo) -> Event | QuotaRefusal:
        done = self.do(site, lambda act: release_home(act, member))
        if isinstance(done, Event):
            data, name = done.data, done.name
            release = Release(str(name), name.site, name.epoch, data["item"], data["from_day"])
            self.releases.append((member, release))
        return done

    # --- disasters ---

    def back_up(self, site: SiteNo) -> None:
        old = self.copies.pop(site, None)
        if old is not None:
            old.close()
        self.copies[site] = copy_of(self.sites[site].database)

    def restore(self, site: SiteNo) -> None:
        """Put the copy back, or start from nothing if there is none: a new epoch, enrolled now.

        What happened since the copy was made is forgotten there, and not by the region.
        """
        self.sites[site].database.close()
        self._enrol(site, copy_of(self.copies.get(site)))

    def _enrol(self, site: SiteNo, database: Any) -> None:
        self.keys += 1
        signer = Signer.make(repeatable(f"{site}-{self.keys}"))
        self.office.enrol(site, signer)
        self.sites[site] = Light(site, database, signer, self.day)

    # --- what is true ---

    def _look(self, light: Light) -> None:
        """Judge every event that the last act wrote."""
        head = head_of(light.session, light.epoch, bytes(32)).seq
        for row in light.database.execute(
            "SELECT epoch, seq, hash, bytes FROM journal_events"
            " WHERE epoch = ? AND seq > ? ORDER BY seq",
            (light.epoch, light.seen),
        ).fetchall():
            stored = StoredEvent(*row)
            event = Event.from_bytes(stored.bytes)
            self._judge(event)
            self.watching(light, event, stored)
        light.seen = head

    def _judge(self, event: Event) -> None:
        if event.type == "quota.period_opened":
            for slot, limit in read_vector(event.data["limits"]):
                self.allowances.setdefault((event.data["member"], slot), limit)
        for vector in ("amounts", "credited"):
            for slot, amount in read_vector(event.data.get(vector, ())):
                self._judge_move(event, slot, amount)

    def _judge_move(self, event: Event, slot: Slot, amount: int) -> None:
        if event.day is None or not is_open_really(slot, event.day):
            raise OverTheQuota(f"{event.name} {event.type} moves {slot} on {event.day}")
        whose = (event.data["member"], slot)
        if event.type == "quota.spent":
            self.taken[whose][str(event.name)] = amount
            if event.name not in self.spendings:
                self.spendings.append(event.name)
        elif event.type == "quota.refunded":
            debit = event.data["debit"]
            # Goods come back once: whatever is "refunded" beyond that was taken all the same.
            self.taken[whose][debit] = max(0, self.taken[whose].get(debit, 0) - amount)
        self._judge_sum(whose)

    def _judge_sum(self, whose: tuple[MemberNo, Slot]) -> None:
        taken, allowance = sum(self.taken[whose].values()), self.allowances.get(whose, 0)
        if taken > allowance:
            raise OverTheQuota(f"{whose}: {taken} taken of {allowance}: {self.taken[whose]}")

    def judge_accounts(self) -> None:
        """No site ever holds more of anything than the allowance."""
        for light in self.sites.values():
            over = light.database.execute(
                "SELECT * FROM quota_accounts WHERE root + received > allowance"
                " OR root + received - sent - spent + refunded < 0"
            ).fetchall()
            if over:
                raise OverTheQuota(f"{light.site}: {over}")

    def judge_replay(self) -> None:
        """Every table is the fold of journal and feeds, and of nothing else."""
        for light in self.sites.values():
            scratch = copy_of()
            rebuilt = Session(scratch)
            replay_feeds(rebuilt, light.session, FEED_APPLIERS)
            replay_journal(rebuilt, light.session, JOURNAL_APPLIERS)
            proofs = compare_tables(light.session, rebuilt, tables.DERIVED)
            scratch.close()
            differing = [proof.table for proof in proofs if not proof.equal]
            assert differing == [], f"{light.site} rebuilt otherwise: {differing}"

    def events(self, site: SiteNo, kind: str) -> list[Event]:
        stored = all_events(self.sites[site].session)
        return [event for each in stored if (event := Event.from_bytes(each.bytes)).type == kind]


_BEGINNING: list[Region] = []


def is_open_really(slot: Slot, day: TradeDay) -> bool:
    """The oracle's own word for an open period: the code's may be the planted bug."""
    return slot.period in (day, day[:7])
