"""An illiterate member without a phone or card: the officer attests, and she counts the same."""

from tests.builders import STATION, Place
from tests.people import CHEN, NENG_PO, OFFICER

CHECK_IN = "/v1/check-ins"


def test_an_illiterate_member_without_a_phone(place: Place) -> None:
    kiosk, station = place.kiosk(), place.signed_in(OFFICER)
    kiosk.post(CHECK_IN, {"scan": place.card(CHEN)})

    # She touches the one big button for help; the officer calls her and looks her up.
    help_ticket = kiosk.post("/v1/turns", {"lane": "help"}).json()["number"]
    assert station.post("/v1/turns/call", {"lane": "help"}).json()["number"] == help_ticket
    case = station.get(f"/v1/members/{NENG_PO.number}").json()
    assert (case["standing"], case["member"]["supported"]) == ("active", True)

    # The officer compares her certificate and stands for her presence.
    entered = station.post(CHECK_IN, {"member": NENG_PO.number}).json()
    assert (entered["outcome"], entered["turn"]["number"]) == ("entered", "P002")
    [event] = [each for each in place.events("checkin") if each.actor]
    assert event.data["presence"] == "officer_attested"
    assert event.data["capture_mode"] == "station"
    assert (event.actor, event.terminal) == (OFFICER.officer, STATION)
    looked = place.events("member.looked_up")[-1]
    assert (looked.data["member"], looked.actor) == (NENG_PO.number, OFFICER.officer)

    # Nobody else can come in as her meanwhile, and her turn comes as anybody's.
    assert kiosk.post(CHECK_IN, {"member": NENG_PO.number}).json()["code"] == "already_inside"
    numbers = [station.post("/v1/turns/call", {"lane": "person"}).json() for _ in range(2)]
    assert [each["member"]["member"] for each in numbers] == [CHEN.number, NENG_PO.number]

    # The officer lets her out in the same way.
    left = station.post(CHECK_IN, {"member": NENG_PO.number, "direction": "out"}).json()
    assert left["outcome"] == "left"
    today = station.get(f"/v1/members/{NENG_PO.number}").json()["today"]
    assert [each["outcome"] for each in today] == ["left", "already_inside", "entered"]
