"""Each name may try so many times a minute, regains them steadily, and is told how long to wait."""

import pytest

from service.kit.rate_limit import MAX_NAMES, RateLimiter


def tries(limiter: RateLimiter, count: int, *, at_ms: int = 0, name: str = "T01") -> list[int]:
    return [limiter.wait_seconds(name, per_minute=20, at_ms=at_ms) for _ in range(count)]


def test_so_many_at_once_and_then_a_pause() -> None:
    assert tries(RateLimiter(), 22) == [0] * 20 + [3, 3]


def test_after_the_pause_one_more_is_let_through() -> None:
    limiter = RateLimiter()
    tries(limiter, 21)
    assert tries(limiter, 2, at_ms=3_000) == [0, 3]


def test_after_a_minute_all_are_regained_and_no_more() -> None:
    limiter = RateLimiter()
    tries(limiter, 20)
    assert tries(limiter, 21, at_ms=3_600_000) == [0] * 20 + [3]


def test_each_name_has_its_own_patience() -> None:
    limiter = RateLimiter()
    tries(limiter, 21)
    assert tries(limiter, 1, name="T02") == [0]


@pytest.mark.parametrize("back_ms", [1, 86_400_000])
def test_a_clock_set_back_neither_gives_nor_takes(back_ms: int) -> None:
    limiter = RateLimiter()
    tries(limiter, 20, at_ms=back_ms)
    assert tries(limiter, 1, at_ms=0) == [3]


def test_names_without_end_do_not_fill_the_memory() -> None:
    limiter = RateLimiter()
    for number in range(MAX_NAMES + 100):
        limiter.wait_seconds(f"name-{number}", per_minute=20, at_ms=0)
    assert len(limiter._buckets) <= MAX_NAMES + 1
