"""A site of which a test needs no more than its key: it tells a journal, and sends it."""

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Self

import httpx

from service.journal.event import Event, EventName
from service.journal.store import Head
from service.kit.clock import Moment, Trust
from service.sites import feed_items
from service.sites.authority import Authority
from service.sites.keys import SiteKeys
from service.sites.records import TRADING, SiteRecord, sign_site_record
from service.sync.hub_line import HubLine
from service.sync.journal_batch import JournalBatch, chain_from, sign_end, write_batch
from service.sync.messages import sign_request
from service.vocabulary import OfficerNo, SiteNo, TradeDay
from tests.hub_place import ADDRESS, HubPlace
from tests.places import DAY_MS, HARDWARE, NOW_MS, make_site, repeatable
from tests.two_places import HEZHOU, HEZHOU_NAMES

DAY = TradeDay("2026-11-24")
Refs = tuple[str, ...]


@dataclass(slots=True)
class Teller:
    """Hezhou, which exists on paper: its keys, its record, and what it has told; on which trade
    day, by whom and when the next event is."""

    keys: SiteKeys
    record: bytes
    site: SiteNo = HEZHOU
    events: list[bytes] = field(default_factory=list)
    day: TradeDay | None = DAY
    actor: OfficerNo | None = None
    at_ms: int = NOW_MS

    @classmethod
    def of(
        cls,
        authority: Authority,
        seed: str = "Hezhou",
        site: SiteNo = HEZHOU,
        *,
        draw_anchor: bytes | None = None,
    ) -> Self:
        keys = make_site(seed)
        record = SiteRecord(
            site=site,
            signing=keys.signer.public,
            sealing=keys.sealing_public,
            roles=TRADING,
            names=HEZHOU_NAMES,
            anchors=HARDWARE,
            not_before_ms=NOW_MS,
            expires_ms=NOW_MS + 400 * DAY_MS,
            draw_anchor=draw_anchor,
        )
        return cls(keys, sign_site_record(record, authority.feeds), site)

    @property
    def item(self) -> dict[str, Any]:
        """What the authority tells everybody of this site."""
        return feed_items.record_site(self.record)

    @property
    def genesis(self) -> bytes:
        return sha256(self.record).digest()

    def name(self, seq: int) -> EventName:
        return EventName(self.site, self.keys.epoch, seq)

    def tell(
        self, kind: str, said: dict[str, Any] | None = None, /, *, refs: Refs = (), **others: Any
    ) -> EventName:
        """One more event, which says all of this; its name."""
        name = self.name(len(self.events) + 1)
        event = Event(
            type=kind,
            v=1,
            name=name,
            moment=Moment(self.at_ms + name.seq, Trust.SYNCED),
            day=self.day,
            terminal=None,
            actor=self.actor,
            key=None,
            refs=refs,
            feeds={},
            data={**(said or {}), **others},
        )
        self.events.append(event.to_bytes())
        return name

    def enters(self, member: int, *, refs: tuple[str, ...] = ()) -> EventName:
        return self.tell("checkin.entered", refs=refs, member=member)

    def fork(self) -> Self:
        """A copy that goes its own way from here."""
        return replace(self, events=list(self.events))

    def head(self, seq: int) -> Head:
        chain = [self.genesis, *chain_from(self.genesis, self.events)]
        return Head(seq, chain[seq])

    def batch(self, first: int = 1, last: int | None = None) -> JournalBatch:
        last = len(self.events) if last is None else last
        end = sign_end(
            self.site, self.keys.epoch, self.head(last), signer=self.keys.signer, at_ms=self.at_ms
        )
        events = tuple(self.events[first - 1 : last])
        return JournalBatch(events, end, self.record if first == 1 else None)

    def pruned_batch(self, first: int) -> JournalBatch:
        """What is left of a journal of which all below ``first`` was pruned."""
        base = sign_end(
            self.site, self.keys.epoch, self.head(first - 1), signer=self.keys.signer, at_ms=NOW_MS
        )
        return replace(self.batch(first), base=base)

    def line(self, hub: HubPlace) -> HubLine:
        client = httpx.Client(transport=hub.transport, base_url=ADDRESS)
        signer = self.keys.signer
        line = HubLine(
            client, self.site, lambda said: sign_request(said, signer), repeatable(f"{self.site}")
        )
        line.receiver = None
        hello, _ = line.hello()
        line.receiver = hello.receiver
        return line

    def send(
        self, hub: HubPlace, batch: JournalBatch | None = None, *, line: HubLine | None = None
    ) -> httpx.Response:
        return send(line or self.line(hub), self, batch or self.batch())


def send(line: HubLine, teller: Teller, batch: JournalBatch) -> httpx.Response:
    """What the hub says to a batch."""
    target = f"/sync/v1/journals/{teller.site}/{teller.keys.epoch}?from={batch.first}"
    return line.ask("POST", target, write_batch(batch))
