"""A site is closed at noon: whoever is there is told, and nothing is entered any more."""

from service import site_app
from tests.asking import code_of
from tests.builders import TODAY, Place
from tests.people import CHEN, DAWEI, OFFICER, SUPERVISOR

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
