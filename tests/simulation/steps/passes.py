"""Passes at their issuer: who came in is inspected and sent on; voids come back."""

import json
from typing import Any

from fastapi import Response

from service.vocabulary import MemberNo, TerminalRole
from tests.simulation.clients import Client, Operation
from tests.simulation.land import PassInHand
from tests.simulation.people import MEMBERS
from tests.simulation.plan import LIMITS
from tests.simulation.steps.officers import signing_in
from tests.simulation.world import World

TRAVELLERS = MEMBERS[:4]
"""So few that each is at several places in one day."""

_CHECKED: dict[str, Any] = {"checks": ["person", "goods"], "result": "cleared"}


def inspect(world: World) -> Operation:
    """An officer inspects a member, who may not even be inside."""
    station = station_of(world)
    asking = inspecting(world, station, world.dice.choice(TRAVELLERS))
    return signing_in(world, station) or asking


def issue(world: World) -> Operation | None:
    """A pass for an inspection that may have one already; mostly to somewhere else."""
    if not world.seen.inspections:
        return None
    station = station_of(world)
    reference, member = world.dice.choice(world.seen.inspections[-4:])
    return signing_in(world, station) or issuing(world, station, reference, member)


def annul_issue(world: World) -> Operation | None:
    """A pass is taken back where it was issued, wherever its text may be by now."""
    mine = [each for each in world.land.passes if each.issuer == world.site.no]
    if not mine:
        return None
    station, chosen = station_of(world), world.dice.choice(mine[-6:])
    path = f"/v1/passes/{chosen.reference}/annul"
    return signing_in(world, station) or world.wish(station, path, {"reason": "other"})


def take_void(world: World) -> Operation | None:
    """A void is shown: to its issuer or to another, early or late, again and again."""
    if not world.land.voids:
        return None
    station, text = station_of(world), world.dice.choice(world.land.voids[-6:])
    return signing_in(world, station) or world.wish(station, "/v1/passes/voids", {"scan": text})


def station_of(world: World) -> Client:
    return world.dice.choice(world.screens(TerminalRole.STATION))


def inspecting(world: World, station: Client, member: MemberNo) -> Operation:
    def remember(response: Response) -> None:
        if response.status_code == 201:
            reference = json.loads(bytes(response.body))["reference"]
            world.seen.inspections.append((reference, member))

    said = {"member": member, **_CHECKED}
    return world.wish(station, "/v1/inspections", said, then=remember)


def issuing(world: World, station: Client, inspection: str, member: MemberNo) -> Operation:
    others = [each.site.no for each in world.land.others(world)]
    to_site = world.dice.choice((*others * 4, world.site.no))
    said: dict[str, Any] = {"inspection": inspection, "to_site": to_site}
    if world.dice.happens(600):
        said["quota"] = some_amounts(world)

    def remember(response: Response) -> None:
        if response.status_code == 201:
            told = json.loads(bytes(response.body))
            world.land.passes.append(
                PassInHand(told["text"], world.site.no, to_site, member, told["reference"])
            )

    return world.wish(station, "/v1/passes", said, then=remember)


def some_amounts(world: World) -> list[dict[str, int]]:
    """Of one component or of two, often all that there could be."""
    several = world.dice.sample(list(LIMITS), world.dice.choice((1, 1, 2)))
    return [
        {"component": each, "amount": world.dice.choice((1, LIMITS[each] // 2, LIMITS[each]))}
        for each in several
    ]
