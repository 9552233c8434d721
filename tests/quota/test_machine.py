"""Nobody exceeds the quota or is honoured twice, whatever is lost, late, void or restored."""

from typing import Any

from hypothesis import settings

from tests.quota.machine import QuotaMachine

EXAMPLES = 300
STEPS = 40
_HARDER = settings().max_examples // 100
"""1 in `make test`, 10 in `make soak`."""

TestQuota: Any = QuotaMachine.TestCase
TestQuota.settings = settings(max_examples=EXAMPLES * _HARDER, stateful_step_count=STEPS)
