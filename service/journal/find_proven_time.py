"""Find the newest time that the journal itself bears out, for a clock that may have lost it."""

from typing import Final

from service.journal import store
from service.journal.event import Event
from service.kit.clock import Trust
from service.session import Session

LOOKED_AT: Final = 1_000
"""Events from the end. In a site whose clock is ever synced, one of so many is."""


def find_proven_time(session: Session) -> int:
    """The newest time (ms, UTC) at which the clock was synced; 0 when the last events know none.

    An event that cannot be read proves nothing here; ``twogate verify`` says what is wrong with it.
    """
    newest_first = map(_synced_ms, store.newest_bytes(session, count=LOOKED_AT))
    return next(filter(None, newest_first), 0)


def _synced_ms(stored: bytes) -> int:
    try:
        moment = Event.from_bytes(stored).moment
    except (ValueError, KeyError):
        return 0
    return moment.at_ms if moment.trust is Trust.SYNCED else 0
