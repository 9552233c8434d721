"""Who was checked in takes a receipt home: the same one whenever it is asked for."""

import httpx

from service.journal.receipt import Receipt, verify_receipt
from service.journal.store import hash_at
from tests.asking import Browser
from tests.builders import TODAY, Place
from tests.people import AUDITOR, CHEN, OFFICER, SUPERVISOR


def enter(place: Place) -> str:
    said = place.kiosk().post("/v1/check-ins", {"member": CHEN.number})
    return str(said.json()["reference"])


def ask(browser: Browser, reference: str) -> httpx.Response:
    return browser.get(f"/v1/receipts/{reference}")


def read(place: Place, text: str) -> Receipt:
    own = place.site.identity.keys.signer.key.public_key()
    receipt = verify_receipt(text, lambda _: [own])
    assert isinstance(receipt, Receipt)
    return receipt


def test_a_receipt_tells_the_event_and_its_place_in_the_chain(place: Place) -> None:
    reference = enter(place)
    said = ask(place.kiosk(), reference).json()
    receipt = read(place, said["receipt"])
    assert (str(receipt.name), receipt.member, receipt.day) == (reference, CHEN.number, TODAY)
    assert receipt.kind == "checkin.entered"
    name = receipt.name
    assert place.read(lambda session: hash_at(session, name.epoch, name.seq)) == receipt.head
    assert said["picture"].startswith("<svg")


def test_it_is_the_same_after_a_restart(place: Place) -> None:
    reference = enter(place)
    before = ask(place.kiosk(), reference).content
    place.restart()
    assert ask(place.kiosk(), reference).content == before


def test_who_leaves_is_given_one_too(place: Place) -> None:
    enter(place)
    left = place.kiosk().post("/v1/check-ins", {"member": CHEN.number, "direction": "out"})
    said = ask(place.kiosk(), left.json()["reference"])
    assert read(place, said.json()["receipt"]).kind == "checkin.left"


def test_a_kiosk_shows_only_what_it_recorded_itself(place: Place) -> None:
    reference = enter(place)
    assert ask(place.pair("kiosk"), reference).status_code == 404
    assert ask(place.signed_in(OFFICER), reference).status_code == 200
    assert ask(place.signed_in(AUDITOR), reference).status_code == 403


def test_a_closed_day_has_a_receipt_for_its_slip(place: Place) -> None:
    station = place.signed_in(SUPERVISOR, step_up=True)
    slip = station.post("/v1/day/close").json()
    said = ask(station, slip["reference"]).json()
    receipt = read(place, said["receipt"])
    assert (receipt.kind, receipt.day, receipt.member) == ("day.closed", TODAY, None)
    assert (receipt.name.seq, receipt.head.hex()) == (slip["seq"], slip["head"])


def test_nothing_else_has_a_receipt(place: Place) -> None:
    station = place.signed_in(OFFICER)
    mine = place.events("officer.signed_in")[0].name
    gone = ["S01.00000000.1", "S02" + str(mine)[3:], "x", str(mine), f"{str(mine)[:13]}999999"]
    assert {ask(station, reference).status_code for reference in gone} == {404}
