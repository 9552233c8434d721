"""Trade days are opened and closed by supervisors, and by the clock itself."""

from datetime import date, timedelta
from typing import Any, Final

from fastapi import Response

from service.vocabulary import OfficerNo, Role, TerminalRole
from tests.simulation.clients import Answer, Client, Operation
from tests.simulation.people import OFFICERS, PIN
from tests.simulation.steps.officers import sign_in_at, signing_in, step_up_at
from tests.simulation.violation import Violation
from tests.simulation.world import World

_LONGEST_NIGHT_MS: Final = 16 * 3_600_000
_SUPERVISORS = [number for number, role in OFFICERS.items() if role is Role.SUPERVISOR]


def open_day(world: World) -> Operation:
    """A supervisor, or who happens to be there, opens a day; often today."""
    station = world.dice.choice(world.screens(TerminalRole.STATION))
    return signing_in(world, station, *_SUPERVISORS) or _opening(world, station)


def close_day(world: World) -> Operation:
    """The day is over."""
    station = world.dice.choice(world.screens(TerminalRole.STATION))
    closing = world.wish(station, "/v1/day/close", {}, then=lambda told: _go_home(world, told))
    return signing_in(world, station, *_SUPERVISORS) or closing


def open_day_by_the_book(world: World) -> None:
    """A supervisor signs in and opens the day; asked for a PIN, gives it, and asks again.

    The second try has the key of the first. Raises ``Violation`` if it is asked for a PIN once
    more: the right is there, and nothing had been decided without it.
    """
    station = world.dice.choice(world.screens(TerminalRole.STATION))
    world.ask(sign_in_at(world, station, world.dice.choice(_SUPERVISORS)))
    opening = _opening(world, station)
    if not _wants_pin(world.ask_one(opening)):
        return
    proof = world.ask_one(step_up_at(world, station))
    opened = world.ask_one(opening)
    if proof is not None and proof.status == 200 and _wants_pin(opened):
        raise Violation("step-up", f"{opening}: asked for a PIN that was just given")


def _wants_pin(answer: Answer | None) -> bool:
    return answer is not None and answer.code == "step_up_needed"


def _go_home(world: World, told: Response) -> None:
    """After a day the night passes, as a rule; the same day is never opened again."""
    if told.status_code == 200 and world.dice.happens(800):
        world.pass_time(world.dice.randrange(_LONGEST_NIGHT_MS))


def _opening(world: World, station: Client) -> Operation:
    today = date.fromisoformat(world.site.today())
    asked = today + timedelta(days=world.dice.choice((0, 0, 0, 0, 1, 1, 2, 5, -1)))
    second = None
    if world.dice.happens(300):
        second = {"officer": _another_than(world, station.officer), "pin": PIN}
    said: dict[str, Any] = {"day": asked.isoformat(), "second": second}
    return world.wish(station, "/v1/day/open", said)


def _another_than(world: World, officer: OfficerNo | None) -> OfficerNo:
    return world.dice.choice([number for number in OFFICERS if number != officer])
