"""In every simulated world a site keeps its promises, whatever befalls it."""

import pytest

from tests.simulation.play import STEPS, play

SEEDS = 300
CHUNK = 10


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_a_site_keeps_its_promises(first: int) -> None:
    for seed in range(first, first + CHUNK):
        try:
            play(seed, steps=STEPS)
        except Exception as fault:
            fault.add_note(f"Replay it: python -m tests.simulation --seed {seed} --trace")
            raise
