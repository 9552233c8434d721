"""The city of the browser tests serves here too: whoever comes first makes it."""

from tests.browser.conftest import city
from tests.processes.rooms import can_mount

__all__ = ["city"]
collect_ignore = [] if can_mount() else ["test_storage.py"]
"""Who may not mount a disk of one's own fills one by SQLite's limit of pages alone."""
