"""What every test shares: how hard Hypothesis tries, the same each time; and a site at hand."""

import gc
import os

from hypothesis import HealthCheck, settings

from tests.builders import city, closed_place, folder, place

__all__ = ["city", "closed_place", "folder", "place"]

# A failing example must be found again by whoever looks into it, on any machine, at any load.
settings.register_profile(
    "test",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("soak", parent=settings.get_profile("test"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


def pytest_collection_finish() -> None:
    """What is imported stays: to look through it for garbage again and again takes a tenth of the
    time of every long test."""
    gc.collect()
    gc.freeze()
