"""A normal day at Dongxing, from the first screen to the closing slip."""

from service.console.verify_site import verify_site
from tests.asking import code_of
from tests.builders import TODAY, Place
from tests.people import AUDITOR, CHEN, DAWEI, LAN, LENDER, NENG_PO, OFFICER, SUPERVISOR

CHECK_IN, PEEK = "/v1/check-ins", "/v1/check-ins/peek"


def test_a_normal_day(closed_place: Place) -> None:
    place = closed_place
    open_the_gate(place)
    chen = people_come(place)
    somebody_needs_help(place)
    somebody_is_sent_to_the_officer(place, chen)
    the_queue_moves(place)
    people_go_home(place)
    close_the_gate(place)


def open_the_gate(place: Place) -> None:
    """Before the gate opens, the kiosk says so, and the supervisor opens the day."""
    kiosk, supervisor = place.kiosk(), place.signed_in(SUPERVISOR)
    assert code_of(kiosk.post(CHECK_IN, {"scan": place.card(CHEN)})) == "day_not_open"
    assert supervisor.get("/v1/day").json()["needs"] == "nothing"
    assert supervisor.post("/v1/day/open", {"day": TODAY}).json()["state"] == "open"
    assert kiosk.get("/v1/status").json()["day"]["day"] == TODAY


def people_come(place: Place) -> str:
    """Chen holds his card under the reader, sees himself named, and touches "this is me"; Dawei
    types his number; Lan's card is read at the other kiosk."""
    kiosk = place.kiosk()
    seen = kiosk.post(PEEK, {"scan": place.card(CHEN)}).json()
    assert (seen["outcome"], seen["member"]["name"]) == ("welcome", "陈*福")
    chen = kiosk.post(CHECK_IN, {"scan": place.card(CHEN), "lane": "goods"}).json()
    assert (chen["state"], chen["turn"]["number"]) == ("saved", "G001")
    assert kiosk.post(CHECK_IN, {"member": DAWEI.number}).json()["turn"]["number"] == "P001"
    assert place.pair("kiosk").post(CHECK_IN, {"scan": place.card(LAN)}).status_code == 201
    return str(chen["reference"])


def somebody_needs_help(place: Place) -> None:
    """Old Neng Po has lost her way at the machine and takes a ticket for help."""
    place.machine.wait(120)
    assert place.kiosk().post("/v1/turns", {"lane": "help"}).json()["number"] == "H001"
    station = place.signed_in(OFFICER)
    assert station.post("/v1/turns/call", {"lane": "help"}).json()["number"] == "H001"
    assert station.post(CHECK_IN, {"member": NENG_PO.number}).status_code == 201
    assert station.post("/v1/turns/H001/finish", {"result": "served"}).status_code == 200


def somebody_is_sent_to_the_officer(place: Place, chen: str) -> None:
    """One is suspended; Chen tries a second time and is told since when he is inside."""
    kiosk = place.kiosk()
    assert code_of(kiosk.post(CHECK_IN, {"member": LENDER.number})) == "see_officer"
    again = kiosk.post(CHECK_IN, {"scan": place.card(CHEN)})
    assert code_of(again) == "already_inside"
    assert again.json()["inside"]["reference"] == chen


def the_queue_moves(place: Place) -> None:
    """The officer calls, and the display follows."""
    place.machine.wait(60)
    station = place.signed_in(OFFICER)
    assert station.post("/v1/turns/call", {"lane": "person"}).json()["number"] == "P001"
    shown = place.display().get("/v1/turns").json()
    assert [each["number"] for each in shown["calls"]] == ["P001", "H001"]
    assert shown["lanes"][0] == {"lane": "person", "waiting": 2, "wait_seconds": 180}


def people_go_home(place: Place) -> None:
    """A wrong scan is taken back; the others are scanned out."""
    lan = place.events("checkin.entered")[2]
    station, kiosk = place.signed_in(OFFICER), place.kiosk()
    annulled = station.post(f"{CHECK_IN}/{lan.name}/annul", {"reason": "wrong_person"})
    assert annulled.json()["outcome"] == "annulled"
    for who in (CHEN, DAWEI):
        assert kiosk.post(CHECK_IN, {"member": who.number, "direction": "out"}).status_code == 201


def close_the_gate(place: Place) -> None:
    """The supervisor closes the day, and the auditor finds all of it."""
    slip = place.signed_in(SUPERVISOR, step_up=True).post("/v1/day/close").json()
    counted = {"entered": 3, "left": 2, "inside": 1, "refused": 2, "annulled": 1}
    money = ("exempt_fen", "dutiable_fen", "overridden_fen")
    no_goods = dict.fromkeys(("declared", "overrides", "waiting", *money), 0)
    assert slip["totals"] == counted | no_goods
    assert place.signed_in(AUDITOR).get("/v1/day").json()["state"] == "closed"
    identity = place.desk.identity
    proof = place.read(lambda session: verify_site(session, identity, rebuild=True))
    assert proof.holds, (proof.chain.flaws, proof.tables)
    assert proof.chain.events == slip["seq"] + 1, "the auditor signed in after it"
