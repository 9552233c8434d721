"""Runs every harness in its short form and keeps what it came to: `python -m tests.reliability`.

`ONLY=crash` (or another part) runs one. `python -m tools.reliability` makes the reliability page.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests import evidence
from tests.browser.site import Site, copy_of, make_city
from tests.crash.figures import crash_figures
from tests.figures import Figure, at_least, at_most, run_parts, told
from tests.processes.faults import (
    Survived,
    doomed,
    freeze_under_load,
    kill_under_load,
    starve_under_load,
    stop_under_load,
)
from tests.processes.rooms import under_page_limit
from tests.simulation.planted_bugs import PLANTED, plant
from tests.simulation.play import STEPS, play
from tests.simulation.violation import Violation

SEEDS: Final = 100
KILLS: Final = 5
IMAGES: Final = 300
EVERY: Final = 8
FULL: Final = "the disk is full, then has room again"


def simulation_figures() -> Iterable[Figure]:
    """Play some seeds with every rule in place, and each planted bug's known seed."""
    faults: Counter[str] = Counter()
    acknowledged = crashes = broken = 0
    for seed in range(SEEDS):
        try:
            played = play(seed, steps=STEPS)
        except Violation as violation:
            print(f"seed {seed}: {violation}")
            broken += 1
        else:
            faults += played.faults
            acknowledged, crashes = acknowledged + played.acknowledged, crashes + played.crashes
    planted = {name: {"told": bug.story, "found": _misses(name)} for name, bug in PLANTED.items()}
    facts = {"seeds": SEEDS, "steps": STEPS, "acknowledged": acknowledged, "crashes": crashes}
    evidence.keep(
        "simulation", {**facts, "broken": broken, "faults": dict(faults), "planted": planted}
    )
    found = sum(bool(each["found"]) for each in planted.values())
    yield at_most(0, f"of {SEEDS} seeds of {STEPS} steps, those that broke a rule", broken, "seeds")
    yield at_least(len(PLANTED), "planted bugs that their seed shows", found, "bugs")
    yield told("operations acknowledged", acknowledged, "operations")


def process_figures() -> Iterable[Figure]:
    """Kill, freeze, stop and starve real sites under load; each proves itself afterwards."""
    with tempfile.TemporaryDirectory(prefix="twogate-reliability-") as folder:
        city = Path(folder) / "city"
        make_city(city)
        rows = {name: fault(city) for name, fault in _PROCESS_FAULTS.items()}
    evidence.keep("processes", {"rows": rows})
    yield at_least(len(rows), "faults of processes survived", len(rows), "faults")


def _misses(rule: str) -> bool:
    with plant(rule):
        try:
            play(PLANTED[rule].seed, steps=STEPS)
        except Violation:
            return True
    return False


def _row(fault: Callable[[Site], Survived]) -> Callable[[Path], dict[str, Any]]:
    def row(city: Path) -> dict[str, Any]:
        with _own(city) as site, doomed(site):
            return _facts(fault(site), ["unreachable"])

    return row


def _starve(city: Path) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="twogate-own-") as folder,
        under_page_limit(city, Path(folder) / "own") as (site, room),
        doomed(site),
    ):
        # It asserts that the kiosks were put off with just this code.
        return _facts(starve_under_load(site, room), ["site_not_writing"])


def _facts(survived: Survived, codes: list[str]) -> dict[str, Any]:
    heard = codes if survived.cut_off or codes != ["unreachable"] else []
    return {"answered": survived.acknowledged, "cut_off": survived.cut_off, "codes": heard}


@contextmanager
def _own(city: Path) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="twogate-own-") as folder:
        yield copy_of(city, Path(folder) / "own")


def _kill(site: Site) -> Survived:
    return kill_under_load(site, kills=KILLS, seed=time.time_ns())


_PROCESS_FAULTS: Final[dict[str, Callable[[Path], dict[str, Any]]]] = {
    f"the process is killed, {KILLS} times": _row(_kill),
    "the process is frozen for 2.5 s": _row(freeze_under_load),
    "the process is told to stop": _row(stop_under_load),
    FULL: _starve,
}

PARTS: Final = {
    "simulation": simulation_figures,
    "processes": process_figures,
    "crash": lambda: crash_figures(IMAGES, EVERY),
}

if __name__ == "__main__":
    sys.exit(run_parts(PARTS, evidence.FOLDER / "figures.json"))
