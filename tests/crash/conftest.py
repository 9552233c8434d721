"""Recordings for the tests of this folder, made by whichever worker comes first."""

import fcntl
import os
from pathlib import Path

import pytest

from tests.crash.planted_bugs import PLANTED
from tests.crash.record import STORIES, Recording, record_all


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Recording]:
    """Every story and every planted bug, recorded once."""
    names = (*STORIES, *PLANTED)
    folder = _shared(tmp_path_factory) / "recordings"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()  # and never moved: a tape knows files by their whole names
            record_all(folder, *names)
    return {name: Recording(folder / name) for name in names}


def _shared(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
