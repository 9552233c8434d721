"""After the faults stop: within a few rounds all that sites wrote is at the hub, once (I1, I7)."""

from typing import Final

from service.feeds.store import positions
from service.journal.store import head_of, signed_records
from service.session import Session
from service.sync import held_store
from service.vocabulary import Epoch, SiteNo
from tests.simulation.land import Land
from tests.simulation.steps.machine import clock_is_set_right
from tests.simulation.steps.sync import bring_pages_to_centre, sync
from tests.simulation.violation import Violation
from tests.simulation.world import World

ROUNDS: Final = 3


def quiet_end(land: Land) -> None:
    """Lines are whole and clocks right. Raises ``Violation`` if anything is still on its way after
    ``ROUNDS``, or is not there."""
    if land.centre is None:
        return
    for world in land.places:
        world.faults_per_mille = 0
        land.lines[world.site.no].heal()
        clock_is_set_right(world)
    for _ in range(ROUNDS):
        bring_pages_to_centre(land.places[0])
        for world in land.places:
            sync(world)
        waits = list(filter(None, map(_what_waits, land.places)))
        if not waits:
            return
    raise Violation("I7", "; ".join(waits))


def _what_waits(world: World) -> str | None:
    """What is not at the hub, or not here, yet."""
    centre = world.land.centre
    assert centre is not None
    held = centre.database.read_now(lambda session: _ends_at_hub(session, world.site.no))
    for epoch, seq in world.site.database.read_now(_own_ends).items():
        stored, applied = held.get(epoch, (0, 0))
        is_all = stored == seq if epoch == world.site.epoch else stored >= seq
        if not is_all or applied != stored:
            at_hub = f"stored {stored}, applied {applied}"
            return f"{world.site.no}.{epoch} ends at {seq}, at the hub: {at_hub}"
    here, there = world.site.database.read_now(positions), centre.database.read_now(positions)
    if here != there:
        return f"{world.site.no} has the feeds up to {here}, the hub to {there}"
    return None


def _own_ends(session: Session) -> dict[Epoch, int]:
    """Where each epoch ends that a site's disk knows."""
    return {epoch: head_of(session, epoch, b"").seq for epoch in signed_records(session)}


def _ends_at_hub(session: Session, site: SiteNo) -> dict[Epoch, tuple[int, int]]:
    """Up to where the hub has stored and applied each epoch of a site; what a lost disk wrote
    beyond its copy may be more."""
    return {
        each.epoch: (each.stored_seq, each.applied_seq)
        for each in held_store.branches_of(session, site)
        if each.branch == held_store.MAIN
    }
