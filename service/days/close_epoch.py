"""End this machine's epoch by its own last event, so that a new key goes on with all its rights."""

from enum import StrEnum

from service.days.store import open_trade_day
from service.journal.act import Act
from service.journal.event import Event
from service.sites.records import SiteRecord, has_begun
from service.vocabulary import Epoch


class CloseRefusal(StrEnum):
    """Why an epoch is not ended."""

    DAY_OPEN = "day_already_open"
    NOT_ANNOUNCED = "key_not_announced"
    NOT_YET = "key_not_yet"


def close_epoch(act: Act, successor: Epoch, announced: SiteRecord | None) -> Event | CloseRefusal:
    """Record the end; nothing may be recorded under this epoch after it.

    ``announced`` is the successor's record as all sites have it: it must have come here by feed,
    and have begun. A day that is open is closed first, since its draws have this epoch's key.
    Refuses with ``DAY_OPEN``, ``NOT_ANNOUNCED`` or ``NOT_YET``.
    """
    if open_trade_day(act.session) is not None:
        return CloseRefusal.DAY_OPEN
    if announced is None or announced.epoch != successor:
        return CloseRefusal.NOT_ANNOUNCED
    if not has_begun(announced, act.moment.at_ms):
        return CloseRefusal.NOT_YET
    return act.record("epoch.closed", {"successor": successor})
