"""What a work wants done in memory happens when it is on the disk, and else not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.session import Session
from tests.simulation.writer import Crash, Fault, SteppedDatabase

Work = Callable[[Session], None]

UNDONE = (Fault.WORK_STUMBLES, Fault.COMMIT_REFUSED, Fault.COMMIT_LOST, Fault.ANCHOR_LOST)


def test_an_effect_follows_its_commit(tmp_path: Path) -> None:
    done: list[str] = []
    assert commits(tmp_path, Fault.NONE, wanting(done, "raised"), wanting(done, "begun"))
    assert done == ["raised", "begun"]


@pytest.mark.parametrize("fault", UNDONE)
def test_what_was_not_confirmed_has_no_effect(tmp_path: Path, fault: Fault) -> None:
    done: list[str] = []
    assert not commits(tmp_path, fault, wanting(done, "raised"))
    assert done == []


def test_a_work_that_fails_takes_only_its_own_effects_with_it(tmp_path: Path) -> None:
    done: list[str] = []
    commits(tmp_path, Fault.WORK_STUMBLES, wanting(done, "first"), wanting(done, "second"))
    assert done == ["first"]


def wanting(done: list[str], what: str) -> Work:
    return lambda session: session.when_durable(lambda: done.append(what))


def commits(folder: Path, fault: Fault, *works: Work) -> bool:
    """Commit the works in one group; whether all of them were acknowledged."""
    database = SteppedDatabase(folder / "site.db")
    try:
        return all(outcome.error is None for outcome in database.commit(works, fault))
    except Crash:
        return False
    finally:
        database.close()
