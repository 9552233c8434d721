"""A PIN is set at the site, once for each one-time code, and kept so that nobody can read it."""

import asyncio

import pytest

from service.officers import pins
from service.vocabulary import OfficerNo, Role
from tests.officers.port import NAME, PIN, Port, code_of, fresh_key

SET = "/v1/officers/pin"
NUMBER = OfficerNo("1001")


def body(code: str, pin: str = PIN) -> dict[str, str]:
    return {"officer": NUMBER, "one_time_code": code, "pin": pin}


def test_an_officer_sets_a_pin_with_the_one_time_code_and_signs_in(port: Port) -> None:
    code, station = port.list_officer(), port.terminal()
    assert code_of(station.sign_in()) == "pin_not_set"
    assert station.post(SET, body(code)).json() == {"officer": "1001"}
    assert station.sign_in().status_code == 200


def test_a_code_sets_a_pin_once(port: Port) -> None:
    code, station = port.list_officer(), port.terminal()
    station.post(SET, body(code))
    again = station.post(SET, body(code, "739184"))
    assert (again.status_code, code_of(again)) == (409, "pin_already_set")
    assert station.sign_in(pin="739184").status_code == 401
    assert station.sign_in().status_code == 200
    assert len(port.events("officer.pin_set")) == 1


def test_a_used_code_stays_used_over_a_restart(port: Port) -> None:
    code, station = port.list_officer(), port.terminal()
    station.post(SET, body(code))
    port.restart()
    assert code_of(station.post(SET, body(code, "739184"))) == "pin_already_set"


def test_a_retried_setting_gets_the_same_answer(port: Port) -> None:
    code, station, key = port.list_officer(), port.terminal(), fresh_key()
    first = station.post(SET, body(code), key=key)
    assert station.post(SET, body(code), key=key).content == first.content
    assert len(port.events("officer.pin_set")) == 1


def test_a_new_code_from_the_authority_ends_the_old_pin(port: Port) -> None:
    port.officer()
    station = port.terminal()
    code = port.list_officer()
    assert code_of(station.sign_in()) == "pin_not_set"
    station.post(SET, body(code, "739184"))
    assert station.sign_in(pin=PIN).status_code == 401
    assert station.sign_in(pin="739184").status_code == 200


def test_a_new_pin_signs_the_officer_out_everywhere(port: Port) -> None:
    station = port.signed_in()
    port.terminal().post(SET, body(port.list_officer(), "739184"))
    assert code_of(station.get("/v1/session")) == "signed_out"


@pytest.mark.parametrize("code", ["", "0000-0000-0000", "K7QF3M9TPD2X"])
def test_a_wrong_code_sets_nothing_and_counts_like_a_wrong_pin(port: Port, code: str) -> None:
    right, station = port.list_officer(), port.terminal()
    code = code or "AAAA"
    said = [code_of(station.post(SET, body(code))) for _ in range(6)]
    assert said == ["wrong_code_or_pin"] * 5 + ["sign_in_wait"]
    assert code_of(station.post(SET, body(right))) == "sign_in_wait"
    assert {event.data["reason"] for event in port.events("officer.refused")} == {
        "wrong_one_time_code"
    }


def test_an_officer_who_is_not_listed_here_hears_the_same_as_a_wrong_code(port: Port) -> None:
    port.list_officer("1002")
    refused = port.terminal().post(SET, body("K7QF3M9TPD2X"))
    assert (refused.status_code, code_of(refused)) == (401, "wrong_code_or_pin")


def test_a_simple_pin_is_refused_and_the_code_stays_good(port: Port) -> None:
    code, station = port.list_officer(), port.terminal()
    for simple in ("123456", "000000", "100199", "4802"):
        assert code_of(station.post(SET, body(code, simple))) == "pin_too_simple"
    assert station.post(SET, body(code)).status_code == 200


def test_pins_are_set_at_stations_only(port: Port) -> None:
    code = port.list_officer()
    assert code_of(port.terminal("kiosk").post(SET, body(code))) == "not_allowed"
    assert code_of(port.browser().post(SET, body(code))) == "terminal_not_paired"


def test_supervisors_see_who_is_listed_and_who_has_a_pin(port: Port) -> None:
    station = port.signed_in(Role.SUPERVISOR, number="1001")
    port.list_officer("1002", Role.AUDITOR, active=False)
    assert station.get("/v1/officers").json()["officers"] == [
        {
            "officer": "1001",
            "name": "王*明",
            "roles": ["supervisor"],
            "sites": ["S01"],
            "standing": "active",
            "pin_set": True,
        },
        {
            "officer": "1002",
            "name": "王*明",
            "roles": ["auditor"],
            "sites": ["S01"],
            "standing": "withdrawn",
            "pin_set": False,
        },
    ]
    assert NAME not in station.get("/v1/officers").text


def test_a_name_that_does_not_open_keeps_nobody_out(port: Port) -> None:
    code, station = port.list_officer(), port.terminal()
    station.post(SET, body(code))
    officer = port.events("officer.pin_set")[0].data
    port.take_in(
        {
            "type": "officer.listed",
            "v": 1,
            "officer": "1001",
            "name": "bm90IHNlYWxlZCBoZXJl",
            "roles": ["officer", "a role of the future"],
            "sites": ["S01"],
            "code_hash": officer["code_hash"],
            "standing": "active",
        }
    )
    signed_in = station.sign_in().json()
    assert (signed_in["name"], signed_in["roles"]) == ("*", ["officer"])


def make(pepper: bytes, officer: OfficerNo = NUMBER, pin: str = PIN) -> str:
    return asyncio.run(pins.make_verifier(pepper, officer, pin, salt=bytes(16)))


def fits(verifier: str | None, pepper: bytes, officer: OfficerNo = NUMBER, pin: str = PIN) -> bool:
    return asyncio.run(pins.matches(pepper, officer, pin, verifier=verifier))


def test_a_verifier_fits_its_pin_its_officer_and_its_device_alone() -> None:
    here, elsewhere = bytes(32), bytes([1] * 32)
    verifier = make(here)
    assert fits(verifier, here)
    assert not fits(verifier, here, pin="480274")
    assert not fits(verifier, here, officer=OfficerNo("1002"))
    assert not fits(verifier, elsewhere)
    assert not fits(None, here)


def test_pins_are_hashed_at_the_price_that_owasp_asks() -> None:
    assert make(bytes(32)).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_new_price_leaves_old_verifiers_good(monkeypatch: pytest.MonkeyPatch) -> None:
    old = make(bytes(32))
    monkeypatch.setattr(pins, "COST", pins.Cost(memory_kib=8, passes=1))
    assert fits(old, bytes(32))
