"""Two real sites in this process under one authority: Hezhou inspects, Dongxing honours.

Nothing passes between them but the texts of passes; the authority's pages come to each as files.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Self, TypeVar

import pytest

from service.checkin.rules import Lane
from service.console.verify_site import SiteProof, verify_site
from service.days.close_day import close_day
from service.inspection.record_inspection import record_inspection
from service.inspection.rules import Inspected, Result
from service.inspection.store import Inspection
from service.journal.act import Act
from service.journal.event import Event
from service.officers import pins
from service.officers.list_officer import OfficerToList, list_officer
from service.open_site import enrolment_path, keys_dir
from service.passes.excess import Excess
from service.passes.issue_pass import IssuedNow, Issuing, issue_pass
from service.passes.issue_rules import PassRefusal, VoidReason
from service.passes.judge_shown import Destination, JudgedPass, Showing
from service.passes.peek_pass import peek_pass
from service.passes.redeem_pass import Redeemed, let_in, redeem_pass
from service.passes.rules import Comparison, Verdict
from service.passes.take_void import take_void
from service.passes.void_passes import void_passes
from service.passes.void_token import sign_void
from service.policies.sign_pack import items_of
from service.quota.rules import Amounts
from service.sites import feed_items
from service.sites.authority import SiteTerms, sign_site
from service.sites.day_keys import make_day_keys
from service.sites.enrolment_file import SiteRequest, make_request, open_enrolment, open_request
from service.sites.hardware import hardware_anchors
from service.sites.keys import SiteKeys, save_site_keys
from service.sites.load_trust import load_trust
from service.sites.records import SiteNames
from service.sites.store import REVOCATIONS
from service.vocabulary import OfficerNo, Role, SiteNo, TradeDay
from tests.asking import Browser
from tests.builders import SCREENS, City, Place, settings_of
from tests.fake_machine import Machine
from tests.people import OFFICER, PIN, Person, SiteOfficer
from tests.places import NOW_MS, make_site, repeatable
from tests.policies.packs import said_in

T = TypeVar("T")

HEZHOU: Final = SiteNo("S07")
HEZHOU_NAMES: Final = SiteNames("合州互市区", "Hezhou trade zone", "Khu hỗ thị Hợp Châu")
AT_HEZHOU: Final = SiteOfficer(OfficerNo("1701"), "合州关员", Role.OFFICER)
CHECKS: Final = ("person", "goods")
ZONE: Final = "Asia/Shanghai"


@dataclass(slots=True)
class TwoPlaces:
    """Hezhou (``a``) and Dongxing (``b``), each on a machine of its own."""

    a: Place
    b: Place

    @classmethod
    @contextmanager
    def opened(cls, city: City, folder: Path, *, rate: int = 0) -> Iterator[Self]:
        """Both with their day open, each knowing the other; ``rate`` of draws, of 10,000."""
        far = folder / "hezhou"
        enrolment = found_hezhou(city, far)
        with (
            Place.opened(city, folder, machine=Machine()) as b,
            Place.opened(city, far, machine=Machine()) as a,
        ):
            both = cls(a, b)
            both.publish("sites", *(feed_items.record_site(each) for each in records(b, enrolment)))
            said = said_in("cn")
            for tier in said["draws"]:
                tier["per_myriad"] = rate
            both.publish("policies", *items_of(said, 1, TradeDay("1996-04-01")))
            both.confirm_lists()
            a.open_day()
            b.open_day()
            yield both

    @property
    def back(self) -> Self:
        """The same the other way: Dongxing inspects, Hezhou honours."""
        return type(self)(self.b, self.a)

    # --- the authority ---

    def publish(self, feed: str, *items: dict[str, Any]) -> None:
        """Let the authority say something, and carry it to both as files."""
        self.b.publish(feed, *items)
        self.a.bring(self.b.archive())

    def confirm_lists(self) -> None:
        self.publish(REVOCATIONS, feed_items.confirm_lists(at_ms=self.b.machine.wall_ms))

    def wait(self, seconds: float) -> None:
        self.a.machine.wait(seconds)
        self.b.machine.wait(seconds)

    # --- what happens ---

    def inspect(self, person: Person, *, at: Place | None = None) -> str:
        """A member comes in and is cleared; the inspection's name."""
        place = at or self.a
        as_officer(
            place,
            lambda act: let_in(
                act, person.number, lane=Lane.PERSON, keys=place.desk.identity.field_keys
            ),
        )
        said = Inspected(CHECKS, Result.CLEARED)
        made = as_officer(place, lambda act: record_inspection(act, person.number, said))
        assert isinstance(made, Inspection), made
        return made.reference

    def issue(self, person: Person, *, quota: Amounts | None = None) -> str:
        """What Hezhou hands to a member for Dongxing."""
        done = issue(self.a, self.inspect(person), self.b.desk.identity.site, quota=quota)
        assert isinstance(done, IssuedNow), done
        return done.text

    def peek(self, text: str) -> JudgedPass:
        """The pass is shown at Dongxing."""
        here = destination(self.b)
        return as_officer(self.b, lambda act: peek_pass(act, Showing.now(act, text), here))

    def redeem(
        self, text: str, compared: Comparison = Comparison.MATCHES, *, has_fresh_pin: bool = False
    ) -> Verdict | str:
        """The pass is presented at Dongxing: its verdict, or the word that refuses the entry."""
        return redeem(self.b, text, compared, has_fresh_pin=has_fresh_pin)

    def turn_the_page(self, day: str) -> None:
        """Both close their day and open the next."""
        for place in (self.a, self.b):
            keys = destination(place).day_keys
            as_officer(place, partial(close_day, totals={}, keys=keys))
            place.open_day(day)

    def prove(self, place: Place) -> SiteProof:
        """What `twogate verify --rebuild --draws` finds."""
        identity = place.desk.identity
        return place.read(lambda session: verify_site(session, identity, rebuild=True, draws=True))

    def void(self, *texts: str) -> str | Verdict:
        """Dongxing declares passes void: the text for their issuer, or the verdict instead."""
        here = destination(self.b)

        def verb(act: Act) -> str | Verdict:
            done = void_passes(act, list(texts), here, reason=VoidReason.SENT_BACK)
            if isinstance(done, JudgedPass):
                return done.judgement.verdict
            return sign_void(done.event, here.identity.keys.signer)

        return as_officer(self.b, verb)

    def take_void(self, text: str) -> Event | str:
        """Hezhou takes the void in."""
        identity = self.a.desk.identity

        def verb(act: Act) -> Event | str:
            trust = load_trust(act.session, identity.trust, at_ms=act.moment.at_ms)
            return take_void(act, text, trust)

        return as_officer(self.a, verb)

    def redeemed(self) -> list[str]:
        """The name of every pass that Dongxing honoured."""
        return [event.data["pass"] for event in self.b.events("pass.redeemed")]


def destination(place: Place) -> Destination:
    here: Destination = place.state.destination
    return here


def issue(
    place: Place, inspection: str, to: SiteNo, *, quota: Amounts | None = None
) -> IssuedNow | str:
    issuing = Issuing(inspection, to, dict(quota or {}))
    done = as_officer(place, lambda act: issue_pass(act, issuing, place.desk.identity, zone=ZONE))
    return PassRefusal.TOO_LARGE if isinstance(done, Excess) else done


def redeem(
    place: Place,
    text: str,
    compared: Comparison = Comparison.MATCHES,
    *,
    has_fresh_pin: bool = False,
) -> Verdict | str:
    here = destination(place)

    def verb(act: Act) -> Verdict | str:
        showing = Showing.now(act, text, compared=compared, has_fresh_pin=has_fresh_pin)
        done = redeem_pass(act, showing, here)
        if isinstance(done, Redeemed):
            return Verdict.ADMITTED
        return done.judgement.verdict if isinstance(done, JudgedPass) else str(done.outcome)

    return as_officer(place, verb)


def as_officer(place: Place, verb: Callable[[Act], T]) -> T:
    return place.do(verb, actor=OFFICER.officer)


def found_hezhou(city: City, folder: Path) -> bytes:
    """Hezhou's machine with keys and seed of its own, enrolled; its signed record."""
    settings = settings_of(folder)
    keys_dir(settings).mkdir(parents=True)
    keys = make_site("Hezhou")
    save_site_keys(keys, keys_dir(settings))
    draws = make_day_keys(keys_dir(settings), repeatable("Hezhou's draws"))
    asked = make_request(keys, site=HEZHOU, anchors=hardware_anchors(), draw_anchor=draws.anchor)
    request = open_request(asked)
    assert isinstance(request, SiteRequest)
    written = sign_site(city.authority, request, SiteTerms(HEZHOU_NAMES), now_ms=NOW_MS)
    enrolment_path(settings).write_bytes(written)
    return signed_record(written, keys)


def signed_record(enrolment: bytes, keys: SiteKeys) -> bytes:
    opened = open_enrolment(enrolment, keys)
    assert not isinstance(opened, str)
    return opened.signed_record


def records(dongxing: Place, hezhou: bytes) -> tuple[bytes, bytes]:
    """The signed records of both sites, as the feed carries them."""
    written = enrolment_path(dongxing.site.settings).read_bytes()
    return signed_record(written, dongxing.desk.identity.keys), hezhou


@pytest.fixture
def both(city: City, folder: Path) -> Iterator[TwoPlaces]:
    """Hezhou and Dongxing, where nobody is drawn."""
    with TwoPlaces.opened(city, folder) as opened:
        yield opened


def staff_hezhou(both: TwoPlaces) -> None:
    """Hezhou gets its screens, and an officer with a PIN."""
    who = OfficerToList(AT_HEZHOU.officer, AT_HEZHOU.name, [AT_HEZHOU.role], [HEZHOU])
    keys = both.b.archive().authority.field_keys
    item, code = list_officer(who, keys=keys, random=repeatable("Hezhou's officer"))
    both.publish("officers", item)
    place = both.a
    cookies = {role: place.pair(role).token for role in SCREENS}
    place.city = City(place.city.folder, cookies)
    body = {"officer": AT_HEZHOU.officer, "one_time_code": code, "pin": PIN}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "COST", pins.Cost(memory_kib=8, passes=1))
        said = place.station().post("/v1/officers/pin", body)
    assert said.status_code == 200, said.text


def desk(place: Place) -> Browser:
    """The station of a place with its officer signed in; `staff_hezhou` made that of Hezhou."""
    is_hezhou = place.desk.identity.site == HEZHOU
    return place.signed_in(AT_HEZHOU if is_hezhou else OFFICER)
