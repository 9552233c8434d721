"""The bench's own arithmetic is right, and what it builds is what the site would have built."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from service.console.verify_site import verify_site
from service.demo.population import PopulationPlan
from service.demo.prepare_demo import prepare_demo
from service.demo.run_demo import demo_settings
from service.open_site import open_site
from tests.bench.bare_commits import BareCommits, commit_rows
from tests.bench.history import write_history
from tests.bench.load import Load, read_result
from tests.bench.sums import middle_ratio, per_second, percentile

RESULT = {
    "answers": {"201": 3},
    "seconds": 1.5,
    "faults": 0,
    "p50": 0.01,
    "p99": 0.02,
    "waits": [0.01, 0.02, 0.03],
}


@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [
        ([7.0], 50, 7.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 50, 2.0),
        ([float(n) for n in range(1, 101)], 99, 99.0),
        ([float(n) for n in range(1, 1001)], 99, 990.0),
        ([5.0, 9.0], 99, 9.0),
        ([5.0, 9.0], 0, 5.0),
    ],
)
def test_a_percentile_is_a_measured_value(
    values: list[float], percent: float, found: float
) -> None:
    assert percentile(values, percent) == found


def test_nothing_measured_has_no_percentile_and_no_time_no_rate() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 50)
    with pytest.raises(ValueError, match="no time passed"):
        per_second(1, 0.0)


def test_a_round_is_compared_with_its_own_baseline_and_the_middle_round_counts() -> None:
    assert middle_ratio([(100.0, 10.0), (2.0, 1.0), (90.0, 30.0)]) == 3.0


def test_a_rate_is_answers_by_the_time_they_took() -> None:
    assert read_result(RESULT).rate == 2.0
    assert read_result(RESULT).wait(50) == 0.02
    assert BareCommits([0.25, 0.25, 0.5, 1.0]).rate == 2.0
    assert BareCommits([0.25, 0.25, 0.5, 1.0]).p50 == 0.25


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": {"201": 2, "409": 1}},
        {"answers": {"503": 3}},
        {"answers": {}},
        {"faults": 1},
    ],
)
def test_any_answer_but_201_ends_the_run(changed: dict[str, Any]) -> None:
    assert isinstance(read_result(RESULT), Load)
    with pytest.raises(RuntimeError, match="not every check-in was answered 201"):
        read_result({**RESULT, **changed})


def test_the_bare_loop_leaves_its_warm_up_out(tmp_path: Path) -> None:
    waits = commit_rows(tmp_path / "bare.db", seconds=0.0)
    assert len(waits) == 1


def test_a_written_history_verifies_and_equals_its_replay(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path, 8600)
    prepare_demo(tmp_path, settings, plan=PopulationPlan(60, 2), console=Console(quiet=True))
    count = write_history(settings.data_dir, events=20, last=date(2026, 11, 1), a_day=4)
    site = open_site(settings)
    proof = site.database.read_now(
        lambda session: verify_site(session, site.identity, rebuild=True)
    )
    site.close()
    assert (count, proof.chain.events) == (20, 20)
    assert proof.chain.flaws == []
    assert [table.table for table in proof.tables if not table.equal] == []
    assert {table.table: table.rows for table in proof.tables}["turns"] == 8
