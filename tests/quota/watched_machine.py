"""The quota machine with somebody who counts what its examples did."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.quota.machine import QuotaMachine
from tests.quota.region import OverTheQuota

STEPS: Final = 40


@dataclass(frozen=True, slots=True)
class Watched:
    """What happened in all examples together, and how many members took too much."""

    steps: int
    spendings: int
    transfers: int
    restores: int
    over: int


def run_watched(examples: int) -> Watched:
    """Run so many examples, the same each time; one that lets a member take too much ends it."""
    seen: Counter[str] = Counter()

    class Counting(QuotaMachine):
        def teardown(self) -> None:
            seen["steps"] += self.happened.total()
            seen["restores"] += self.happened["restore"]
            seen["spendings"] += len(self.region.spendings)
            seen["transfers"] += len(self.region.in_the_air)
            super().teardown()

    over = 0
    try:
        run_state_machine_as_test(Counting, settings=_settings(examples))
    except OverTheQuota as fault:
        print(fault)
        over = 1
    return Watched(seen["steps"], seen["spendings"], seen["transfers"], seen["restores"], over)


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
