"""Find the debit of the quota that went along with a pass."""

from itertools import islice

from service.journal.event import Event, EventName
from service.journal.store import events_after
from service.session import Session

_WITHIN = 4
"""Events of the same act after `pass.issued`: periods opened, and the debit."""


def find_carried(session: Session, reference: str) -> Event | None:
    """The event that debited it: of the same act, so it stands close after; ``None`` where no
    quota went along."""
    name = EventName.parse(reference)
    if name is None:
        return None
    later = islice(events_after(session, name.epoch, name.seq), _WITHIN)
    for event in (Event.from_bytes(each.bytes) for each in later):
        if event.type == "transfer.sent" and event.data["carrier"] == reference:
            return event
    return None
