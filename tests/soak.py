"""The long tests: `make soak` runs them all, `ONLY=kills` or `ONLY=simulation` one of them."""

import json
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.browser.site import copy_of, make_city
from tests.figures import Figure, at_least, run_parts, told
from tests.processes.faults import doomed, kill_under_load
from tests.simulation.play import STEPS, play

KILLS: Final = 40
SEEDS: Final = 20_000
PROGRESS: Final = Path("build/soak-simulation.json")
SAVED_EVERY: Final = 50


def kills() -> Iterable[Figure]:
    """Kill a site 40 times under load; what was acknowledged is there, and all is provable."""
    with tempfile.TemporaryDirectory(prefix="twogate-soak-") as folder:
        city = Path(folder) / "city"
        make_city(city)
        with doomed(copy_of(city, Path(folder) / "own")) as site:
            survived = kill_under_load(site, kills=KILLS, seed=time.time_ns())
    yield at_least(KILLS, "kills survived with proof", KILLS, "kills")
    yield told("requests answered in time", survived.acknowledged, "requests")
    yield told("requests cut off, and asked again", survived.cut_off, "requests")


def simulation() -> Iterable[Figure]:
    """Play 20,000 seeds, going on where an earlier run stopped; a broken one raises at once."""
    done = _progress()
    for seed in range(done["seeds"], SEEDS):
        played = play(seed, steps=STEPS)
        done["seeds"] = seed + 1
        done["acknowledged"] += played.acknowledged
        done["crashes"] += played.crashes
        if done["seeds"] % SAVED_EVERY == 0:
            _save(done)
    _save(done)
    yield at_least(SEEDS, f"seeds × {STEPS} steps without a broken rule", done["seeds"], "seeds")
    yield told("operations acknowledged", done["acknowledged"], "operations")
    yield told("crashes", done["crashes"], "crashes")


def _progress() -> dict[str, int]:
    if not PROGRESS.exists():
        return {"seeds": 0, "acknowledged": 0, "crashes": 0}
    progress: dict[str, int] = json.loads(PROGRESS.read_text("ascii"))
    return progress


def _save(done: dict[str, int]) -> None:
    PROGRESS.parent.mkdir(parents=True, exist_ok=True)
    PROGRESS.write_text(json.dumps(done), encoding="ascii")


PARTS: Final = {"kills": kills, "simulation": simulation}

if __name__ == "__main__":
    sys.exit(run_parts(PARTS, Path("build/soak.json")))
