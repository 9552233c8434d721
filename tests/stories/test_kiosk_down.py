"""The kiosk is down for an hour: people go in on paper, and the slips are keyed in afterwards."""

from service.checkin.store import totals_of_day
from tests.asking import code_of
from tests.builders import TODAY, Place
from tests.people import CHEN, DAWEI, LAN, NENG_PO, OFFICER


def test_the_kiosk_is_down_for_an_hour(place: Place) -> None:
    place.kiosk().post("/v1/check-ins", {"member": NENG_PO.number})
    place.machine.wait(3600)  # nobody can use the kiosk from nine to ten; slips 101 to 110
    place.kiosk().post("/v1/check-ins", {"member": DAWEI.number, "direction": "out"})
    station = place.signed_in(OFFICER)
    phase = station.post(
        "/v1/paper/phases", {"first": 101, "last": 110, "day": TODAY, "reason": "kiosk_down"}
    ).json()
    assert phase["missing"] == list(range(101, 111))
    slips = [
        (103, LAN, "in", "09:20"),
        (101, CHEN, "in", "09:05"),
        (104, NENG_PO, "out", "09:40"),
        (102, DAWEI, "in", "09:10"),
    ]
    for serial, who, direction, time in slips:
        said = station.post(
            "/v1/paper/slips",
            {"serial": serial, "member": who.number, "direction": direction, "time": time},
        )
        assert said.status_code == 201, said.text
    close = f"/v1/paper/phases/{phase['reference']}/close"
    assert code_of(station.post(close)) == "paper_serials_missing"
    unused = {"first": 101, "last": 110, "reason": "unused"}
    assert station.post("/v1/paper/slips/void", unused).json()["serials"] == [*range(105, 111)]
    assert station.post(close).json()["closed_at"] is not None
    totals = place.read(lambda session: totals_of_day(session, TODAY))
    assert (totals["entered"], totals["left"], totals["inside"]) == (4, 2, 2)
    again = place.kiosk().post("/v1/check-ins", {"member": CHEN.number})
    assert code_of(again) == "already_inside"
    assert place.kiosk().post("/v1/check-ins", {"member": DAWEI.number}).status_code == 201
