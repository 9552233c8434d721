"""A card reported lost admits nobody here from that moment, and its successor does."""

from service.console.verify_site import rebuild_tables
from tests.asking import code_of
from tests.builders import STATION, Place
from tests.people import CHEN, DAWEI, LAN, NOBODY, OFFICER, Person

CHECK_IN = "/v1/check-ins"


def report(place: Place, who: Person = CHEN) -> object:
    said = place.signed_in(OFFICER, step_up=True).post(f"/v1/members/{who.number}/lost-card")
    assert said.status_code == 200, said.text
    return said.json()


def revoke(place: Place, who: Person, serial: int) -> None:
    """The authority's own word, which comes later."""
    item = {"type": "card.revoked", "v": 1, "member": who.number, "serial": serial}
    place.publish("members", item)


def test_a_card_reported_lost_is_refused_at_once(place: Place) -> None:
    assert report(place) == {"member": CHEN.number, "serial": 1}
    [event] = place.events("card.reported_lost")
    assert (event.data, event.actor) == (
        {"member": CHEN.number, "serial": 1},
        OFFICER.officer,
    )
    assert event.terminal == STATION
    public = place.kiosk().post(CHECK_IN, {"scan": place.card(CHEN)})
    assert (code_of(public), public.json()["member"]) == ("card_revoked", None)
    station = place.signed_in(OFFICER).post(CHECK_IN, {"scan": place.card(CHEN)})
    assert code_of(station) == "card_reported_lost"
    assert [event.data["outcome"] for event in place.events("scan.refused")] == [
        "card_reported_lost",
        "card_reported_lost",
    ]


def test_the_member_comes_in_without_it_and_with_the_next_one(place: Place) -> None:
    report(place)
    kiosk = place.kiosk()
    assert kiosk.post(CHECK_IN, {"member": CHEN.number}).status_code == 201
    report(place, DAWEI)
    assert kiosk.post(CHECK_IN, {"scan": place.card(DAWEI, serial=2)}).status_code == 201


def test_nobody_is_kept_in_by_a_lost_card(place: Place) -> None:
    kiosk = place.kiosk()
    assert kiosk.post(CHECK_IN, {"scan": place.card(CHEN)}).status_code == 201
    report(place)
    left = kiosk.post(CHECK_IN, {"scan": place.card(CHEN), "direction": "out"})
    assert left.json()["outcome"] == "left"


def test_the_report_is_of_the_card_in_use(place: Place) -> None:
    revoke(place, CHEN, 1)
    assert report(place) == {"member": CHEN.number, "serial": 2}
    kiosk = place.kiosk()
    assert code_of(kiosk.post(CHECK_IN, {"scan": place.card(CHEN, serial=2)})) == "card_revoked"
    assert kiosk.post(CHECK_IN, {"scan": place.card(CHEN, serial=3)}).status_code == 201


def test_a_card_is_reported_lost_once_until_the_next_is_out(place: Place) -> None:
    report(place, LAN)
    station = place.signed_in(OFFICER, step_up=True)
    again = station.post(f"/v1/members/{LAN.number}/lost-card")
    assert (again.status_code, code_of(again)) == (409, "card_already_reported")
    revoke(place, LAN, 1)
    assert report(place, LAN) == {"member": LAN.number, "serial": 2}


def test_nobodys_card_is_not_lost_and_no_report_without_a_pin(place: Place) -> None:
    station = place.signed_in(OFFICER)
    refused = station.post(f"/v1/members/{CHEN.number}/lost-card")
    assert (refused.status_code, code_of(refused)) == (403, "step_up_needed")
    station = place.signed_in(OFFICER, step_up=True)
    assert code_of(station.post(f"/v1/members/{NOBODY}/lost-card")) == "unknown_member"
    assert place.events("card.reported_lost") == []


def test_reports_are_made_again_from_the_journal(place: Place) -> None:
    report(place)
    proofs = place.read(rebuild_tables)
    assert all(proof.equal for proof in proofs)
