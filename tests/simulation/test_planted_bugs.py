"""The simulator has teeth: take a rule out of the production code, and some seed misses it."""

import pytest

from tests.simulation.planted_bugs import PLANTED, plant
from tests.simulation.play import STEPS, play
from tests.simulation.violation import Violation

SEARCHED = 600


@pytest.mark.parametrize("rule", PLANTED)
def test_some_seed_misses_the_rule(rule: str) -> None:
    bug = PLANTED[rule]
    with plant(rule):
        found = next((seed for seed in (bug.seed, *range(SEARCHED)) if _misses(seed)), None)
    assert found is not None, f"without {rule} {bug.story}, and {SEARCHED} seeds do not notice"
    if found != bug.seed:
        print(f"{rule}: seed {bug.seed} does not notice any more, {found} does")


@pytest.mark.parametrize("rule", PLANTED)
def test_with_the_rule_that_seed_holds(rule: str) -> None:
    play(PLANTED[rule].seed, steps=STEPS)


def _misses(seed: int) -> bool:
    try:
        play(seed, steps=STEPS)
    except Violation:
        return True
    return False
