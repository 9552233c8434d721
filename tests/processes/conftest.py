"""The city of the browser tests serves here too: whoever comes first makes it."""

from tests.browser.conftest import city

__all__ = ["city"]
