"""Replays seeds by hand: one with a trace of every step, or many, to see whether the rules hold."""

import argparse
import sys
from contextlib import nullcontext
from typing import Any

from tests.simulation.planted_bugs import PLANTED, plant
from tests.simulation.play import STEPS, play
from tests.simulation.violation import Violation


def main() -> int:
    """Exit status 1 when a rule did not hold."""
    asked = _parser().parse_args()
    planted = plant(asked.remove) if asked.remove else nullcontext()
    seeds = (
        [asked.seed] if asked.seed is not None else range(asked.first, asked.first + asked.seeds)
    )
    with planted:
        broken = [seed for seed in seeds if not _holds(seed, asked.steps, traced=asked.trace)]
    print(f"{len(seeds)} seeds × {asked.steps} steps: {len(broken)} broken {broken[:20]}")
    return 1 if broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="play this one seed")
    parser.add_argument("--first", type=int, default=0, help="else begin with this seed")
    parser.add_argument("--seeds", type=int, default=100, help="and play so many")
    parser.add_argument("--steps", type=int, default=STEPS, help="steps of each seed")
    parser.add_argument("--trace", action="store_true", help="tell every step")
    parser.add_argument("--remove", choices=PLANTED, help="take this rule out of the code first")
    return parser


def _holds(seed: int, steps: int, *, traced: bool) -> bool:
    try:
        played = play(seed, steps=steps, trace=_tell if traced else _say_nothing)
    except Violation as violation:
        print(f"seed {seed}: {violation}")
        return False
    if traced:
        print(f"seed {seed}: {played}")
    return True


def _tell(line: str, *parts: Any) -> None:
    print(line % parts)


def _say_nothing(line: str, *parts: Any) -> None:
    """Most seeds are played in silence."""


if __name__ == "__main__":
    sys.exit(main())
