"""Three sites that exist on paper tell a hub their journals: an honest day, or a planted one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

from service.feeds.archive import PageArchive
from service.feeds.store import items_holding
from service.journal.event import EventName
from service.kit import canonical_json
from service.passes.draw_rules import is_drawn
from service.policies.sign_pack import items_of
from service.reconciliation import anomaly_store
from service.reconciliation.anomaly_store import Anomaly, Asked
from service.reconciliation.proof_report import ProofBody
from service.sites.day_keys import DayKeys
from service.vocabulary import PassId, SiteNo, TradeDay
from service.watch_arrivals import look_once
from tests.builders import City
from tests.fake_machine import Machine
from tests.hub_place import HubPlace
from tests.people import CHEN, Person
from tests.places import DONGXING, NOW_MS, repeatable
from tests.policies.packs import said_in
from tests.sync.teller import DAY, Teller
from tests.two_places import HEZHOU

MONG_CAI: Final = SiteNo("S11")
LIMIT: Final = 800_000
RATE: Final = 500
SECOND: Final = 1000


@dataclass(slots=True)
class PaperSite(Teller):
    """A site that says whatever a test wants it to say, in the words of the real one."""

    @property
    def aim(self) -> dict[str, str]:
        return {"to_site": self.site, "to_epoch": self.keys.epoch}

    @property
    def seed(self) -> DayKeys:
        return DayKeys(repeatable(f"draws of {self.site}")(32))

    def opens_day(self, day: TradeDay = DAY, link: int = 1) -> EventName:
        self.day = day
        said = {"day": day, "automatic": True, "second_officer": None, "link": link}
        return self.tell("day.opened", said)

    def closes_day(self, link: int = 1, *, key: bytes | None = None) -> EventName:
        told = (key or self.seed.key_of(link)).hex()
        return self.tell("day.closed", day=self.day, totals={}, head="00" * 32, day_key=told)

    def opens_period(self, member: int = CHEN.number, limit: int = LIMIT) -> EventName:
        said = {"ledger": self.keys.epoch, "member": member, "policy": 0, "regime": "cn"}
        return self.tell("quota.period_opened", said, limits=[[1, self.day, limit]])

    def moves(self, kind: str, amount: int, member: int = CHEN.number, **said: object) -> EventName:
        amounts = [[1, self.day, amount]]
        return self.tell(
            kind, {"ledger": self.keys.epoch, "member": member, **said}, amounts=amounts
        )

    def sends(
        self,
        to: "PaperSite",
        amount: int,
        *,
        carrier: EventName | None = None,
        member: int = CHEN.number,
    ) -> EventName:
        name = str(carrier) if carrier else None
        said = {"ledger": self.keys.epoch, "member": member, "regime": "cn", "carrier": name}
        return self.tell("transfer.sent", {**said, **to.aim}, amounts=[[1, self.day, amount]])

    def receives(self, transfer: EventName, amount: int, member: int = CHEN.number) -> EventName:
        said = {"ledger": self.keys.epoch, "member": member, "transfer": str(transfer)}
        rest: dict[str, Any] = {"limits": [], "above_limit": [], "stranded": []}
        credited = [[1, self.day, amount]]
        return self.tell("transfer.received", {**said, **rest}, credited=credited)

    def issues(
        self, to: "PaperSite", member: int = CHEN.number, *, until_s: int | None = None
    ) -> EventName:
        name = self.name(len(self.events) + 1)
        ends = (self.at_ms // SECOND) + 4 * 3600 if until_s is None else until_s
        said = {"member": member, **to.aim, "expires_s": ends, "issued_s": self.at_ms // SECOND}
        return self.tell("pass.issued", said, digest=digest_of(name), quota=None)

    def draws(
        self, of: EventName, member: int = CHEN.number, *, drawn: bool | None = None, link: int = 1
    ) -> bool:
        """By the day's key, or as a test would have it."""
        falls = is_drawn(self.seed.key_of(link), PassId(*of), RATE) if drawn is None else drawn
        said = {"pass": str(of), "member": member, "link": link, "rate": RATE, "drawn": falls}
        self.tell("draw.recorded", said)
        return falls

    def inspects(self, of: EventName, member: int = CHEN.number) -> EventName:
        said = {"pass": str(of), "member": member, "result": "cleared", "hits": []}
        return self.tell("inspection.recorded", said)

    def redeems(
        self, of: EventName, member: int = CHEN.number, *, digest: str | None = None
    ) -> EventName:
        said = {"pass": str(of), "member": member, "digest": digest or digest_of(of)}
        return self.tell("pass.redeemed", said)

    def admits(self, of: EventName, member: int = CHEN.number) -> EventName:
        """Shown, drawn for, inspected if drawn, honoured."""
        if self.draws(of, member):
            self.inspects(of, member)
        return self.redeems(of, member)

    def voids(self, *passes: EventName) -> EventName:
        said = [[str(each), digest_of(each)] for each in passes]
        return self.tell("pass.voided", passes=said, reason="sent_back")


def digest_of(name: EventName) -> str:
    """The hash of a pass's bytes, by its name."""
    return sha256(str(name).encode()).hexdigest()


@dataclass(slots=True)
class Region:
    """A hub, and Hezhou, Dongxing and Móng Cái."""

    hub: HubPlace
    archive: PageArchive
    a: PaperSite
    b: PaperSite
    c: PaperSite

    @classmethod
    @contextmanager
    def opened(
        cls, city: City, archive: PageArchive, folder: Path, *, url: str | None = None
    ) -> Iterator[Self]:
        sites = [
            PaperSite.of(
                city.authority,
                f"paper {number}",
                number,
                draw_anchor=DayKeys(repeatable(f"draws of {number}")(32)).anchor,
            )
            for number in (HEZHOU, DONGXING, MONG_CAI)
        ]
        archive.publish("sites", [each.item for each in sites], at_ms=NOW_MS)
        machine = Machine(NOW_MS + 60 * SECOND)
        with HubPlace.opened(city, folder, machine=machine, url=url) as hub:
            hub.bring(archive)
            yield cls(hub, archive, *sites)

    def publish(self, feed: str, *items: dict[str, Any]) -> None:
        """Let the authority say something to the hub."""
        self.archive.publish(feed, items, at_ms=NOW_MS)
        self.hub.bring(self.archive)

    def publish_policies(self, *versions: int) -> None:
        for version in versions:
            said = said_in("cn")
            self.publish("policies", *items_of(said, version, TradeDay("1996-04-01")))

    def list_again(self, person: Person, *, number: int) -> None:
        """Let the office list somebody under another number too."""
        needle = f'"member":{person.number},'.encode()
        [item] = self.hub.read(lambda session: items_holding(session, "members", needle))
        self.publish("members", {**canonical_json.decode(item.bytes), "member": number})

    @property
    def sites(self) -> tuple[PaperSite, PaperSite, PaperSite]:
        return self.a, self.b, self.c

    def trade(self) -> None:
        """A quiet day: passes, a transfer by token and one inside a pass, spending, a refund, an
        override, a void with its quota taken back. The days stay open."""
        a, b, c = self.sites
        for each in self.sites:
            each.opens_day()
        a.opens_period()
        first = a.issues(b)
        a.sends(b, 100_000, carrier=first)
        token = a.sends(c, 200_000)
        spent = a.moves("quota.spent", 300_000)
        a.moves("quota.refunded", 300_000, debit=str(spent))
        b.admits(first)
        b.receives(first, 100_000)
        b.moves("quota.spent", 90_000)
        c.receives(token, 200_000)
        c.moves("quota.spent", 200_000)
        c.moves("quota.overridden", 50_000, limits=[], reason="hardship")
        second = b.issues(c)
        voided = a.issues(b)
        b.voids(voided)
        a.tell("pass.return_taken", void="void", passes=[str(voided)])
        c.admits(second)

    def close(self) -> None:
        for each in self.sites:
            each.closes_day()

    def send(self, *sites: PaperSite) -> None:
        for each in sites or self.sites:
            said = each.send(self.hub)
            assert said.status_code == 200, said.text
            assert said.json()["aside"] == [], said.text

    def look(self) -> None:
        """What the hub does by itself when nobody pushes."""
        hub = self.hub
        while hub.write(lambda session: look_once(session, hub.hub, hub.state.centre)):
            pass

    def prove(self) -> ProofBody:
        self.hub.machine.wait(1)
        with self.hub.console() as console:
            key = {"Idempotency-Key": f"proof-{self.hub.machine.wall_ms:016d}"}
            said = console.post("/v1/proofs", headers=key)
            assert said.status_code == 201, said.text
            return ProofBody.model_validate_json(said.content)

    def anomalies(self, state: str = "open") -> list[Anomaly]:
        asked = Asked(state=state)
        return self.hub.read(lambda session: anomaly_store.listed(session, asked, count=100))

    def kinds(self) -> list[str]:
        """The kind of each open anomaly."""
        return sorted(each.kind for each in self.anomalies())

    def evidence(self, kind: str) -> list[str]:
        """The events that show the only anomaly of a kind."""
        [only] = [each for each in self.anomalies() if each.kind == kind]
        said = canonical_json.decode(only.evidence)["events"]
        assert all(chained for _, chained in said), "the hub holds each of them"
        return [name for name, _ in said]
