"""Members take what they have left, get it back, and have it sent on to where they go."""

import json
from typing import Any

from fastapi import Response

from service.days.store import open_trade_day
from service.quota.quota_left import quota_left
from service.session import Session
from service.vocabulary import MemberNo
from tests.simulation.clients import Operation
from tests.simulation.land import SLIPS, Transfer
from tests.simulation.plan import LIMITS
from tests.simulation.steps.officers import signing_in, step_up_at
from tests.simulation.steps.passes import TRAVELLERS, some_amounts, station_of
from tests.simulation.world import World


def spend(world: World) -> Operation:
    """A member takes something; one who asks for it all is as likely as one who does not."""
    member = world.dice.choice(TRAVELLERS)
    amounts = what_is_left(world, member) if world.dice.happens(600) else []
    asking = spending(world, member, amounts or some_amounts(world))
    return signing_in(world, asking.client) or asking


def refund(world: World) -> Operation | None:
    """A member gives something back, here or where it was not bought."""
    debits = [each for place in world.land.places for each in place.seen.debits[-4:]]
    if not debits:
        return None
    said, station = {"debit": world.dice.choice(debits)}, station_of(world)
    return signing_in(world, station) or world.wish(station, "/simulated/refund", said)


def send(world: World) -> Operation:
    """Quota goes to the epoch that another place has now, or had."""
    to = world.dice.choice(world.land.others(world))
    epochs = [epoch for site, epoch in world.land.ended if site == to.site.no]
    epoch = world.dice.choice([*epochs[-1:], *[to.site.epoch] * 4])
    member = world.dice.choice(TRAVELLERS)
    amounts = what_is_left(world, member) if world.dice.happens(300) else []
    said: dict[str, Any] = {"member": member, "to_site": to.site.no, "to_epoch": epoch}

    def remember(response: Response) -> None:
        if response.status_code == 201:
            text = json.loads(bytes(response.body))["text"]
            world.land.transfers.append(Transfer(text, to.site.no))

    said["amounts"] = amounts or some_amounts(world)
    station = station_of(world)
    sending = world.wish(station, "/v1/transfers", said, then=remember)
    return signing_in(world, station) or sending


def receive(world: World) -> Operation | None:
    """A transfer is shown: where it is for or not, for the first time or again, in time or not."""
    carried = [*world.land.transfers, *SLIPS]
    mine = [each for each in carried if each.to_site == world.site.no]
    shown = mine if world.dice.happens(850) else carried
    if not shown:
        return None
    said, station = {"scan": world.dice.choice(shown[-5:]).text}, station_of(world)
    return signing_in(world, station) or world.wish(station, "/v1/transfers/receive", said)


def override(world: World) -> Operation:
    """A supervisor lets somebody have more, as far as the PIN is fresh and the policy allows it."""
    member, station = world.dice.choice(TRAVELLERS), station_of(world)
    said = {"member": member, "amounts": some_amounts(world), "reason": "other"}
    first = signing_in(world, station)
    if first is None and world.dice.happens(500):
        return step_up_at(world, station)
    return first or world.wish(station, "/simulated/override", said)


def what_is_left(world: World, member: MemberNo) -> list[dict[str, int]]:
    """What a screen here shows that a member may still take."""

    def look(session: Session) -> list[dict[str, int]]:
        day = open_trade_day(session)
        if day is None:
            return []
        shown = quota_left(session, world.site.site.journal, day, member)
        left = ((part.component, part.left) for part in shown.parts if part.component in LIMITS)
        return [{"component": each, "amount": amount} for each, amount in left if amount]

    return world.site.database.read_now(look)


def spending(world: World, member: MemberNo, amounts: list[dict[str, int]]) -> Operation:
    def remember(response: Response) -> None:
        if response.status_code == 201:
            world.seen.debits.append(json.loads(bytes(response.body))["reference"])

    said, station = {"member": member, "amounts": amounts}, station_of(world)
    return world.wish(station, "/simulated/spend", said, then=remember)
