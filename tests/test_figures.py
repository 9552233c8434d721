"""A benchmark's table tells the truth: a missed bar is seen, written and felt."""

import json
from pathlib import Path

import pytest

from tests.figures import Figure, at_least, at_most, run_parts, table, told

FAST = at_least(0.4, "check-ins per bare commit", 1.25, "×")
FAT = at_most(110, "memory 内存", 131.4, "MB")
BARE = told("bare commits", 5629.0, "1/s")


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (at_least(8, "x", 8.0, ""), True),
        (at_least(8, "x", 7.99, ""), False),
        (at_most(8, "x", 8.0, ""), True),
        (at_most(8, "x", 8.01, ""), False),
        (told("x", 0.0, ""), True),
    ],
)
def test_a_bar_includes_its_own_value(figure: Figure, holds: bool) -> None:
    assert figure.holds is holds


def test_the_table_marks_what_was_missed_and_lines_up_under_chinese() -> None:
    assert table([FAST, FAT, BARE]).splitlines() == [
        "figure                     value  unit  bar",
        "─" * 53,
        "check-ins per bare commit   1.25  ×     ≥ 0.4  holds",
        "memory 内存                  131  MB    ≤ 110  MISSED",
        "bare commits               5,629  1/s",
    ]


def test_one_missed_bar_fails_the_whole_run(tmp_path: Path) -> None:
    file = tmp_path / "build" / "bench.json"
    assert run_parts({"speed": lambda: [FAST], "memory": lambda: [FAT]}, file) == 1
    assert json.loads(file.read_text("utf-8"))[1] == {
        "name": "memory 内存",
        "value": 131.4,
        "unit": "MB",
        "bar": "≤ 110",
        "holds": False,
    }


def test_only_runs_the_part_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"speed": lambda: [FAST], "memory": lambda: [FAT]}
    monkeypatch.setenv("ONLY", "speed")
    assert run_parts(parts, tmp_path / "bench.json") == 0
    assert [row["name"] for row in json.loads((tmp_path / "bench.json").read_text())] == [FAST.name]
    monkeypatch.setenv("ONLY", "speeed")
    assert run_parts(parts, tmp_path / "none.json") == 2
    assert not (tmp_path / "none.json").exists()
