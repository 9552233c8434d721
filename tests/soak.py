"""The long tests: `make soak` runs them all for hours, `ONLY=kills` (or another part) one of them.

`SHARE=0.02` makes each of them that much shorter, to see that it runs. The simulation goes on where
it was interrupted, as long as the code is the same.
"""

import hashlib
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from tests.browser.site import Site, copy_of, make_city
from tests.crash.figures import FEWEST_IMAGES, crash_figures
from tests.figures import Figure, at_least, at_most, run_parts, told
from tests.passes.mutations import throw_at_decoder
from tests.processes.faults import (
    Survived,
    doomed,
    freeze_under_load,
    kill_under_load,
    starve_under_load,
    stop_under_load,
)
from tests.processes.rooms import under_page_limit
from tests.simulation.play import STEPS, play

SHARE: Final = float(os.environ.get("SHARE", "1"))


def shortened(whole: int) -> int:
    """How many of so many this run does."""
    return max(1, round(whole * SHARE))


KILLS: Final = shortened(40)
ROUNDS: Final = shortened(10)
SEEDS: Final = shortened(20_000)
DAMAGED_PASSES: Final = shortened(1_000_000)
CHUNK_OF_PASSES: Final = 10_000
IMAGES: Final = max(FEWEST_IMAGES, shortened(3_000))
EVERY_FAULT: Final = max(1, round(1 / SHARE))
CHUNK: Final = 25
PROGRESS: Final = Path("build/soak-simulation.json")
SOURCES: Final = ("service", "tests/simulation")


def kill_figures() -> Iterable[Figure]:
    """Kill a site under load, 40 times, at other moments in each run."""
    with _fresh_site() as site, doomed(site):
        survived = kill_under_load(site, kills=KILLS, seed=time.time_ns())
    yield at_least(KILLS, "kill -9 under load, each with proof of what was kept", KILLS, "kills")
    yield from _requests(survived)


def machine_figures() -> Iterable[Figure]:
    """Freeze, stop and starve sites under load, ten times each."""
    for fault in (freeze_under_load, stop_under_load):
        for _ in range(ROUNDS):
            with _fresh_site() as site, doomed(site):
                fault(site)
    for _ in range(ROUNDS):
        with (
            _city() as city,
            under_page_limit(city, city.with_name("own")) as (site, room),
            doomed(site),
        ):
            starve_under_load(site, room)
    yield at_least(3 * ROUNDS, "freezes, stops and full disks survived", 3 * ROUNDS, "faults")


def simulation_figures() -> Iterable[Figure]:
    """Play 20,000 seeds on all cores; one that breaks a rule is told with how to replay it."""
    so_far = _progress()
    chunks = range(so_far.seeds, SEEDS, CHUNK)
    with ProcessPoolExecutor() as pool:
        for chunk in pool.map(_play_chunk, chunks):
            so_far.add(chunk)
            _save(so_far)
    for seed in so_far.broken:
        print(f"broken: python -m tests.simulation --seed {seed} --steps {STEPS} --trace")
    yield at_least(SEEDS, f"seeds of {STEPS} steps", so_far.seeds, "seeds")
    yield at_most(0, "seeds that broke a rule", len(so_far.broken), "seeds")
    yield told("operations acknowledged", so_far.acknowledged, "operations")
    yield told("crashes", so_far.crashes, "crashes")


def decoder_figures() -> Iterable[Figure]:
    """Throw a million random and damaged passes at the decoder; one it chokes on ends the run."""
    firsts = range(0, DAMAGED_PASSES, CHUNK_OF_PASSES)
    with ProcessPoolExecutor() as pool:
        verdicts = sum(pool.map(_throw_chunk, firsts), Counter[str]())
    read = verdicts.total()
    yield at_least(DAMAGED_PASSES, "damaged passes answered with a word", read, "passes")
    for verdict, count in verdicts.most_common():
        yield told(f"of these: {verdict}", count, "passes")


def _throw_chunk(first: int) -> Counter[str]:
    passes = min(CHUNK_OF_PASSES, DAMAGED_PASSES - first)
    return throw_at_decoder(passes, seed=first // CHUNK_OF_PASSES)


@dataclass(slots=True)
class Simulated:
    """What some seeds came to, played with the code that has this digest."""

    code: str
    seeds: int = 0
    acknowledged: int = 0
    crashes: int = 0
    broken: list[int] = field(default_factory=list)

    def add(self, more: "Simulated") -> None:
        self.seeds += more.seeds
        self.acknowledged += more.acknowledged
        self.crashes += more.crashes
        self.broken += more.broken


def _play_chunk(first: int) -> Simulated:
    chunk = Simulated("")
    for seed in range(first, min(first + CHUNK, SEEDS)):
        chunk.seeds += 1
        try:
            played = play(seed, steps=STEPS)
        except Exception as fault:  # a broken rule, or a fault of the program: both are told
            print(f"seed {seed}: {fault!r}", flush=True)
            chunk.broken.append(seed)
        else:
            chunk.acknowledged += played.acknowledged
            chunk.crashes += played.crashes
    return chunk


def _progress() -> Simulated:
    """Where an earlier run of the same code stopped; else the beginning."""
    code = _digest_of_code()
    try:
        saved = Simulated(**json.loads(PROGRESS.read_text("ascii")))
    except (OSError, ValueError, TypeError):
        return Simulated(code)
    return saved if saved.code == code else Simulated(code)


def _save(so_far: Simulated) -> None:
    PROGRESS.parent.mkdir(parents=True, exist_ok=True)
    unfinished = PROGRESS.with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(so_far)), encoding="ascii")
    unfinished.replace(PROGRESS)


def _digest_of_code() -> str:
    digest = hashlib.sha256()
    for folder in SOURCES:
        for file in sorted(Path(folder).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


@contextmanager
def _fresh_site() -> Iterator[Site]:
    with _city() as city:
        yield copy_of(city, city.with_name("own"))


@contextmanager
def _city() -> Iterator[Path]:
    """An invented city in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="twogate-soak-") as folder:
        make_city(Path(folder) / "city")
        yield Path(folder) / "city"


def _requests(survived: Survived) -> Iterator[Figure]:
    yield told("requests answered in time", survived.acknowledged, "requests")
    yield told("requests cut off, each decided once afterwards", survived.cut_off, "requests")


PARTS: Final = {
    "kills": kill_figures,
    "machine": machine_figures,
    "simulation": simulation_figures,
    "decoder": decoder_figures,
    "crash": lambda: crash_figures(IMAGES, EVERY_FAULT),
}

if __name__ == "__main__":
    sys.exit(run_parts(PARTS, Path("build/soak.json")))
