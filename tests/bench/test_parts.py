"""Each part of the bench still runs, on a village instead of a city, and tells all its figures."""

import os
from pathlib import Path
from typing import Any

import pytest

from service.demo.population import PopulationPlan
from tests.bench.__main__ import PARTS

ROOT = Path(__file__).resolve().parents[2]
SMALLER: dict[str, dict[str, Any]] = {
    "city": {"PLAN": PopulationPlan(members=900, groups=8)},
    "check_in": {
        **{"ROUNDS": 1, "LOAD_SECONDS": 1, "BARE_SECONDS": 0.1},
        **{"WARM_UP_CARDS": 70, "MANY": 100},
    },
    "passes": {"ROUNDS": 1, "PASSES": 60, "WARM_UP": 10, "BARE_SECONDS": 0.1},
    "assessment": {"ROUNDS": 3, "ASKED": 3},
    "proof": {"EVENTS": 300},
    "growth": {"FEW": 20, "MANY": 200, "ROUNDS": 1, "CARDS_A_ROUND": 90, "STARTS": 1},
}
TOLD = {
    "checkin": 7,
    "latency": 6,
    "passes": 9,
    "memory": 2,
    "import": 6,
    "start": 4,
    "growth": 3,
    "assessment": 3,
    "proof": 5,
    "sync": 6,
}


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the parts keep what they make, so that they make it once."""
    return tmp_path_factory.mktemp("bench")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_runs(part: str, village: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(village)
    monkeypatch.setenv("PYTHONPATH", str(ROOT) + os.pathsep + os.environ.get("PYTHONPATH", ""))
    for module, smaller in SMALLER.items():
        for name, value in smaller.items():
            monkeypatch.setattr(f"tests.bench.{module}.{name}", value)
    figures = list(PARTS[part]())
    assert len(figures) == TOLD[part]
    assert all(figure.value > 0 for figure in figures)
