"""Passes where they are shown: at the right place or a wrong one, again, altered, for nothing."""

import json
from typing import Any

from fastapi import Response

from tests.simulation.clients import Operation
from tests.simulation.land import PassInHand
from tests.simulation.steps.officers import signing_in
from tests.simulation.steps.passes import station_of
from tests.simulation.violation import Violation
from tests.simulation.world import World

_COMPARED = ("matches",) * 12 + ("mismatch", "seal_broken")


def peek(world: World) -> Operation | None:
    """An officer looks what a pass comes to."""
    shown = _shown(world)
    if shown is None:
        return None
    wish = _with(world, "peek", {"scan": shown.text})
    wish.binding = wish.path != "/v1/passes/peek"  # it may be somebody who signs in first
    return wish


def redeem(world: World) -> Operation | None:
    """A pass is presented, by its bearer or whoever has a copy."""
    shown = _shown(world)
    if shown is None:
        return None
    said = {"scan": shown.text, "compared": world.dice.choice(_COMPARED)}
    return _with(world, "redeem", said)


def redeem_altered(world: World) -> Operation | None:
    """A pass is presented in which one letter is another."""
    shown = _shown(world)
    if shown is None:
        return None
    place = world.dice.randrange(3, len(shown.text))
    other = "B" if shown.text[place] == "A" else "A"
    text = shown.text[:place] + other + shown.text[place + 1 :]
    wish = _with(world, "redeem", {"scan": text, "compared": "matches"})
    wish.then = _must_not_be_honoured if wish.path.endswith("redeem") else wish.then
    return wish


def inspect_again(world: World) -> Operation | None:
    """What a draw or a referral asks for, and sometimes nothing does."""
    shown = _shown(world)
    if shown is None:
        return None
    result = world.dice.choice(("cleared",) * 5 + ("held",))
    said: dict[str, Any] = {"scan": shown.text, "checks": ["person"], "result": result}
    if result == "held":
        said["findings"] = ["goods_differ"]
    return _with(world, "inspect", said)


def void(world: World) -> Operation | None:
    """One pass or several are declared void; the word goes back by whoever goes there."""
    several = [_shown(world) for _ in range(world.dice.choice((1, 1, 1, 2)))]
    texts = list(dict.fromkeys(each.text for each in several if each))
    if not texts:
        return None

    def remember(response: Response) -> None:
        if response.status_code == 201:
            world.land.voids.append(json.loads(bytes(response.body))["text"])

    return _with(world, "void", {"scans": texts, "reason": "sent_back"}, then=remember)


def annul_redemption(world: World) -> Operation | None:
    """The turnstile did not turn."""
    shown = _shown(world)
    said = {"reason": "did_not_pass"}
    return _with(world, f"{shown.reference}/redemption/annul", said) if shown else None


def admit(world: World) -> Operation | None:
    """An officer lets somebody in whose redemption was annulled, or was not."""
    shown = _shown(world)
    return _with(world, f"{shown.reference}/admit", {}) if shown else None


def _shown(world: World) -> PassInHand | None:
    """Some pass: mostly a recent one, mostly one for this place."""
    passes = world.land.passes
    if world.dice.happens(850):
        passes = [each for each in passes if each.to_site == world.site.no]
    if world.dice.happens(800):
        passes = passes[-5:]
    return world.dice.choice(passes) if passes else None


def _with(world: World, verb: str, said: dict[str, Any], **more: Any) -> Operation:
    station = station_of(world)
    return signing_in(world, station) or world.wish(station, f"/v1/passes/{verb}", said, **more)


def _must_not_be_honoured(response: Response) -> None:
    if response.status_code == 201:
        raise Violation("R4", "an altered pass was honoured")
