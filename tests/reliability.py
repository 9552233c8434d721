"""Runs every harness and keeps what it came to: `python -m tests.reliability`.

`ONLY=crash` (or another part) runs one; `SHARE=0.1` makes each so much shorter, to see it run.
`python -m tools.reliability` makes the reliability page of it. Half an hour on two cores.
"""

import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from tests import evidence
from tests.browser.site import Site, copy_of
from tests.browser.site import make_city as make_demo_city
from tests.builders import City
from tests.builders import make_city as make_small_city
from tests.crash.figures import FEWEST_IMAGES, crash_figures
from tests.crash.record import cheap_pins
from tests.faults_tried import TRIED, Tried
from tests.figures import Figure, at_least, at_most, run_parts, told
from tests.passes.test_planted_bugs import PLANTED as PASSES
from tests.processes.faults import (
    Survived,
    doomed,
    freeze_under_load,
    kill_under_load,
    read_only_under_load,
    starve_under_load,
    stop_under_load,
)
from tests.processes.rooms import can_mount, on_small_disk, under_page_limit
from tests.quota.planted_bugs import PLANTED as QUOTA
from tests.quota.region import Region
from tests.quota.stories import STORIES
from tests.quota.watched_machine import run_watched
from tests.simulation.planted_bugs import PLANTED, seed_that_misses
from tests.simulation.play import STEPS, play
from tests.simulation.violation import PROMISES, Violation
from tests.two_places import TwoPlaces

SHARE: Final = float(os.environ.get("SHARE", "1"))
SEEDS: Final = max(1, round(300 * SHARE))
EXAMPLES: Final = max(2, round(300 * SHARE))
KILLS: Final = max(1, round(40 * SHARE))
IMAGES: Final = max(FEWEST_IMAGES, round(600 * SHARE))
EVERY: Final = max(1, round(8 / SHARE))


def simulation_figures() -> Iterable[Figure]:
    """Play seeds with every rule in place; then look for a seed that shows each planted bug."""
    faults: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    acknowledged = crashes = 0
    for seed in range(SEEDS):
        try:
            played = play(seed, steps=STEPS)
        except Violation as violation:
            print(f"seed {seed}: {violation}")
            broken[violation.rule] += 1
        else:
            faults += played.faults
            acknowledged, crashes = acknowledged + played.acknowledged, crashes + played.crashes
    planted = {
        name: {"told": bug.story, "seed": seed_that_misses(name)} for name, bug in PLANTED.items()
    }
    evidence.keep(
        "simulation",
        {
            "seeds": SEEDS,
            "steps": STEPS,
            "acknowledged": acknowledged,
            "crashes": crashes,
            "faults": dict(faults),
            "promises": {
                rule: {"told": promise, "broken": broken[rule]}
                for rule, promise in PROMISES.items()
            },
            "planted": planted,
        },
    )
    found = sum(each["seed"] is not None for each in planted.values())
    yield at_most(0, f"of {SEEDS} seeds, those that broke a promise", broken.total(), "seeds")
    yield at_least(len(PLANTED), "planted bugs that some seed shows", found, "bugs")
    yield told("operations acknowledged", acknowledged, "operations")


def rights_figures() -> Iterable[Figure]:
    """Quota and passes of several sites: what is lost, copied, late, doubled or restored."""
    watched = run_watched(EXAMPLES)
    quota = {rule: {"told": bug.story, "found": _ends_badly(rule)} for rule, bug in QUOTA.items()}
    with _small_city() as city:
        well = {rule: _passes_end_well(rule, city) for rule in PASSES}
        passes = {
            rule: {"told": rule, "found": not _passes_end_well(rule, city, planted=True)}
            for rule in PASSES
        }
    evidence.keep(
        "rights",
        {
            **asdict(watched),
            "examples": EXAMPLES,
            "stories": len(PASSES),
            "honoured_twice": sum(not each for each in well.values()),
            "quota_bugs": quota,
            "pass_bugs": passes,
        },
    )
    found = sum(bool(each["found"]) for each in (*quota.values(), *passes.values()))
    yield at_most(0, "members over their quota", watched.over, "members")
    yield at_least(len(PASSES), "stories in which a pass is honoured once", sum(well.values()), "")
    yield at_least(len(QUOTA) + len(PASSES), "planted bugs of rights found", found, "bugs")


def fault_figures() -> Iterable[Figure]:
    """Try every fault of the table on a site of its own; whatever it loses raises."""
    with _small_city() as city:
        rows = {name: _row_of(_on_a_copy(city, fault)) for name, fault in TRIED.items()}
    evidence.keep("faults", {"rows": rows})
    lost = sum(row["before"] - row["after"] for row in rows.values())
    yield at_least(len(TRIED), "faults tried one at a time", len(rows), "faults")
    yield at_most(0, "records lost by them", lost, "records")


def process_figures() -> Iterable[Figure]:
    """Kill, freeze, stop and starve real sites under load; each proves itself afterwards."""
    with tempfile.TemporaryDirectory(prefix="twogate-reliability-") as folder:
        city = Path(folder) / "city"
        make_demo_city(city)
        rows = {name: fault(city) for name, fault in _PROCESS_FAULTS.items()}
    evidence.keep("processes", {"rows": rows, "kills": KILLS})
    yield at_least(len(_PROCESS_FAULTS), "faults of processes survived", len(rows), "faults")
    yield told("kill -9 under load, each with proof of what was kept", KILLS, "kills")


def _ends_badly(rule: str) -> bool:
    region = Region.begin()
    try:
        with QUOTA[rule].plant():
            STORIES[rule](region)
    except (AssertionError, LookupError, ArithmeticError):
        return True
    finally:
        region.close()
    return False


def _passes_end_well(rule: str, city: City, *, planted: bool = False) -> bool:
    story, plant = PASSES[rule]
    try:
        with _folder_of(city) as folder, TwoPlaces.opened(city, folder) as both:
            if planted:
                with plant():
                    story(both, city)
            else:
                story(both, city)
    except AssertionError:
        return False
    return True


@contextmanager
def _small_city() -> Iterator[City]:
    with cheap_pins(), tempfile.TemporaryDirectory(prefix="twogate-city-") as folder:
        yield make_small_city(Path(folder))


@contextmanager
def _folder_of(city: City) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="twogate-own-") as folder:
        shutil.copytree(city.folder / "S01", Path(folder) / "S01")
        yield Path(folder)


def _on_a_copy(city: City, fault: Callable[[City, Path], Tried]) -> Tried:
    with cheap_pins(), _folder_of(city) as folder:
        return fault(city, folder)


def _row_of(tried: Tried) -> dict[str, Any]:
    return {**asdict(tried), "said": [evidence.sentence(key) for key in tried.said]}


def _row(fault: Callable[[Site], Survived], *said: str) -> Callable[[Path], dict[str, Any]]:
    def row(city: Path) -> dict[str, Any]:
        with _own(city) as site, doomed(site):
            return _facts(fault(site), *said)

    return row


def _starve(city: Path) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="twogate-own-") as folder,
        under_page_limit(city, Path(folder) / "own") as (site, room),
        doomed(site),
    ):
        # It asserts that the kiosks were put off with just this code.
        return _facts(starve_under_load(site, room), "problems.site_not_writing")


def _read_only(city: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="twogate-own-") as folder:
        disk = Path(folder) / "disk"
        with on_small_disk(city, disk) as (site, _):
            site.environment = {"TWOGATE_BALLAST_MIB": "8", "TWOGATE_FREE_FLOOR_MIB": "4"}
            site.log = Path(folder) / "site.log"
            with doomed(site):
                said = ("problems.site_not_writing", "officer/stop.title.storage_read_only")
                return _facts(read_only_under_load(site, disk), *said)


def _facts(survived: Survived, *said: str) -> dict[str, Any]:
    sentences = [evidence.sentence(each) for each in said]
    return {"answered": survived.acknowledged, "cut_off": survived.cut_off, "said": sentences}


@contextmanager
def _own(city: Path) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="twogate-own-") as folder:
        yield copy_of(city, Path(folder) / "own")


def _kill(site: Site) -> Survived:
    return kill_under_load(site, kills=KILLS, seed=time.time_ns())


_PROCESS_FAULTS: Final[dict[str, Callable[[Path], dict[str, Any]]]] = {
    "the process is killed, again and again": _row(_kill, "problems.unreachable"),
    "the process is frozen for 2.5 s": _row(freeze_under_load, "problems.unreachable"),
    "the process is told to stop": _row(stop_under_load),
    "the disk is full, then has room again": _starve,
    **({"the disk comes back read-only": _read_only} if can_mount() else {}),
}

PARTS: Final = {
    "faults": fault_figures,
    "rights": rights_figures,
    "simulation": simulation_figures,
    "processes": process_figures,
    "crash": lambda: crash_figures(IMAGES, EVERY),
}

if __name__ == "__main__":
    sys.exit(run_parts(PARTS, evidence.FOLDER / "figures.json"))
