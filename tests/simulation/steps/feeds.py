"""The authority's pages arrive: in order, too early, again, or altered on the way."""

from fastapi import Response

from tests.simulation.clients import Operation
from tests.simulation.violation import Violation
from tests.simulation.world import World


def publish_page(world: World) -> None:
    """The authority signs some changes; no site has them yet."""
    world.authority.publish(world.dice, at_ms=world.true_ms)
    world.trace("  the authority signs page %d", len(world.authority.members.pages))


def bring_next_page(world: World) -> Operation | None:
    """The page that comes next at the site is brought there."""
    missing = world.authority.members.pages_after(world.site.position("members"))
    return _bring(world, missing[0]) if missing else None


def bring_any_page(world: World) -> Operation:
    """Some page is brought: one long held, or one before its turn."""
    return _bring(world, world.dice.choice(world.authority.members.pages))


def bring_altered_page(world: World) -> Operation:
    """A page is brought in which one bit is not as it was signed."""
    missing = world.authority.members.pages_after(world.site.position("members"))
    page = bytearray((missing or world.authority.members.pages)[0])
    page[world.dice.randrange(len(page))] ^= 1
    wish = _bring(world, bytes(page))
    wish.then = _must_not_be_taken
    return wish


def _must_not_be_taken(response: Response) -> None:
    if response.status_code == 201:
        raise Violation("R4", "an altered page was taken in")


def _bring(world: World, page: bytes) -> Operation:
    return world.wish(world.console, "/v1/feeds/pages", page)
