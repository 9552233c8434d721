"""A second officer vouches with a PIN, for those alone whom the route admits."""

from typing import Annotated

from fastapi import Response
from pydantic import BaseModel

from service.desk import Counter, at_counter, officers
from service.officers.prove_officer import prove_officer
from service.vocabulary import OfficerNo, Role
from tests.officers.port import PIN, Browser, Port, code_of

GRAVE = "/v1/grave-act"


class Vouched(BaseModel):
    """The second officer was believed."""

    vouched: bool = True


def port_with_a_grave_act(port: Port) -> Port:
    @port.app.post(GRAVE)
    async def grave_act(
        pin: str, counter: Annotated[Counter, at_counter(officers(Role.SUPERVISOR))]
    ) -> Response:
        refused = await prove_officer(counter, OfficerNo("1002"), pin)
        return counter.answer(refused or Vouched())

    port.officer("1002")
    return port


def vouch(station: Browser, pin: str) -> str:
    answer = station.post(f"{GRAVE}?pin={pin}")
    return code_of(answer) if answer.is_error else "vouched"


def test_a_second_officers_pin_vouches(port: Port) -> None:
    station = port_with_a_grave_act(port).signed_in(Role.SUPERVISOR)
    assert vouch(station, PIN) == "vouched"
    assert station.get("/v1/session").json()["officer"] == "1001"


def test_a_wrong_second_pin_counts_and_names_who_asked(port: Port) -> None:
    station = port_with_a_grave_act(port).signed_in(Role.SUPERVISOR)
    assert [vouch(station, "111222") for _ in range(6)][4:] == ["wrong_code_or_pin", "sign_in_wait"]
    refused = port.events("officer.refused")
    assert len(refused) == 5
    assert (refused[0].actor, refused[0].data["officer"]) == ("1001", "1002")
    assert code_of(port.terminal().sign_in("1002")) == "sign_in_wait"


def test_who_is_not_admitted_learns_nothing_of_the_pin(port: Port) -> None:
    port_with_a_grave_act(port)
    for caller, said in (
        (port.browser(), "terminal_not_paired"),
        (port.terminal("kiosk"), "signed_out"),
        (port.signed_in(Role.OFFICER), "not_allowed"),
    ):
        assert vouch(caller, PIN) == vouch(caller, "111222") == said
    assert not port.events("officer.refused")
