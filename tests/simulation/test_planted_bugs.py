"""The simulator has teeth: take a rule out of the production code, and some seed misses it.

That the same seeds hold with every rule in place is what test_simulation shows.
"""

import pytest

from tests.simulation.planted_bugs import PLANTED, SEARCHED, seed_that_misses


@pytest.mark.parametrize("rule", PLANTED)
def test_some_seed_misses_the_rule(rule: str) -> None:
    bug, found = PLANTED[rule], seed_that_misses(rule)
    assert found is not None, f"without {rule} {bug.story}, and {SEARCHED} seeds do not notice"
    if found != bug.seed:
        print(f"{rule}: seed {bug.seed} does not notice any more, {found} does")
