"""The journal bears out the newest time at which its clock was synced."""

import pytest
from sqlalchemy import update

from service.journal import find_proven_time as module
from service.journal.find_proven_time import find_proven_time
from service.journal.tables import JournalEvent
from service.kit.clock import Trust
from service.session import prepared
from tests.builders import Place
from tests.places import DAY_MS, NOW_MS

TICKET = {"lane": "help", "number": 1}


def take(place: Place, trust: Trust, at_ms: int) -> None:
    place.machine.trust, place.machine.wall_ms = trust, at_ms
    place.do(lambda act: act.record("turn.taken", TICKET | {"number": at_ms}))


def proven(place: Place) -> int:
    return place.read(find_proven_time)


def test_the_newest_synced_time_is_proven(place: Place) -> None:
    take(place, Trust.SYNCED, NOW_MS + 5_000)
    take(place, Trust.SYNCED, NOW_MS + 9_000)
    assert proven(place) == NOW_MS + 9_000


@pytest.mark.parametrize("trust", [Trust.RTC, Trust.NONE])
def test_a_time_that_nobody_synced_proves_nothing(place: Place, trust: Trust) -> None:
    take(place, Trust.SYNCED, NOW_MS + 5_000)
    take(place, trust, NOW_MS + DAY_MS)
    assert proven(place) == NOW_MS + 5_000


def test_only_the_end_of_the_journal_is_looked_at(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(place, Trust.SYNCED, NOW_MS + 5_000)
    take(place, Trust.RTC, NOW_MS + 6_000)
    monkeypatch.setattr(module, "LOOKED_AT", 1)
    assert proven(place) == 0


def test_a_damaged_event_keeps_no_site_from_starting(place: Place) -> None:
    spoil = prepared(update(JournalEvent).values(bytes=b"not an event"))
    place.do(lambda act: act.session.run(spoil))
    assert proven(place) == 0
    place.restart()
    assert place.console().get("/healthz").status_code == 200
