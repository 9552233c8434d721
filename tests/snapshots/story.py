"""A day and a morning at Dongxing, in which everything happens that a journal can tell.

Told to the real service over its routes, with a clock and chance of its own: it goes the same way
each time. Some thirty invented members, the officers of ``tests/people.py``, two trade days.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from service import open_site, site_app
from service.feeds import apply_items
from service.journal.event import Event, EventName
from service.journal.receipt import Receipt, sign_receipt
from service.members.forget_in_archive import forget_in_archive
from service.officers import pins
from service.quota.grant_horizon import grant_horizon
from service.quota.move_home import move_home
from service.quota.plan_grants import Grant, HomeMove, longest_horizon
from service.quota.receive_quota import Received, receive_quota
from service.quota.refund_quota import refund_quota
from service.quota.release_home import release_home
from service.quota.spend_quota import spend_quota
from service.quota.transfer import Carried
from service.sites import feed_items
from service.sites.authority import Authority
from service.sites.records import SiteNames, SiteRecord, SiteRole, sign_site_record
from service.sites.store import REVOCATIONS
from service.vocabulary import ComponentNo, Epoch, MemberNo, PassId, SiteNo, TradeDay
from tests import builders
from tests.asking import Browser, code_of
from tests.builders import TODAY, City, Place, make_city
from tests.people import (
    CHEN,
    CHILD,
    DAWEI,
    EXPIRED,
    LAN,
    LAPSED,
    LENDER,
    NENG_PO,
    NOBODY,
    OFFICER,
    OPERATOR,
    OTHER_SUPERVISOR,
    PEOPLE,
    SUPERVISOR,
    Person,
    roster,
    somebody,
)
from tests.places import DAY_MS, DONGXING, HARDWARE, NOW_MS, enrol, make_site, repeatable
from tests.snapshots.goods_told import tell_of_goods
from tests.snapshots.passes_told import tell_of_passes
from tests.snapshots.sayings import CATALOGUE, NOTICE, POLICY

TOMORROW: Final = TradeDay("2026-11-25")
OTHERS: Final = tuple(somebody(place) for place in range(len(PEOPLE), 30))
NEWCOMER: Final = somebody(30)
HEZHOU: Final = SiteNo("S07")
HEZHOU_KEYS: Final = make_site("Hezhou")
HEZHOU_PASS: Final = PassId(HEZHOU, HEZHOU_KEYS.epoch, 4)
FORGIVEN: Final = replace(LENDER, standing="正常", reason="")
LEAVER: Final = OTHERS[-2]
"""Withdrawn from the roster in the course of the day."""

GONE: Final = OTHERS[-1]
"""Forgotten in the course of the day."""

NOT_KNOWN_YET: Final[dict[str, Any]] = {"type": "member.praised", "v": 1, "member": CHEN.number}
"""What an older software put aside, and this one still does not know."""


VALUE: Final = ComponentNo(1)


@contextmanager
def on_machine(hardware: Iterable[bytes]) -> Iterator[None]:
    """Let this machine be known by ``hardware``: a site is bound to where it was enrolled."""
    known_by = tuple(hardware)
    with pytest.MonkeyPatch.context() as patch:
        for door in (open_site, builders):
            patch.setattr(door, "hardware_anchors", lambda: known_by)
        yield


@contextmanager
def story_told(folder: Path) -> Iterator[Place]:
    """Dongxing's site after all that happened, its files in ``folder``; a second day is open."""
    with ExitStack() as stack:
        with _as_it_always_was():
            city = make_city(folder / "city")
            here = folder / "told"
            shutil.copytree(folder / "city", here)
            opened = Place.opened(city, here, authority_dir=here / "authority")
            place = stack.enter_context(opened)
            Story(city, place).tell()
        yield place


@contextmanager
def _as_it_always_was() -> Iterator[None]:
    """The same machine and the same chance at every telling. Over before anybody looks at the
    site: who keeps it open for long must not have the other tests on a machine that is not theirs.
    """
    with pytest.MonkeyPatch.context() as patch, on_machine(HARDWARE):
        patch.setattr(pins, "COST", pins.Cost(memory_kib=8, passes=1))
        for door in (open_site, site_app):
            patch.setattr(door, "system_randomness", repeatable(door.__name__))
        yield


@dataclass(frozen=True, slots=True)
class Story:
    """Who does what, a few seconds apart."""

    city: City
    place: Place

    def tell(self) -> None:
        self._before_the_gate_opens()
        self._the_day_opens()
        self._people_come()
        self._quota_is_used()
        self._some_declare()
        self._some_are_turned_away()
        self._the_hall_works()
        self._somebody_errs()
        self._the_office_writes()
        self._people_go()
        self._the_next_morning()
        self._the_kiosk_was_down()
        self._receipts_come_back()
        tell_of_passes(self.city, self.place, OTHERS[7])
        tell_of_goods(self.place, OTHERS[8])

    def _before_the_gate_opens(self) -> None:
        self._publish("policies", CATALOGUE, POLICY)
        self._publish("status", NOTICE)
        operator = self.place.signed_in(OPERATOR)
        self._ok(operator.upload("/v1/roster", roster(*PEOPLE, *OTHERS).getvalue()))
        spare = self.place.pair("display")
        number = self._ok(spare.get("/v1/terminal"))["terminal"]
        self._ok(self.place.console().post("/v1/terminals", {"role": "kiosk", "label": "Gate 2"}))
        self._ok(self.place.console().post(f"/v1/terminals/{number}/revoke"))

    def _the_day_opens(self) -> None:
        station = self.place.station()
        said = {"officer": SUPERVISOR.officer, "pin": "111111"}
        assert code_of(station.post("/v1/session", said)) == "wrong_code_or_pin"
        supervisor = self.place.signed_in(SUPERVISOR, step_up=True)
        self._ok(supervisor.post("/v1/day/open", {"day": TODAY}))
        self._ok(supervisor.ask("DELETE", "/v1/session"))

    def _people_come(self) -> None:
        for index, person in enumerate((CHEN, DAWEI, LAN, *OTHERS)):
            said = self._scan(person) if index % 2 else {"member": person.number}
            self._ok(self._kiosk("/v1/check-ins/peek", said))
            lane = "goods" if index % 3 else "person"
            self._ok(self._kiosk("/v1/check-ins", {**said, "lane": lane}))
        officer = self.place.signed_in(OFFICER)
        self._ok(officer.post("/v1/check-ins", {"member": NENG_PO.number, "lane": "green"}))

    def _quota_is_used(self) -> None:
        archive, epoch = self.place.archive(), self.place.desk.journal.epoch
        grant = Grant(DONGXING, epoch, longest_horizon(TODAY), holds_from=TradeDay("2026-11-01"))
        at_ms = self.place.machine.wall_ms
        grant_horizon(archive, grant, today=TODAY, at_ms=at_ms)
        move_home(archive, HomeMove(LAN.number, SiteNo("S02"), TODAY), at_ms=at_ms)
        self.place.bring(archive)
        spent = self.place.do(lambda act: spend_quota(act, CHEN.number, {VALUE: 280_000}))
        assert isinstance(spent, Event)
        back = self.place.do(lambda act: refund_quota(act, spent.name, {VALUE: 80_000}))
        assert isinstance(back, Event)
        assert isinstance(self.place.do(lambda act: release_home(act, DAWEI.number)), Event)
        self._credit(NEWCOMER.number, 50_000)
        self._at_the_station_about_quota()

    def _credit(self, member: MemberNo, amount: int) -> None:
        """Quota comes from the bridge."""
        carried = Carried(
            name=EventName(SiteNo("S02"), Epoch("ab12cd34"), amount),
            to_site=DONGXING,
            to_epoch=self.place.desk.journal.epoch,
            member=member,
            regime="CN",
            day=TODAY,
            amounts={VALUE: amount},
        )
        assert isinstance(self.place.do(lambda act: receive_quota(act, carried)), Received)

    def _at_the_station_about_quota(self) -> None:
        self._ok(self.place.kiosk().get(f"/v1/members/{CHEN.number}/quota"))
        amounts = [{"component": 1, "amount": 10_000}]
        sending = {"to_site": "S02", "to_epoch": "ab12cd34", "amounts": amounts}
        officer = self.place.signed_in(OFFICER)
        self._ok(self._at(officer, "/v1/transfers", {"member": CHEN.number, **sending}))
        self._refused(self._at(officer, "/v1/transfers/receive", {"scan": "TM1garbled"}))

    def _some_declare(self) -> None:
        mango = {"goods": "mango", "origin": "VN", "amount": 12_000, "value_fen": 7_200}
        declaring = {
            "member": OTHERS[1].number,
            "lines": [mango, {**mango, "origin": "TH"}],
            "confirmed": [0, 1],
            "presence": "number_at_kiosk",
            "excess": "dutiable",
        }
        asked = {"member": declaring["member"], "lines": declaring["lines"]}
        self._ok(self._kiosk("/v1/declarations/assess", asked))
        self._ok(self._kiosk("/v1/declarations", declaring))
        filed = self._ok(self._kiosk("/v1/declarations", declaring))
        officer = self.place.signed_in(OFFICER)
        path = f"/v1/declarations/{filed['reference']}/withdraw"
        self._ok(self._at(officer, path, {"reason": "mistake"}))
        self._ok(officer.get(f"/v1/declarations?member={OTHERS[1].number}"))
        self._ok(officer.get("/v1/declarations"))
        self._some_wait_for_quota(declaring)

    def _some_wait_for_quota(self, declaring: dict[str, Any]) -> None:
        """Lan brings more than her quota, and waits for the supervisor's word."""
        officer = self.place.signed_in(OFFICER)
        mango = {**declaring["lines"][0], "value_fen": 807_200}
        said = {**declaring, "member": LAN.number, "presence": "officer_attested"}
        said |= {"lines": [mango], "confirmed": [0], "excess": "leave"}
        waiting = self._ok(self._at(officer, "/v1/declarations", said))
        assert waiting["state"] == "pending", waiting
        path = f"/v1/declarations/{waiting['reference']}"
        self._ok(self._at(officer, f"{path}/complete", {"presence": "officer_attested"}))
        supervisor = self.place.signed_in(SUPERVISOR, step_up=True)
        self._ok(self._at(supervisor, f"{path}/override", {"reason": "home_unreachable"}))

    def _some_are_turned_away(self) -> None:
        self._publish("members", _card_revoked(DAWEI))
        for person in (CHEN, LENDER, LAPSED, EXPIRED, CHILD):
            self._refused(self._kiosk("/v1/check-ins", self._scan(person)))
        for scan in (str(NOBODY), "TC1garbled", self.place.card(DAWEI)):
            self._refused(self._kiosk("/v1/check-ins/peek", {"scan": scan}))
            self._refused(self._kiosk("/v1/check-ins", {"scan": scan}))
        officer = self.place.signed_in(OFFICER)
        self._refused(officer.post("/v1/check-ins", {"member": LENDER.number}))
        self._ok(officer.get(f"/v1/members/{LENDER.number}"))

    def _the_hall_works(self) -> None:
        self._ok(self._kiosk("/v1/turns", {"lane": "help"}))
        officer = self.place.signed_in(OFFICER)
        for lane, result in (("person", "served"), ("goods", "absent"), ("help", "served")):
            called = self._ok(self._at(officer, "/v1/turns/call", {"lane": lane}))
            self._ok(self._at(officer, f"/v1/turns/{called['number']}/finish", {"result": result}))
        self._ok(self._at(officer, "/v1/turns/call", {"lane": "green"}))
        self._refused(self._at(officer, "/v1/turns/call", {"lane": "help"}))
        for path in ("/v1/turns", "/v1/status", "/readyz"):
            self._ok(self.place.display().get(path))

    def _somebody_errs(self) -> None:
        officer = self.place.signed_in(OFFICER)
        entry = {"member": OTHERS[0].number}
        exit_ = {**entry, "direction": "out"}
        for said, reason in ((exit_, "wrong_direction"), (exit_, "wrong_person")):
            done = self._ok(self._at(officer, "/v1/check-ins", said))
            self._ok(self._annul(officer, done["reference"], reason))
        self._ok(self._at(officer, "/v1/check-ins", exit_))
        done = self._ok(self._at(officer, "/v1/check-ins", entry))
        self._ok(self._annul(officer, done["reference"], "test"))
        self._refused(self._annul(officer, done["reference"], "test"))

    def _the_office_writes(self) -> None:
        self._publish("members", {"type": "member.withdrawn", "v": 1, "member": LEAVER.number})
        self.place.relist(FORGIVEN, NEWCOMER)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(apply_items, "__version__", "0.0.9")
            self._publish("members", NOT_KNOWN_YET)
        archive = self.place.archive()
        forget_in_archive(archive, GONE.number, at_ms=self.place.machine.wall_ms)
        self.place.bring(archive)
        authority = self.city.authority
        certified = [feed_items.certify_key(record) for record in authority.key_records]
        hezhou = feed_items.record_site(sign_site_record(record_of_hezhou(), authority.feeds))
        self._publish(feed_items.SITES, *certified, hezhou)
        at_ms = self.place.machine.wall_ms
        self._publish(
            REVOCATIONS,
            feed_items.revoke_key(HEZHOU, HEZHOU_PASS.epoch, last_seq=3, at_ms=at_ms),
            feed_items.revoke_pass(HEZHOU_PASS, expires_ms=at_ms + DAY_MS, at_ms=at_ms),
            feed_items.confirm_lists(at_ms=at_ms),
        )

    def _people_go(self) -> None:
        for person in (CHEN, *OTHERS[1:20], NEWCOMER):
            said = {"member": person.number, "direction": "out"}
            self._ok(self._kiosk("/v1/check-ins", said))
        supervisor = self.place.signed_in(SUPERVISOR)
        self._ok(supervisor.get("/v1/check-ins"))
        self._ok(supervisor.get("/v1/day"))
        stepped_up = self.place.signed_in(SUPERVISOR, step_up=True)
        self._ok(self._at(stepped_up, "/v1/day/close", {}))

    def _the_next_morning(self) -> None:
        self.place.restart(authority_dir=self.place.folder / "authority")
        self.place.machine.wait((NOW_MS + DAY_MS - self.place.machine.wall_ms) / 1000)
        supervisor = self.place.signed_in(OTHER_SUPERVISOR, step_up=True)
        self._ok(supervisor.post("/v1/day/open", {"day": TOMORROW}))
        for person in (CHEN, FORGIVEN, NENG_PO):
            self._ok(self._kiosk("/v1/check-ins", {"member": person.number}))
        self._ok(supervisor.get("/v1/terminals"))
        self._ok(supervisor.get("/v1/officers"))

    def _the_kiosk_was_down(self) -> None:
        officer = self.place.signed_in(OFFICER, step_up=True)
        phase = {"first": 11, "last": 14, "day": TOMORROW, "reason": "kiosk_down"}
        opened = self._ok(self._at(officer, "/v1/paper/phases", phase))
        for serial, person in ((11, LAN), (12, DAWEI)):
            slip = {"serial": serial, "member": person.number, "direction": "in", "time": "08:40"}
            keyed = self._ok(self._at(officer, "/v1/paper/slips", slip))
        self._ok(self._annul(officer, keyed["reference"], "test"))
        unused = {"first": 11, "last": 14, "reason": "unused"}
        self._ok(self._at(officer, "/v1/paper/slips/void", unused))
        self._ok(self._at(officer, f"/v1/paper/phases/{opened['reference']}/close", {}))
        self._ok(officer.get("/v1/paper/phases"))
        self._ok(self._at(officer, f"/v1/members/{DAWEI.number}/lost-card", {}))

    def _receipts_come_back(self) -> None:
        officer = self.place.signed_in(OFFICER, step_up=True)
        entry = self.place.events("checkin.entered")[0]
        mine = self._ok(officer.get(f"/v1/receipts/{entry.name}"))["receipt"]
        enrolment, lost = receipts_of_an_earlier_epoch(self.city.authority, NEWCOMER, OTHERS[3])
        pile = {"receipts": [mine, *lost, lost[0]], "enrolment": enrolment}
        self._ok(self._at(officer, "/v1/receipts/recover", pile))
        self._ok(officer.get("/v1/receipts"))

    # --- how it is said ---

    def _kiosk(self, path: str, said: dict[str, Any]) -> Any:
        return self._at(self.place.kiosk(), path, said)

    def _at(self, browser: Browser, path: str, said: dict[str, Any]) -> Any:
        self.place.machine.wait(4)
        return browser.post(path, said)

    def _annul(self, officer: Browser, reference: str, reason: str) -> Any:
        return self._at(officer, f"/v1/check-ins/{reference}/annul", {"reason": reason})

    def _scan(self, person: Person) -> dict[str, Any]:
        return {"scan": self.place.card(person)}

    def _publish(self, feed: str, *items: dict[str, Any]) -> None:
        self.place.publish(feed, *items)

    def _ok(self, answer: Any) -> dict[str, Any]:
        assert answer.is_success, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def _refused(self, answer: Any) -> None:
        assert answer.status_code == 409 or "outcome" in answer.json(), answer.text


def receipts_of_an_earlier_epoch(authority: Authority, *people: Person) -> tuple[str, list[str]]:
    """The enrolment of an epoch whose disk was lost, and its receipts of these people's entries."""
    keys = make_site("the disk that was lost")
    receipts = [
        Receipt(
            name=EventName(DONGXING, keys.epoch, seq),
            head=bytes([seq]) * 32,
            kind="checkin.entered",
            at_ms=NOW_MS + DAY_MS,
            member=person.number,
            day=TOMORROW,
        )
        for seq, person in enumerate(people, 7)
    ]
    texts = [sign_receipt(receipt, keys.signer) for receipt in receipts]
    return enrol(authority, keys).decode(), texts


def record_of_hezhou() -> SiteRecord:
    """Another site, which the office tells of and whose key it then takes back."""
    return SiteRecord(
        site=HEZHOU,
        signing=HEZHOU_KEYS.signer.public,
        sealing=HEZHOU_KEYS.sealing_public,
        roles=(SiteRole.ISSUES,),
        names=SiteNames("合州", "Hezhou", "Hợp Châu"),
        anchors=(),
        not_before_ms=NOW_MS,
        expires_ms=NOW_MS + 400 * DAY_MS,
    )


def _card_revoked(person: Person) -> dict[str, Any]:
    return {"type": "card.revoked", "v": 1, "member": person.number, "serial": 1}
