"""Receipts bring back what a lost disk held: each once, in any order, and nothing false."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pytest

from service.checkin.store import find_inside, totals_of_day
from service.console.verify_site import verify_site
from service.journal.receipt import Receipt, sign_receipt, verify_receipt
from service.open_site import enrolment_path
from service.receipts.past_keys import past_keys
from service.receipts.rules import Claimed, Origin, Recovery, judge_recovery
from service.sites.keys import Signer
from service.vocabulary import Epoch, SiteNo
from tests.asking import code_of
from tests.builders import TODAY, City, Place, settings_of
from tests.people import CHEN, DAWEI, LAN, SUPERVISOR, Person
from tests.places import repeatable
from tests.receipts.losing import back_from, check_in, keep_a_backup, re_enrol, receipt

HERE = Origin(SiteNo("S01"), Epoch("0a0b0c0d"))
EARLIER = Origin(SiteNo("S01"), Epoch("01020304"))
ELSEWHERE = Origin(SiteNo("S02"), Epoch("01020304"))
HASH, OTHER = bytes(32), bytes([1]) * 32


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [
        (Claimed(EARLIER, HASH, None), Recovery.RECOVERED),
        (Claimed(EARLIER, HASH, HASH), Recovery.HERE_ALREADY),
        (Claimed(EARLIER, HASH, OTHER), Recovery.CONTRADICTS),
        (Claimed(HERE, HASH, HASH), Recovery.HERE_ALREADY),
        (Claimed(HERE, HASH, None), Recovery.PROVES_RESTORED),
        (Claimed(HERE, HASH, OTHER), Recovery.PROVES_RESTORED),
        (Claimed(ELSEWHERE, HASH, None), Recovery.OTHER_SITE),
    ],
)
def test_the_rulebook_of_recovery(claimed: Claimed, verdict: Recovery) -> None:
    assert judge_recovery(claimed, HERE) is verdict


@dataclass
class Loss:
    """A site back from a backup, and the receipts of what happened after it."""

    place: Place
    receipts: list[str]

    def scan(self, *texts: str) -> list[str]:
        station = self.place.signed_in(SUPERVISOR, step_up=True)
        said = station.post("/v1/receipts/recover", {"receipts": texts})
        assert said.status_code == 200, said.text
        return list(said.json()["outcomes"])

    def totals(self) -> dict[str, int]:
        return self.place.read(lambda session: totals_of_day(session, TODAY))

    def is_inside(self, who: Person) -> bool:
        found = self.place.read(lambda session: find_inside(session, who.number, TODAY))
        return found is not None


@pytest.fixture
def loss(city: City, folder: Path) -> Iterator[Loss]:
    """Chen came before the backup; after it he left, Dawei came, left and came, and Lan came."""
    with Place.opened(city, folder) as place:
        place.open_day()
        check_in(place, CHEN)
        backup = keep_a_backup(folder)
        receipts = [
            receipt(place, check_in(place, who, direction))
            for who, direction in [
                (CHEN, "out"),
                (DAWEI, "in"),
                (DAWEI, "out"),
                (DAWEI, "in"),
                (LAN, "in"),
            ]
        ]
    with back_from(city, folder, backup) as place:
        yield Loss(place, receipts)


def test_totals_and_who_is_inside_return_exactly(loss: Loss) -> None:
    assert loss.totals()["entered"] == 1 and loss.is_inside(CHEN)
    assert set(loss.scan(*loss.receipts)) == {"receipt_recovered"}
    assert loss.totals() == {"entered": 4, "left": 2, "inside": 2, "refused": 0, "annulled": 0}
    assert [loss.is_inside(who) for who in (CHEN, DAWEI, LAN)] == [False, True, True]
    epoch = loss.place.site.identity.epoch
    assert {event.name.epoch for event in loss.place.events("event.recovered")} == {epoch}
    proof = loss.place.read(
        lambda session: verify_site(session, loss.place.site.identity, rebuild=True)
    )
    assert proof.holds, proof.flaws


@pytest.mark.parametrize("order", [order for order in permutations(range(1, 4))])
def test_the_order_of_scanning_does_not_matter(loss: Loss, order: tuple[int, ...]) -> None:
    loss.scan(*(loss.receipts[place] for place in order))
    assert loss.is_inside(DAWEI)
    assert loss.totals()["entered"] == 3


def test_each_receipt_counts_once(loss: Loss) -> None:
    assert loss.scan(loss.receipts[1], loss.receipts[1]) == [
        "receipt_recovered",
        "receipt_here_already",
    ]
    assert loss.scan(loss.receipts[1].lower()) == ["receipt_here_already"]
    assert len(loss.place.events("event.recovered")) == 1


def test_what_came_back_says_so_and_that_its_detail_is_missing(loss: Loss) -> None:
    loss.scan(loss.receipts[4])
    [event] = loss.place.events("event.recovered")
    assert event.data["missing"] == ["detail"]
    assert (event.data["kind"], event.data["member"]) == ("checkin.entered", LAN.number)
    station = loss.place.signed_in(SUPERVISOR)
    [item] = [
        item
        for item in station.get("/v1/check-ins").json()["items"]
        if item["reference"] == event.data["event"]
    ]
    assert (item["recovered"], item["turn"], item["terminal"]) == (True, None, None)
    assert station.get("/v1/receipts").json()["items"] == [
        {"day": TODAY, "kind": "checkin.entered", "count": 1}
    ]


def test_a_member_who_came_anew_today_stays_inside_as_they_came(loss: Loss) -> None:
    anew = check_in(loss.place, LAN)
    loss.scan(loss.receipts[4])
    inside = loss.place.read(lambda session: find_inside(session, LAN.number, TODAY))
    assert inside is not None and inside.reference == anew


def test_what_is_no_receipt_of_this_site_brings_nothing_back(loss: Loss) -> None:
    stranger = Signer.make(repeatable("stranger"))
    genuine = loss.place.read(
        lambda session: verify_receipt(
            loss.receipts[0], past_keys(session, loss.place.site.identity)
        )
    )
    assert isinstance(genuine, Receipt)
    forged = sign_receipt(genuine, stranger)
    assert loss.scan("", "TR1", "hello", loss.place.card(CHEN), forged) == [
        *["receipt_unreadable"] * 4,
        "receipt_unknown_key",
    ]
    assert loss.scan(_tampered(loss.receipts[0])) == ["receipt_not_genuine"]
    assert loss.place.events("event.recovered") == []


def test_without_any_backup_the_old_enrolment_tells_the_key(city: City, folder: Path) -> None:
    with Place.opened(city, folder) as place:
        place.open_day()
        kept = receipt(place, check_in(place, CHEN))
        enrolment = enrolment_path(settings_of(folder)).read_text()
    for lost in (folder / "S01").glob("site.db*"):
        lost.unlink()
    re_enrol(city, folder)
    with Place.opened(city, folder) as place:
        console = place.console()
        body = {"receipts": [kept]}
        first = console.post("/v1/receipts/recover", body).json()
        assert first["outcomes"] == ["receipt_unknown_key"]
        told = console.post("/v1/receipts/recover", {**body, "enrolment": enrolment}).json()
        assert told == {"outcomes": ["receipt_recovered"], "recovered": 1}
        totals = place.read(lambda session: totals_of_day(session, TODAY))
        assert (totals["entered"], totals["inside"]) == (1, 1)


def test_the_enrolment_of_another_network_tells_nothing(loss: Loss) -> None:
    console = loss.place.console()
    body = {"receipts": [], "enrolment": "TE1AAAA"}
    assert console.post("/v1/receipts/recover", body).status_code == 200
    long = {"receipts": ["x" * 601]}
    assert code_of(console.post("/v1/receipts/recover", long)) == "validation_failed"


def _tampered(text: str) -> str:
    place = len(text) - 20
    return text[:place] + ("B" if text[place] == "A" else "A") + text[place + 1 :]
