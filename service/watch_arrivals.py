"""While a hub runs: look at what arrives, as soon as it does not keep a site waiting."""

import asyncio
from typing import Final
from zoneinfo import ZoneInfo

from service.database import Busy
from service.group_commit import NotWriting
from service.open_hub import tolerances_of
from service.open_site import OpenSite
from service.reconciliation.look_at_arrivals import Watch, has_arrivals, look_at_arrivals
from service.reconciliation.prove_journals import anchors_of
from service.session import Session
from service.sync.asking import Centre
from service.sync.held_store import all_branches

EVERY_SECONDS: Final = 5
QUIET_MS: Final = 3_000
LONGEST_FLOOD_MS: Final = 60_000
"""While batches pour in they go first; but for no longer than this."""


async def keep_watch(hub: OpenSite, centre: Centre) -> None:
    """Look every few seconds, for as long as the hub runs; whoever of its processes comes first."""
    waited_ms = 0
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        waited_ms += EVERY_SECONDS * 1000
        try:
            if waited_ms < LONGEST_FLOOD_MS and not await _is_quiet(hub):
                continue
            waited_ms = 0
            while await hub.database.write(lambda session: look_once(session, hub, centre)):
                await asyncio.sleep(0)
        except (NotWriting, Busy):
            continue  # it is said elsewhere that nothing can be written; the next look sees all


def look_once(session: Session, hub: OpenSite, centre: Centre) -> bool:
    """Look at the next of what has arrived; whether there is more."""
    if not has_arrivals(session):
        return False
    watch = Watch(
        hub.clock.now().at_ms,
        ZoneInfo(hub.settings.time_zone),
        anchors_of(session, centre.trust(session)),
        tolerances_of(hub.settings),
    )
    return look_at_arrivals(session, watch)


async def _is_quiet(hub: OpenSite) -> bool:
    now_ms = hub.clock.now().at_ms

    def heard(session: Session) -> bool:
        return any(now_ms - each.heard_ms < QUIET_MS for each in all_branches(session))

    return not await hub.database.read(heard)
