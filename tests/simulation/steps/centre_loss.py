"""The hub is backed up; its machine is lost, and another goes on from a backup, or from nothing."""

from service.sites import feed_items
from service.vocabulary import HUB
from tests.simulation.region import enrol
from tests.simulation.steps.sync import look_at_centre
from tests.simulation.world import World

_MOST_BACKUPS = 3


def back_up_centre(world: World) -> None:
    """The hub is copied and the copy proved; only then it signs for what that holds."""
    centre = world.land.centre
    assert centre is not None
    centre.look()
    world.land.backups = [*world.land.backups, centre.back_up()][-_MOST_BACKUPS:]
    world.trace("  the hub is backed up")


def restore_centre(world: World) -> None:
    """Another machine is the hub from now on; its record is signed, as the word of any site's is.

    What it was told since the backup is gone there, and comes again from whoever has it.
    """
    land, centre = world.land, world.land.centre
    assert centre is not None
    if not land.backups:
        return
    land.renewals += 1
    record = centre.who.enrolment.record
    who = enrol(
        world.authority.region.authority,
        HUB,
        record.names,
        machine=f"{HUB}-{land.renewals}",
        now_ms=world.true_ms,
    )
    centre.restore(world.dice.choice(land.backups), who)
    said = feed_items.record_site(who.enrolment.signed_record)
    world.authority.feeds["sites"].say([said], at_ms=world.true_ms)
    world.trace("  the hub goes on as %s, from a backup", who.enrolment.record.epoch)
    look_at_centre(world)
