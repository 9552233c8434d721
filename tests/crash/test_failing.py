"""A disk that fails in the middle of the work loses nothing that was confirmed."""

from errno import EIO, ENOSPC
from pathlib import Path
from typing import Final

import pytest

from tests.crash.failing import ENDED_IN_DOUBT, Fault, fail_each
from tests.crash.tape import Kind

FAULTS: Final = {
    "full for a moment": (Fault(Kind.WRITE, ENOSPC, 6), range(30, 150, 17)),
    "a write fails": (Fault(Kind.WRITE, EIO, 1), range(25, 150, 19)),
    "a sync fails": (Fault(Kind.SYNC, EIO, 1), range(6, 40, 3)),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_failing_disk_loses_nothing(tmp_path: Path, name: str) -> None:
    fault, firsts = FAULTS[name]
    found = fail_each(tmp_path, fault, firsts)
    assert [(each.first, each.wrong) for each in found if each.wrong] == []
    assert {each.status for each in found} <= {0, 1, ENDED_IN_DOUBT}
    if fault.error == ENOSPC:
        assert {each.status for each in found} == {0}, "a full disk ends no process"
        assert [code for each in found for code in each.put_off], "no screen was told"
    else:
        assert ENDED_IN_DOUBT in {each.status for each in found}
