"""Somebody puts an old copy of the site's disk in: a backup, or the card of another machine."""

from tests.simulation.steps.check_ins import come_in
from tests.simulation.steps.days import open_day
from tests.simulation.violation import Violation
from tests.simulation.world import World


def keep_a_copy(world: World) -> None:
    """The site's disk is copied while it runs."""
    world.copy = world.copied()
    world.trace("  the disk is copied after %d events", world.observer.events)


def start_from_copy(world: World) -> None:
    """The site is started from the copy; then from its own disk again.

    What was acknowledged since is not in the copy, so a site that went on from it would say other
    things under the same names. Raises ``Violation`` if it does (R0).
    """
    if world.copy is None or world.copy.events == world.observer.events:
        return
    world.crash()
    own = world.site.swap_disk(world.copy.files)
    world.trace("  started from the copy")
    head = world.site.head()
    answers = [world.answer_of(wish(world)) for wish in (come_in, open_day) for _ in range(3)]
    wrote = world.site.head() != head
    world.site.swap_disk(own)
    world.trace("  back on its own disk")
    if wrote or any(answer and answer.is_decided for answer in answers):
        raise Violation("R0", "a site wrote on an old copy of its journal")
