"""A receipt or closing slip that a site knows not of shows that it is an old copy of itself."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.journal.judge_restored import Restored
from tests.asking import code_of
from tests.builders import City, Place
from tests.people import CHEN, DAWEI, OFFICER, SUPERVISOR
from tests.receipts.losing import check_in, other_keys, re_enrol, receipt


@dataclass
class Copy:
    """A site put back whole, anchors and all, so that nothing inside the machine shows it."""

    place: Place
    entry: str
    slip: str
    old: str


@pytest.fixture
def copy(city: City, folder: Path) -> Iterator[Copy]:
    with Place.opened(city, folder) as place:
        place.open_day()
        old = receipt(place, check_in(place, CHEN))
    shutil.copytree(folder / "S01", folder / "kept")
    with Place.opened(city, folder) as place:
        place.keys = other_keys()
        entry = receipt(place, check_in(place, DAWEI))
        station = place.signed_in(SUPERVISOR, step_up=True)
        reference = station.post("/v1/day/close").json()["reference"]
        slip = station.get(f"/v1/receipts/{reference}").json()["receipt"]
    shutil.rmtree(folder / "S01")
    shutil.copytree(folder / "kept", folder / "S01")
    with Place.opened(city, folder) as place:
        place.keys = other_keys()
        assert place.site.restored is None
        yield Copy(place, entry, slip, old)


def scan(place: Place, text: str) -> tuple[int, str]:
    said = place.kiosk().post("/v1/check-ins/peek", {"scan": text})
    return said.status_code, str(said.json().get("code", said.json().get("outcome")))


@pytest.mark.parametrize("proof", ["entry", "slip"])
def test_a_paper_beyond_the_own_head_stops_all_writing_at_once(copy: Copy, proof: str) -> None:
    place = copy.place
    assert scan(place, getattr(copy, proof)) == (503, "site_not_writing")
    assert place.browser().get("/v1/status").json()["refusal"] == "restored_by_proof"
    refused = place.kiosk().post("/v1/check-ins", {"member": CHEN.number, "direction": "out"})
    assert refused.json()["reason"] == "restored_by_proof"


def test_it_stays_stopped_after_a_restart_until_it_is_enrolled_anew(copy: Copy, city: City) -> None:
    scan(copy.place, copy.slip)
    copy.place.restart()
    assert copy.place.desk.database.refusal == "restored_by_proof"
    re_enrol(city, copy.place.folder)
    copy.place.restart()
    assert copy.place.desk.database.writes
    assert check_in(copy.place, DAWEI)


def test_the_officers_scan_of_receipts_shows_it_too(copy: Copy) -> None:
    station = copy.place.signed_in(SUPERVISOR, step_up=True)
    said = station.post("/v1/receipts/recover", {"receipts": [copy.entry, copy.old]})
    assert said.json()["outcomes"] == ["receipt_proves_restored"]
    assert copy.place.site.restored is Restored.BY_PROOF


def test_a_receipt_of_ones_own_record_is_no_sign_and_no_card(copy: Copy) -> None:
    assert scan(copy.place, copy.old) == (200, "receipt_no_card")
    assert copy.place.site.restored is None
    station = copy.place.signed_in(OFFICER)
    assert code_of(station.post("/v1/check-ins", {"scan": copy.old})) == "receipt_no_card"


def test_no_stranger_can_stop_a_site_by_a_forged_receipt(copy: Copy) -> None:
    place = len(copy.entry) - 20
    other = "B" if copy.entry[place] == "A" else "A"
    forged = copy.entry[:place] + other + copy.entry[place + 1 :]
    assert scan(copy.place, forged) == (200, "receipt_no_card")
    assert scan(copy.place, "TR1" + "A" * 200) == (200, "receipt_no_card")
    assert copy.place.site.restored is None
