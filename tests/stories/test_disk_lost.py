"""The disk is lost and the last hour is in no backup: receipts in people's hands do."""

from pathlib import Path

from service.checkin.store import find_inside, totals_of_day
from service.vocabulary import MemberNo
from tests.builders import TODAY, City, Place
from tests.people import CHEN, DAWEI, LAN, NENG_PO, SUPERVISOR
from tests.receipts.losing import back_from, check_in, keep_a_backup, receipt


def test_receipts_bring_the_last_hour_back_exactly(city: City, folder: Path) -> None:
    with Place.opened(city, folder) as place:
        place.open_day()
        check_in(place, CHEN)
        backup = keep_a_backup(folder)
        place.machine.wait(3600)
        papers = [receipt(place, check_in(place, who)) for who in (DAWEI, LAN, NENG_PO)]
        papers.append(receipt(place, check_in(place, LAN, "out")))
        lost = place.read(lambda session: totals_of_day(session, TODAY))
        inside = _inside(place)
    with back_from(city, folder, backup) as place:
        assert place.read(lambda session: totals_of_day(session, TODAY))["entered"] == 1
        station = place.signed_in(SUPERVISOR, step_up=True)
        for paper in reversed(papers):
            said = station.post("/v1/receipts/recover", {"receipts": [paper]}).json()
            assert said["outcomes"] == ["receipt_recovered"]
        assert place.read(lambda session: totals_of_day(session, TODAY)) == lost
        assert _inside(place) == inside == [True, True, False, True]
        assert said["recovered"] == len(papers)
        left = place.kiosk().post("/v1/check-ins", {"member": DAWEI.number, "direction": "out"})
        assert left.json()["outcome"] == "left"


def _inside(place: Place) -> list[bool]:
    def is_inside(number: MemberNo) -> bool:
        return place.read(lambda session: find_inside(session, number, TODAY)) is not None

    return [is_inside(who.number) for who in (CHEN, DAWEI, LAN, NENG_PO)]
