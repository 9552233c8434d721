"""The reliability page is made of recorded runs by its generator, and tells what it has to tell."""

import json
import re
from copy import deepcopy
from typing import Any, Final

import pytest

from tests.faults_tried import TRIED
from tests.simulation.violation import PROMISES
from tests.simulation.writer import Fault
from tools.reliability import BEGINS, ENDS, FAULTS, HARNESSES, PAGE, RECORD, page_of, with_table

RUNS: Final[dict[str, Any]] = json.loads(RECORD.read_text("utf-8"))


def test_the_page_says_what_was_recorded_and_nothing_else() -> None:
    assert PAGE.read_text("utf-8") == page_of(RUNS)


def test_so_does_the_table_of_faults() -> None:
    text = FAULTS.read_text("utf-8")
    assert text.count(BEGINS) == text.count(ENDS) == 1
    assert text == with_table(text, RUNS)


def test_another_result_is_another_page() -> None:
    lost = deepcopy(RUNS)
    lost["simulation"]["promises"]["I1"]["broken"] = 1
    lost["crash"]["failing"]["one write fails (I/O error)"]["wrong"] = 1
    assert page_of(lost) != page_of(RUNS)
    assert "1 LOST" in with_table(FAULTS.read_text("utf-8"), lost)


@pytest.mark.parametrize("harness", HARNESSES)
def test_each_run_tells_its_day_its_machine_and_the_commit_it_ran(harness: str) -> None:
    run = RUNS[harness]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", run["day"])
    assert re.fullmatch(r"\d+ cores, Python 3\.\d+\.\d+", run["machine"])
    assert re.fullmatch(r"[0-9a-f]{12}", run["commit"]), "no commit holds the code that ran"


def test_the_simulation_met_every_fault_and_broke_no_promise() -> None:
    run = RUNS["simulation"]
    assert run["seeds"] >= 100 and run["steps"] >= 400 and run["acknowledged"] > 10_000
    assert run["faults"].keys() >= {str(fault) for fault in Fault if fault is not Fault.NONE}
    assert run["promises"].keys() <= PROMISES.keys()
    assert {each["broken"] for each in run["promises"].values()} == {0}
    assert all(each["seed"] is not None for each in run["planted"].values())


def test_nobody_was_over_quota_and_no_pass_was_honoured_twice() -> None:
    run = RUNS["rights"]
    assert run["examples"] >= 100 and min(run["spendings"], run["transfers"], run["restores"]) > 100
    assert (run["over"], run["honoured_twice"]) == (0, 0) and run["stories"] > 0
    assert all(each["found"] for each in (*run["quota_bugs"].values(), *run["pass_bugs"].values()))


def test_no_power_cut_lost_anything_under_full_and_the_weaker_modes_did() -> None:
    run = RUNS["crash"]
    upkeep = {"migrate-new", "migrate-further", "backup", "restore", "re-enrol"}
    assert run["images"] >= 300 and run["recordings"].keys() > upkeep
    assert {each["broken"] for each in run["recordings"].values()} == {0}
    assert {each["wrong"] for each in run["failing"].values()} == {0}
    assert min(run["planted"][mode]["broken"] for mode in ("normal", "off")) > 10
    assert all(each["broken"] for each in run["planted"].values())
    told = [each for each in run["recordings"].values() if each["answers"]]
    assert all(each["cut_at"]["answer"] for each in told)


def test_every_kill_and_every_fault_was_survived() -> None:
    rows = RUNS["processes"]["rows"].values()
    assert RUNS["processes"]["kills"] >= 20 and all(row["answered"] for row in rows)
    assert any(row["cut_off"] for row in rows), "nothing was under way at any kill"


def test_every_fault_that_the_tests_try_stands_in_the_table_with_what_the_screens_said() -> None:
    rows = RUNS["faults"]["rows"]
    assert rows.keys() == TRIED.keys()
    assert all(row["before"] == row["after"] > 0 and row["said"] for row in rows.values())
