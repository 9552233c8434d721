"""A bounded number of tries a minute for each name, in memory."""

import math
from dataclasses import dataclass, field

MAX_NAMES = 10_000


@dataclass(slots=True)
class RateLimiter:
    """Token buckets: each name may burst to ``per_minute`` and regains that many a minute."""

    _buckets: dict[str, tuple[float, int]] = field(default_factory=dict)

    def wait_seconds(self, name: str, *, per_minute: int, at_ms: int) -> int:
        """Count one try of ``name`` at ``at_ms``; 0 if it may go on, else the seconds to wait."""
        if len(self._buckets) > MAX_NAMES:
            self._buckets.clear()
        left, since = self._buckets.get(name, (float(per_minute), at_ms))
        gained = max(0, at_ms - since) * per_minute / 60_000
        left = min(float(per_minute), left + gained)
        if left < 1:
            self._buckets[name] = (left, at_ms)
            return math.ceil((1 - left) * 60 / per_minute)
        self._buckets[name] = (left - 1, at_ms)
        return 0
