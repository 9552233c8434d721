"""Each fault of the table in docs/operations/faults.md loses nothing, and the screens say why."""

import json
from pathlib import Path
from typing import Final

import pytest

from tests.builders import City
from tests.faults_tried import TRIED

LOCALES: Final = Path("kiosk_ui/src/locales")


@pytest.mark.parametrize("fault", TRIED)
def test_a_fault_is_said_and_nothing_confirmed_is_lost(
    city: City, folder: Path, fault: str
) -> None:
    tried = TRIED[fault](city, folder)
    assert tried.before == tried.after > 0
    for key in tried.said:
        catalogue, _, name = key.rpartition("/")
        words = json.loads((LOCALES / catalogue / "en.json").read_text("utf-8"))
        assert words[name], key
