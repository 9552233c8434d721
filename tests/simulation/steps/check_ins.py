"""Members come and go, officers take records back: what screens at the gate ask for."""

import json

from fastapi import Response

from service.vocabulary import MemberNo, TerminalRole
from tests.simulation.clients import Client, Operation
from tests.simulation.people import MEMBERS, STRANGER
from tests.simulation.steps.officers import signing_in
from tests.simulation.world import World

_REGULARS = MEMBERS[:6]
"""Few people who come and go all day meet more rules than many who come once."""

_REASONS = ("wrong_person", "wrong_direction", "test", "other")


def come_in(world: World) -> Operation:
    """A member wants to enter, by card or by number."""
    return _pass_gate(world, _somebody(world), "in")


def go_out(world: World) -> Operation:
    """A member wants to leave, or somebody does who never entered."""
    return _pass_gate(world, _somebody(world), "out")


def be_refused(world: World) -> Operation:
    """A scan that admits nobody: a stranger, a forged card, a smudge."""
    cards = world.site.region.cards
    genuine = cards[world.dice.choice(MEMBERS)]
    forged = genuine[:-7] + ("A" if genuine[-7] != "A" else "B") + genuine[-6:]
    scan = world.dice.choice((cards[STRANGER], str(STRANGER), "12345678", forged, "TC1", "?"))
    return world.wish(_gate(world), "/v1/check-ins", {"scan": scan})


def peek(world: World) -> Operation:
    """A member looks what a scan would come to."""
    said = _scan(world, _somebody(world)) | {"direction": world.dice.choice(("in", "out"))}
    wish = world.wish(_gate(world), "/v1/check-ins/peek", said)
    wish.binding = False
    return wish


def annul(world: World) -> Operation | None:
    """An officer takes a record back, in time or too late, for the first or the second time."""
    if not world.seen.references:
        return None
    recent = world.seen.references[-5:]
    reference = world.dice.choice(recent if world.dice.happens(800) else world.seen.references)
    said = {"reason": world.dice.choice(_REASONS)}
    station = world.dice.choice(world.screens(TerminalRole.STATION))
    path = f"/v1/check-ins/{reference}/annul"
    return signing_in(world, station) or world.wish(station, path, said)


def look_up(world: World) -> Operation:
    """An officer opens a member's case, which leaves a trace and needs no key."""
    station = world.dice.choice(world.screens(TerminalRole.STATION))
    path = f"/v1/members/{_somebody(world)}"
    wish = world.wish(station, path, method="GET")
    wish.binding = False
    return signing_in(world, station) or wish


def _pass_gate(world: World, member: MemberNo, direction: str) -> Operation:
    lane = world.dice.choice(("person", "goods", "green"))
    said = _scan(world, member) | {"direction": direction, "lane": lane}

    def remember(response: Response) -> None:
        if response.status_code == 201:
            world.seen.references.append(json.loads(bytes(response.body))["reference"])

    gate = _gate(world)
    first = signing_in(world, gate) if gate.role is TerminalRole.STATION else None
    return first or world.wish(gate, "/v1/check-ins", said, then=remember)


def _scan(world: World, member: MemberNo) -> dict[str, object]:
    if world.dice.happens(500):
        return {"scan": world.site.region.cards[member]}
    return {"member": member}


def _somebody(world: World) -> MemberNo:
    return world.dice.choice(_REGULARS if world.dice.happens(800) else MEMBERS)


def _gate(world: World) -> Client:
    return world.dice.choice(world.screens(TerminalRole.KIOSK, TerminalRole.STATION))
