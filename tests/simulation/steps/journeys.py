"""Whole journeys of a member: what takes several requests, at one place or at several."""

from service.vocabulary import MemberNo
from tests.simulation.clients import Answer, Operation
from tests.simulation.land import PassInHand
from tests.simulation.people import OFFICERS
from tests.simulation.steps.officers import come_back, sign_in_at
from tests.simulation.steps.passes import TRAVELLERS, inspecting, issuing, station_of
from tests.simulation.steps.quota import spending, what_is_left
from tests.simulation.world import World


def walk_over(world: World) -> None:
    """In, inspected and on the way; and mostly shown at once where it leads, and used there."""
    member, before = world.dice.choice(TRAVELLERS), len(world.land.passes)
    station = station_of(world)
    came = world.wish(station, "/v1/check-ins", {"member": member, "lane": "goods"})
    if _ask(world, came) is None:
        return
    inspected = _ask(world, inspecting(world, station, member))
    if inspected is None or inspected.status != 201:
        return
    _ask(world, issuing(world, station, inspected.said["reference"], member))
    world.observer.look(world.site)
    for carried in world.land.passes[before:]:
        if world.dice.happens(600):
            _arrive(world, carried)


def rush(world: World) -> None:
    """Everywhere somebody takes all that the screen shows as left."""
    member = world.dice.choice(TRAVELLERS)
    for place in world.dice.sample(world.land.places, len(world.land.places)):
        _use_up(place, member)


def _arrive(world: World, carried: PassInHand) -> None:
    [there] = [each for each in world.land.places if each.site.no == carried.to_site]
    said = {"scan": carried.text, "compared": "matches"}
    told = _ask(there, there.wish(station_of(there), "/v1/passes/redeem", said))
    if told is not None and told.code == "draw" and world.dice.happens(700):
        again = {"scan": carried.text, "checks": ["person"], "result": "cleared"}
        _ask(there, there.wish(station_of(there), "/v1/passes/inspect", again))
        _ask(there, there.wish(station_of(there), "/v1/passes/redeem", said))
    if world.dice.happens(400):
        _use_up(there, carried.member)
    there.observer.look(there.site)


def _use_up(place: World, member: MemberNo) -> None:
    amounts = what_is_left(place, member)
    if amounts:
        _ask(place, spending(place, member, amounts))
    place.observer.look(place.site)


def _ask(world: World, operation: Operation) -> Answer | None:
    """Ask as somebody who signs in first, where nobody is."""
    if operation.client.officer is None:
        world.ask(sign_in_at(world, operation.client, world.dice.choice(list(OFFICERS))))
        operation.officer = operation.client.officer
    world.ask(operation)
    come_back(world, [operation])
    return operation.heard
