"""The machine has teeth: take a rule out of the production code, and somebody takes too much."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.quota.machine import QuotaMachine
from tests.quota.planted_bugs import PLANTED
from tests.quota.region import Region
from tests.quota.stories import STORIES

SEARCHED = 400
FOUND_BY_CHANCE = ("R2", "R5", "R11-boundary", "R13-period", "once")
"""Those that some of the machine's first examples miss; the others take a rarer chain of events,
which their stories tell."""


@pytest.fixture
def region() -> Iterator[Region]:
    made = Region.begin()
    yield made
    made.close()


def test_every_rule_has_its_story() -> None:
    assert STORIES.keys() == PLANTED.keys()


@pytest.mark.parametrize("rule", STORIES)
def test_with_every_rule_in_place_nobody_takes_too_much(rule: str, region: Region) -> None:
    STORIES[rule](region)
    region.judge_accounts()
    region.judge_replay()


@pytest.mark.parametrize("rule", STORIES)
def test_without_the_rule_its_story_ends_badly(rule: str, region: Region) -> None:
    with PLANTED[rule].plant(), pytest.raises((AssertionError, LookupError, ArithmeticError)):
        STORIES[rule](region)


@pytest.mark.parametrize("rule", FOUND_BY_CHANCE)
def test_the_machine_finds_the_planted_bug(rule: str) -> None:
    searching = settings(
        max_examples=SEARCHED,
        stateful_step_count=40,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    Region.begin().close()  # it is made with every rule in place, whoever comes first
    with PLANTED[rule].plant(), pytest.raises((AssertionError, ArithmeticError, LookupError)):
        run_state_machine_as_test(QuotaMachine, settings=searching)
