"""A member is suspended while inside: no public screen says why, and nobody is kept in."""

from dataclasses import replace

from tests.asking import code_of
from tests.builders import Place
from tests.people import DAWEI, OFFICER

CHECK_IN, PEEK = "/v1/check-ins", "/v1/check-ins/peek"
SUSPENDED = replace(DAWEI, standing="停用", reason="出借证件")
REASONS = ("suspended", "certificate_lent", "出借", "停用")


def test_a_suspended_member_sees_no_reason(place: Place) -> None:
    kiosk, display = place.kiosk(), place.display()
    assert kiosk.post(CHECK_IN, {"scan": place.card(DAWEI)}).status_code == 201

    # The office suspends him; its page arrives while he is inside.
    place.relist(SUSPENDED)
    out = kiosk.post(CHECK_IN, {"scan": place.card(DAWEI), "direction": "out"})
    assert out.json()["outcome"] == "left", "nobody is kept in"

    # From now on every public screen has one sentence, which names nobody and no reason.
    asked = [
        kiosk.post(PEEK, {"scan": place.card(DAWEI)}),
        kiosk.post(PEEK, {"member": DAWEI.number}),
        kiosk.post(CHECK_IN, {"scan": place.card(DAWEI)}),
        kiosk.get("/v1/status"),
        display.get("/v1/turns"),
    ]
    assert [each.json().get("outcome") for each in asked[:2]] == ["see_officer"] * 2
    assert code_of(asked[2]) == "see_officer"
    for answer in asked:
        assert str(DAWEI.number) not in answer.text
        assert not any(reason in answer.text for reason in REASONS)

    # The officer is told, for the conversation that follows; the three scans are on the list.
    station = place.signed_in(OFFICER)
    refused = station.post(CHECK_IN, {"scan": place.card(DAWEI)})
    assert code_of(refused) == "suspended"
    case = station.get(f"/v1/members/{DAWEI.number}").json()
    assert (case["standing"], case["reason"]) == ("suspended", "certificate_lent")
    assert [each["outcome"] for each in case["today"]] == ["suspended"] * 4 + ["left", "entered"]

    # He is reinstated, and the next page lets him in again.
    place.relist(DAWEI)
    assert kiosk.post(CHECK_IN, {"scan": place.card(DAWEI)}).json()["outcome"] == "entered"
