"""An officer opens a member's case: masked, limited, and never without a trace."""

import pytest

from service.members.store import find_member
from tests.asking import code_of
from tests.builders import Place
from tests.people import AUDITOR, CHEN, LENDER, NENG_PO, NOBODY, OFFICER, OPERATOR, Person


def path(who: Person) -> str:
    return f"/v1/members/{who.number}"


def test_a_case_shows_what_an_officer_needs_and_masks_the_rest(place: Place) -> None:
    place.kiosk().post("/v1/check-ins", {"member": NENG_PO.number})
    said = place.signed_in(OFFICER).get(path(NENG_PO)).json()
    today = said.pop("today")
    assert said == {
        "member": {
            "member": NENG_PO.number,
            "name": "能*婆",
            "group": "G001",
            "group_name": "河洲村第1互助组",
            "supported": True,
        },
        "certificate": "999" + "*" * 13 + NENG_PO.certificate[-2:],
        "standing": "active",
        "reason": None,
        "valid_until": "9999-12-31",
        "village": "",
        "role": "member",
    }
    assert [each["outcome"] for each in today] == ["entered"]


def test_the_reason_of_a_suspension_is_for_officers(place: Place) -> None:
    said = place.signed_in(OFFICER).get(path(LENDER)).json()
    assert (said["standing"], said["reason"]) == ("suspended", "certificate_lent")


def test_every_look_leaves_a_trace(place: Place) -> None:
    station = place.signed_in(OFFICER)
    for _ in range(2):
        station.get(path(CHEN))
    looks = place.events("member.looked_up")
    assert [(event.data, event.actor) for event in looks] == [
        ({"member": CHEN.number}, OFFICER.officer)
    ] * 2


def test_an_auditors_look_leaves_a_trace_too(place: Place) -> None:
    assert place.signed_in(AUDITOR).get(path(CHEN)).status_code == 200
    assert [event.actor for event in place.events("member.looked_up")] == [AUDITOR.officer]


def test_an_operator_has_no_business_with_a_case(place: Place) -> None:
    assert code_of(place.signed_in(OPERATOR).get(path(CHEN))) == "not_allowed"


@pytest.mark.parametrize("number", [NOBODY, 0, 99_999_999])
def test_a_number_of_nobody_is_not_found(place: Place, number: int) -> None:
    said = place.signed_in(OFFICER).get(f"/v1/members/{number}")
    assert (said.status_code, code_of(said)) == (404, "unknown_member")
    assert place.events("member.looked_up") == []


@pytest.mark.parametrize("number", ["-1", "100000000", "9" * 40, "x", "1.5"])
def test_what_cannot_be_a_number_is_not_looked_for(place: Place, number: str) -> None:
    said = place.signed_in(OFFICER).get(f"/v1/members/{number}")
    assert (said.status_code, code_of(said)) == (422, "validation_failed")


def test_cases_are_not_leafed_through(place: Place) -> None:
    station = place.signed_in(OFFICER)
    said = [station.get(path(CHEN)) for _ in range(31)][-1]
    assert (said.status_code, code_of(said)) == (429, "too_many_tries")
    assert said.headers["retry-after"] == "2"
    assert len(place.events("member.looked_up")) == 30


def test_a_member_whose_fields_were_destroyed_shows_nothing(place: Place) -> None:
    found = place.read(lambda session: find_member(session, CHEN.number))
    assert found is not None
    listed = next(
        item
        for item in place.archive().items("members", at_ms=place.machine.wall_ms)
        if item["member"] == CHEN.number
    )
    place.publish("members", {**listed, "name": "", "certificate": "", "born": ""})
    said = place.signed_in(OFFICER).get(path(CHEN)).json()
    assert (said["member"]["name"], said["certificate"]) == ("*", "*")
