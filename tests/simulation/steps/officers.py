"""Officers sign in and out and give their PIN again; screens are offered, paired and revoked."""

import json
from collections.abc import Sequence
from http.cookies import SimpleCookie

from fastapi import Response

from service.desk import OFFICER_COOKIE, TERMINAL_COOKIE
from service.vocabulary import OfficerNo, TerminalNo, TerminalRole
from tests.simulation.clients import Client, Operation, screen
from tests.simulation.people import OFFICERS, PIN
from tests.simulation.world import World

_FEWEST_SCREENS = 2


def sign_in(world: World) -> Operation:
    """Somebody signs in at a station; now and then with a wrong PIN."""
    station = world.dice.choice(world.screens(TerminalRole.STATION))
    return sign_in_at(world, station, world.dice.choice(list(OFFICERS)))


def sign_in_at(world: World, station: Client, officer: OfficerNo) -> Operation:
    """``officer`` signs in at ``station``, in place of whoever was there."""

    def enter(response: Response) -> None:
        if response.status_code == 200:
            station.cookies[OFFICER_COOKIE] = _cookie(response, OFFICER_COOKIE)
            station.officer = officer

    pin = PIN if world.dice.happens(950) else "111222"
    wish = world.wish(station, "/v1/session", {"officer": officer, "pin": pin}, then=enter)
    wish.officer = None  # whose key it is does not hang on who was there before
    return wish


def signing_in(world: World, station: Client, *officers: OfficerNo) -> Operation | None:
    """What comes first at a station that nobody has signed in at; ``None`` where somebody has.

    Now and then it is forgotten.
    """
    if station.officer is not None or world.dice.happens(100):
        return None
    return sign_in_at(world, station, world.dice.choice(officers or tuple(OFFICERS)))


def come_back(world: World, asked: Sequence[Operation]) -> None:
    """Whose session had ended signs in again, and asks for the same under the same key."""
    for operation in asked:
        heard, station = operation.heard, operation.client
        if heard is None or heard.code != "signed_out" or station not in world.clients:
            continue
        if world.dice.happens(800):
            world.ask(sign_in_at(world, station, world.dice.choice(list(OFFICERS))))
            operation.officer = station.officer
            world.ask(operation)


def sign_out(world: World) -> Operation:
    """A station is left."""
    station = world.dice.choice(world.screens(TerminalRole.STATION))
    wish = world.wish(
        station, "/v1/session", method="DELETE", then=lambda response: _leave(station, response)
    )
    wish.officer = None
    return wish


def step_up(world: World) -> Operation:
    """An officer gives the PIN again, before a graver act or for no reason."""
    station = world.dice.choice(world.screens(TerminalRole.STATION))
    return signing_in(world, station) or step_up_at(world, station)


def step_up_at(world: World, station: Client) -> Operation:
    return world.wish(station, "/v1/session/step-up", {"pin": PIN})


def offer_screen(world: World) -> Operation:
    """The owner of the machine makes a code for one more screen."""

    def remember(response: Response) -> None:
        if response.status_code == 201:
            world.seen.pairing_codes.append(json.loads(bytes(response.body))["code"])

    role = world.dice.choice((TerminalRole.KIOSK, TerminalRole.STATION))
    return world.wish(world.console, "/v1/terminals", {"role": role, "label": "新"}, then=remember)


def pair_screen(world: World) -> Operation | None:
    """A new screen types a code, which may be used up or too old."""
    if not world.seen.pairing_codes:
        return None
    code = world.dice.choice(world.seen.pairing_codes)
    newcomer = Client("unpaired", TerminalRole.DISPLAY)

    def begin(response: Response) -> None:
        if response.status_code == 201:
            _add_screen(world, response)

    return world.wish(newcomer, "/v1/terminals/pair", {"code": code}, then=begin)


def revoke_screen(world: World) -> Operation | None:
    """A screen is lost; the owner takes its pairing away."""
    lost = world.dice.choice(world.screens(TerminalRole.KIOSK, TerminalRole.STATION))
    if len(world.screens(lost.role)) <= _FEWEST_SCREENS:
        return None

    def forget(response: Response) -> None:
        if response.status_code == 200:
            world.revoke(lost)

    said = {"reason": "lost"}
    return world.wish(world.console, f"/v1/terminals/{lost.name}/revoke", said, then=forget)


def _add_screen(world: World, response: Response) -> None:
    said = json.loads(bytes(response.body))
    known = {each.name for each in world.clients}
    if said["terminal"] not in known:  # else it is a retry's answer
        token = _cookie(response, TERMINAL_COOKIE)
        role = TerminalRole(said["role"])
        world.clients.append(screen(TerminalNo(said["terminal"]), role, token))


def _leave(station: Client, response: Response) -> None:
    if response.status_code == 200:
        station.sign_out()


def _cookie(response: Response, name: str) -> str:
    jar: SimpleCookie = SimpleCookie()
    for header in response.headers.getlist("set-cookie"):
        jar.load(header)
    return jar[name].value
