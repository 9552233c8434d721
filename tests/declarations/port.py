"""Dongxing with the Chinese pack, a horizon, and members who came with goods."""

from typing import Any, Final

from service.policies.sign_pack import items_of
from service.quota.grant_horizon import grant_horizon
from service.quota.plan_grants import Grant, GrantRefusal, longest_horizon
from service.vocabulary import TradeDay
from tests.asking import Browser
from tests.builders import TODAY, Place
from tests.people import CHEN, Person
from tests.places import DONGXING
from tests.policies.packs import Said, said_in

DECLARATIONS: Final = "/v1/declarations"
CASHEW: Final = {"goods": "cashew_in_shell", "origin": "VN", "amount": 50_000, "value_fen": 50_000}
MANGO: Final = {"goods": "mango", "origin": "VN", "amount": 12_000, "value_fen": 7_200}
Line = dict[str, Any]


def publish_pack(place: Place, said: Said | None = None, *, version: int = 1) -> None:
    """Bring the Chinese pack, or what a test made of it."""
    place.publish("policies", *items_of(said or said_in("cn"), version, TradeDay("1996-04-01")))


def grant(place: Place) -> None:
    """Let this site hold quota, from the month of the tests on."""
    archive, epoch = place.archive(), place.desk.journal.epoch
    granted = Grant(DONGXING, epoch, longest_horizon(TODAY), holds_from=TradeDay("2026-11-01"))
    written = grant_horizon(archive, granted, today=TODAY, at_ms=place.machine.wall_ms)
    assert not isinstance(written, GrantRefusal)
    place.bring(archive)


def come_in(place: Place, *people: Person, lane: str = "goods") -> None:
    for person in people:
        said = place.kiosk().post("/v1/check-ins", {"member": person.number, "lane": lane})
        assert said.status_code == 201, said.text


def saying(*lines: Line, person: Person = CHEN, **others: Any) -> dict[str, Any]:
    """A whole declaration, confirmed line by line."""
    return {
        "member": person.number,
        "lines": list(lines),
        "confirmed": list(range(len(lines))),
        "presence": "number_at_kiosk",
        "excess": "dutiable",
        **others,
    }


def assess(place: Place, *lines: Line, person: Person = CHEN, **others: Any) -> dict[str, Any]:
    body = {"member": person.number, "lines": list(lines), **others}
    said = place.kiosk().post(f"{DECLARATIONS}/assess", body)
    assert said.status_code == 200, said.text
    found: dict[str, Any] = said.json()
    return found


def declare(by: Browser, *lines: Line, person: Person = CHEN, **others: Any) -> dict[str, Any]:
    said = by.post(DECLARATIONS, saying(*lines, person=person, **others))
    assert said.status_code == 201, said.text
    found: dict[str, Any] = said.json()
    return found


def value_left(place: Place, person: Person = CHEN) -> int:
    said = place.kiosk().get(f"/v1/members/{person.number}/quota").json()
    return int(said["parts"][0]["left"])
