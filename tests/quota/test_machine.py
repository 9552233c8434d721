"""Nobody exceeds the quota: whatever is lost, copied, late, doubled or restored, at three sites."""

from typing import Any

from hypothesis import settings

from tests.quota.machine import QuotaMachine

EXAMPLES = 300
STEPS = 40
_HARDER = settings().max_examples // 100
"""1 in `make test`, 10 in `make soak`."""

TestQuota: Any = QuotaMachine.TestCase
TestQuota.settings = settings(max_examples=EXAMPLES * _HARDER, stateful_step_count=STEPS)
