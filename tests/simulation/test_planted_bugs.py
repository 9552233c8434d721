"""The simulator has teeth: take a rule out of the production code, and some seed misses it.

That the same seeds hold with every rule in place is what test_simulation shows.
"""

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


def _misses(seed: int) -> bool:
    try:
        play(seed, steps=STEPS)
    except Violation:
        return True
    return False
