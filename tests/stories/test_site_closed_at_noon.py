"""A site is closed at noon: whoever is there is told, and nothing is entered any more."""

from service import site_app
from tests.asking import code_of
from tests.builders import TODAY, Place
from tests.people import CHEN, DAWEI, OFFICER, SUPERVISOR
from tests.places import NOW_MS

CHECK_IN = "/v1/check-ins"


def test_a_site_closed_at_noon(place: Place) -> None:
    kiosk = place.kiosk()
    morning = kiosk.post(CHECK_IN, {"member": CHEN.number}).json()
    place.machine.wait(3 * 3600)
    slip = place.signed_in(SUPERVISOR, step_up=True).post("/v1/day/close").json()
    assert (slip["state"], slip["totals"]["inside"]) == ("closed", 1)

    # The kiosk, the queue and the display say so; what is tried is recorded all the same.
    assert kiosk.get("/v1/status").json()["day"] == {
        "state": "closed",
        "day": None,
        "opened_at": None,
    }
    assert code_of(kiosk.post(CHECK_IN, {"member": DAWEI.number})) == "day_not_open"
    assert code_of(kiosk.post("/v1/turns", {"lane": "help"})) == "day_not_open"
    assert place.display().get("/v1/turns").json() == {"lanes": [], "calls": []}
    [refused] = place.events("scan.refused")
    assert (refused.data["outcome"], refused.data["member"]) == ("day_not_open", DAWEI.number)

    # The clock does not open it again, and nobody opens the same day twice.
    turner = site_app.day_turner(place.site, place.app.state.day_witnesses)
    place.runner.run(place.desk.database.write(turner))
    assert kiosk.get("/v1/status").json()["day"]["state"] == "closed"
    supervisor = place.signed_in(SUPERVISOR, step_up=True)
    assert code_of(supervisor.post("/v1/day/open", {"day": TODAY})) == "day_goes_back"

    # A mistake of the morning can still be taken back, within its ten minutes only.
    annul = f"{CHECK_IN}/{morning['reference']}/annul"
    said = place.signed_in(OFFICER).post(annul, {"reason": "test"})
    assert code_of(said) == "annul_too_late"

    # Next morning the site opens as always, and yesterday's people are not inside.
    place.machine.wait(21 * 3600)
    place.runner.run(place.desk.database.write(turner))
    assert kiosk.get("/v1/status").json()["day"]["day"] == "2026-11-25"
    assert kiosk.post(CHECK_IN, {"member": CHEN.number}).json()["outcome"] == "entered"


def test_a_site_that_the_authority_closes_at_noon(place: Place) -> None:
    kiosk = place.kiosk()
    noon, evening = NOW_MS + 3 * 3600_000, NOW_MS + 9 * 3600_000
    message = {"zh": "口岸临时关闭", "vi": "Cửa khẩu tạm đóng", "en": "Closed for this afternoon"}
    said = {"number": 1, "state": "closed", "from_ms": noon, "until_ms": evening}
    notice = {**said, "message": message}
    place.publish("status", {"type": "site.noticed", "v": 1, "site": "S01", "notice": notice})

    # In the morning it is known, and changes nothing yet.
    opening = kiosk.get("/v1/status").json()["opening"]
    assert (opening["state"], opening["changes_at"]) == ("open", noon)
    place.machine.wait(3 * 3600 - 1)
    assert kiosk.post(CHECK_IN, {"member": CHEN.number}).json()["outcome"] == "entered"

    # From noon on every screen says it, nobody comes in, and who is inside goes home.
    place.machine.wait(1)
    opening = place.display().get("/v1/status").json()["opening"]
    assert (opening["state"], opening["opens_at"]) == ("closed", evening)
    assert opening["message"] == message
    assert code_of(kiosk.post(CHECK_IN, {"member": DAWEI.number})) == "site_closed"
    station = place.signed_in(OFFICER)
    assert code_of(station.post(CHECK_IN, {"member": DAWEI.number})) == "site_closed"
    assert [e.data["outcome"] for e in place.events("scan.refused")] == ["site_closed"] * 2
    left = kiosk.post(CHECK_IN, {"member": CHEN.number, "direction": "out"}).json()
    assert left["outcome"] == "left"

    # In the evening it is over by itself.
    place.machine.wait(6 * 3600)
    assert kiosk.post(CHECK_IN, {"member": DAWEI.number}).json()["outcome"] == "entered"
