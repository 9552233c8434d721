"""What a stopped site's disk says, held against what its kiosks were told."""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from service.connection import connect
from service.journal.event import Event
from service.journal.store import all_events
from service.open_site import database_path
from service.session import Session
from service.settings import Settings
from tests.browser.site import Site
from tests.processes.crowd import Wish

_RECORDS: Final = {201: ("checkin.entered", "checkin.left"), 409: ("scan.refused",)}


def assert_all_is_there(site: Site, wishes: Sequence[Wish]) -> None:
    """Every decided wish is one event, as it was told; no other scan is in the journal; and
    ``twogate verify --rebuild`` holds. The site must have been stopped."""
    assert "Everything holds" in verify(site.settings)
    by_key = _scans_by_key(site.settings)
    for wish in wishes:
        assert wish.told, f"{wish} was never decided"
        status, said = wish.told
        found = by_key.pop(wish.key, [])
        assert [event.type for event in found if event.type in _RECORDS[status]], (wish, found)
        assert len(found) == 1, (wish, found)
        assert status != 201 or said["reference"] == str(found[0].name), (wish, found)
    assert not by_key, f"nobody was told of {by_key}"


def verify(settings: Settings) -> str:
    """What ``twogate verify --rebuild`` says. Raises ``AssertionError`` when it does not hold."""
    command = [sys.executable, "-m", "service", "verify", "--rebuild"]
    env = {**os.environ, "TWOGATE_DATA_DIR": str(settings.data_dir)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _scans_by_key(settings: Settings) -> dict[str | None, list[Event]]:
    connection = connect(database_path(settings), read_only=True)
    found: dict[str | None, list[Event]] = defaultdict(list)
    for stored in all_events(Session(connection)):
        event = Event.from_bytes(stored.bytes)
        if event.type.startswith(("checkin.", "scan.")):
            found[event.key].append(event)
    connection.close()
    return dict(found)
