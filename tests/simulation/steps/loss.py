"""A machine is lost, and another goes on in its place: from a copy of its disk, or from nothing."""

from service.days.store import last_day
from service.sites import feed_items
from tests.simulation.region import enrol
from tests.simulation.steps.news import bring_all_news, grant, true_day
from tests.simulation.world import World


def renew(world: World) -> None:
    """It is enrolled again, under a new epoch; the others hear of that when they do.

    What was acknowledged after the copy is forgotten here, and by nobody who was told. A machine
    that opened a day of the future is not lost here: that is a limit of the guarantee, since its
    successor holds root of that day (docs/protocol.md, Quota).
    """
    opened = world.site.database.read_now(last_day)
    if opened is not None and opened > true_day(world):
        return
    land, old = world.land, world.site.who.enrolment.record
    copy = world.copy if world.dice.happens(800) else None
    land.renewals += 1
    land.ended.append((old.site, old.epoch))
    world.ledger.lose_answers()
    who = enrol(
        world.authority.region.authority,
        old.site,
        old.names,
        machine=f"{old.site}-{land.renewals}",
        now_ms=world.true_ms,
    )
    world.renew(copy, who)
    said = feed_items.record_site(who.enrolment.signed_record)
    world.authority.feeds["sites"].say([said], at_ms=world.true_ms)
    world.trace("  %s goes on as %s, from %s", old.site, who.enrolment.record.epoch, copy is None)
    if world.dice.happens(600):
        grant(world)
    if world.dice.happens(600):
        bring_all_news(world)
