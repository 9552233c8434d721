"""The simulator is what it says it is: repeatable, and honest about what a fault leaves behind."""

from pathlib import Path
from typing import Any

import pytest

from service import kept_answers
from service.kept_answers import Answer, Kept
from service.session import Session
from tests.simulation.dice import Dice
from tests.simulation.disk import Disk
from tests.simulation.play import play
from tests.simulation.region import make_region
from tests.simulation.violation import Violation
from tests.simulation.writer import Crash, Fault, SteppedDatabase

KEPT = {
    Fault.NONE: True,
    Fault.WORK_STUMBLES: False,
    Fault.DISK_FULL: False,
    Fault.COMMIT_REFUSED: False,
    Fault.CUT_IN_WORK: False,
    Fault.CUT_BEFORE_COMMIT: False,
    Fault.COMMIT_LOST: False,
    Fault.COMMIT_KEPT: True,
    Fault.CUT_AFTER_COMMIT: True,
    Fault.ANCHOR_LOST: True,
    Fault.CUT_AFTER_ANCHOR: True,
}
ACKNOWLEDGED = {Fault.NONE}


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_keeps_what_was_committed_and_nothing_else(tmp_path: Path, fault: Fault) -> None:
    disk = Disk.with_files(tmp_path / "disk", make_region().disk)
    database = SteppedDatabase(disk.data_dir / "site.db")
    assert _commits(database, fault) == (fault in ACKNOWLEDGED)
    disk.cut_power()
    database.close()
    restarted = SteppedDatabase(disk.data_dir / "site.db")
    assert restarted.read_now(_is_kept) == KEPT[fault]
    restarted.close()


def test_the_same_seed_is_the_same_world() -> None:
    assert _told(5) == _told(5)
    assert _told(5) != _told(6)


def test_swarms_leave_things_out_and_overdo_others() -> None:
    weights = [Dice(seed).swarm({"in": 1, "out": 2}) for seed in range(40)]
    assert {each["out"] for each in weights} == {0, 2, 4, 12}
    assert {"in": 0, "out": 0} in weights


def test_a_world_is_not_idle() -> None:
    played = [play(seed, steps=150) for seed in range(4)]
    assert sum(each.acknowledged for each in played) > 200
    assert sum(each.crashes for each in played) > 4


def test_a_violation_says_which_rule_and_how() -> None:
    assert str(Violation("I1", "told, and not done")) == "I1: told, and not done"


def _told(seed: int) -> list[str]:
    lines: list[str] = []

    def note(line: str, *parts: Any) -> None:
        lines.append(line % parts)

    play(seed, steps=60, trace=note)
    return lines


def _commits(database: SteppedDatabase, fault: Fault) -> bool:
    """Keep an answer too large for the pages there are; whether it was acknowledged."""
    try:
        outcome = database.commit([_keep], fault)[0]
    except Crash:
        return False
    return outcome.error is None


def _keep(session: Session) -> None:
    answer = Answer(200, "text/plain", bytes(200_000))
    kept_answers.keep(session, Kept("the key of a test", "T01/-", "digest", 0, answer))


def _is_kept(session: Session) -> bool:
    return kept_answers.find(session, "the key of a test") is not None
