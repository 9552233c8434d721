"""The queue of a trade day: tickets taken, called, finished."""

import json

from fastapi import Response

from service.vocabulary import TerminalRole
from tests.simulation.clients import Client, Operation
from tests.simulation.steps.officers import signing_in
from tests.simulation.world import World

_LANES = ("person", "goods", "green", "help")


def take_ticket(world: World) -> Operation:
    """Somebody whom the machine could not serve takes a ticket."""
    kiosk = world.dice.choice(world.screens(TerminalRole.KIOSK))
    return world.wish(kiosk, "/v1/turns", {"lane": world.dice.choice(_LANES)})


def call(world: World) -> Operation:
    """A counter is free."""

    def remember(response: Response) -> None:
        if response.status_code == 200:
            world.seen.called.append(json.loads(bytes(response.body))["number"])

    said, station = {"lane": world.dice.choice(_LANES)}, _station(world)
    return signing_in(world, station) or world.wish(station, "/v1/turns/call", said, then=remember)


def finish(world: World) -> Operation:
    """A called ticket was served, or nobody came; some are finished that never were called."""
    number = world.dice.choice([*world.seen.called[-4:], "P001", "H099"])
    said, station = {"result": world.dice.choice(("served", "absent"))}, _station(world)
    return signing_in(world, station) or world.wish(station, f"/v1/turns/{number}/finish", said)


def _station(world: World) -> Client:
    return world.dice.choice(world.screens(TerminalRole.STATION))
