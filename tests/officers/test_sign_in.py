"""Officers sign in by code and PIN, are let go after 90 s, and are slowed down when wrong."""

import asyncio

import pytest

from service.officers import pins
from service.officers.rules import LOCKS_AFTER_SECONDS
from service.officers.store import Verifier, put_verifier
from service.vocabulary import OfficerNo, Role, SiteNo
from tests.officers.port import NAME, PIN, Browser, Port, code_of, fresh_key

WRONG = "111222"


def wrong_times(station: Browser, times: int, officer: str = "1001") -> list[str]:
    return [code_of(station.sign_in(officer, WRONG)) for _ in range(times)]


def test_an_officer_signs_in_with_code_and_pin(port: Port) -> None:
    port.officer("1001", Role.OFFICER, Role.SUPERVISOR)
    station = port.terminal()
    signed_in = station.sign_in()
    assert signed_in.status_code == 200
    assert signed_in.json() == {
        "officer": "1001",
        "name": "王*明",
        "roles": ["officer", "supervisor"],
        "locks_after_seconds": 90,
        "stepped_up": False,
    }
    assert station.get("/v1/session").json() == signed_in.json()
    event = port.events("officer.signed_in")[0]
    assert (event.actor, event.data) == ("1001", {"officer": "1001"})
    assert event.terminal == station.get("/v1/terminal").json()["terminal"]


def test_the_officers_cookie_ends_with_the_browser_and_no_script_reads_it(port: Port) -> None:
    port.officer()
    cookie = port.terminal().sign_in().headers["set-cookie"]
    manners = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert manners == {"httponly", "samesite=strict", "path=/"}


def test_a_wrong_pin_and_an_unknown_officer_hear_the_same(port: Port) -> None:
    port.officer()
    station = port.terminal()
    wrong, unknown = station.sign_in(pin=WRONG), station.sign_in("7777")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content
    assert code_of(wrong) == "wrong_code_or_pin"


def test_what_is_nobodys_number_is_not_written_down(port: Port) -> None:
    port.officer()
    station = port.terminal()
    station.sign_in("480273", "1001")  # the PIN in the wrong field
    station.sign_in(pin=WRONG)
    assert [event.data for event in port.events("officer.refused")] == [
        {"officer": None, "reason": "not_an_officer_here"},
        {"officer": "1001", "reason": "wrong_pin"},
    ]


def test_an_unknown_officer_costs_one_slow_hash_like_a_wrong_pin(
    port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    port.officer()
    station = port.terminal()
    costs: list[str] = []

    def counted(name: str) -> None:
        slow = getattr(pins, name)

        def count(*given: object) -> object:
            costs.append(name)
            return slow(*given)

        monkeypatch.setattr(pins, name, count)

    counted("_hash")
    counted("_matches")
    station.sign_in(pin=WRONG)
    station.sign_in("7777")
    assert costs == ["_matches", "_matches", "_hash"]


def test_five_wrong_pins_bring_a_pause_that_doubles(port: Port) -> None:
    port.officer()
    station = port.terminal()
    assert wrong_times(station, 5) == ["wrong_code_or_pin"] * 5
    waiting = station.sign_in()
    assert (waiting.status_code, code_of(waiting)) == (429, "sign_in_wait")
    assert waiting.json()["retry_after_seconds"] == 30
    port.clock.wait(30)
    sixth = station.sign_in(pin=WRONG)
    assert (code_of(sixth), sixth.json()["retry_after_seconds"]) == ("wrong_code_or_pin", 60)


def test_the_pause_holds_at_every_station(port: Port) -> None:
    port.officer()
    wrong_times(port.terminal(), 5)
    assert code_of(port.terminal().sign_in()) == "sign_in_wait"


def test_after_the_pause_the_right_pin_opens_and_the_count_begins_anew(port: Port) -> None:
    port.officer()
    station = port.terminal()
    wrong_times(station, 5)
    port.clock.wait(30)
    assert station.sign_in().status_code == 200
    assert wrong_times(station, 4) == ["wrong_code_or_pin"] * 4
    assert station.sign_in().status_code == 200


def test_an_unknown_number_is_paused_like_a_known_one(port: Port) -> None:
    station = port.terminal()
    assert wrong_times(station, 6, "7777")[-1] == "sign_in_wait"


def test_the_back_off_survives_a_restart(port: Port) -> None:
    port.officer()
    station = port.terminal()
    wrong_times(station, 5)
    port.restart()
    assert code_of(station.sign_in()) == "sign_in_wait"


def test_wrong_tries_are_forgotten_after_a_day(port: Port) -> None:
    port.officer()
    station = port.terminal()
    wrong_times(station, 4)
    port.clock.wait(24 * 3600 + 1)
    assert wrong_times(station, 4) == ["wrong_code_or_pin"] * 4
    assert station.sign_in().status_code == 200


def test_of_many_guesses_at_once_only_five_are_judged(port: Port) -> None:
    port.officer()
    station = port.terminal()

    async def guess(number: int) -> str:
        body = {"officer": "1001", "pin": f"{number:06d}"}
        headers = {"Idempotency-Key": f"guess-at-once-{number:04d}"}
        return code_of(await station.client.post("/v1/session", json=body, headers=headers))

    async def guess_all() -> list[str]:
        return await asyncio.gather(*(guess(number) for number in range(12)))

    said = port.runner.run(guess_all())
    assert sorted(said) == ["sign_in_wait"] * 7 + ["wrong_code_or_pin"] * 5


def test_one_terminal_may_not_try_without_end(port: Port) -> None:
    station = port.terminal()
    said = [code_of(station.sign_in(f"{number:04d}", WRONG)) for number in range(2000, 2022)]
    assert said == ["wrong_code_or_pin"] * 20 + ["too_many_tries"] * 2


def test_officers_sign_in_at_stations_only(port: Port) -> None:
    port.officer()
    assert code_of(port.terminal("kiosk").sign_in()) == "not_allowed"
    assert code_of(port.browser().sign_in()) == "terminal_not_paired"
    assert not port.events("officer.signed_in")


def test_a_retried_sign_in_gets_the_same_answer_and_cookie(port: Port) -> None:
    port.officer()
    station, key = port.terminal(), fresh_key()
    first = station.sign_in(key=key)
    retried = station.sign_in(key=key)
    assert retried.content == first.content
    assert retried.headers["set-cookie"] == first.headers["set-cookie"]
    assert len(port.events("officer.signed_in")) == 1


def test_a_retried_sign_in_does_not_bring_a_session_back(port: Port) -> None:
    port.officer()
    station, key = port.terminal(), fresh_key()
    station.sign_in(key=key)
    station.delete("/v1/session")
    assert station.sign_in(key=key).status_code == 200
    assert code_of(station.get("/v1/session")) == "signed_out"


def test_a_session_locks_after_ninety_seconds(port: Port) -> None:
    station = port.signed_in()
    port.clock.wait(LOCKS_AFTER_SECONDS - 1)
    assert station.get("/v1/session").status_code == 200
    port.clock.wait(1)
    assert code_of(station.get("/v1/session")) == "signed_out"


def test_polling_does_not_keep_a_session_open(port: Port) -> None:
    station = port.signed_in(Role.SUPERVISOR)
    for _ in range(9):
        port.clock.wait(10)
        station.get("/v1/session")
        station.get("/v1/officers")
    assert code_of(station.get("/v1/session")) == "signed_out"


def test_a_touch_keeps_a_session_open(port: Port) -> None:
    station = port.signed_in()
    before = len(port.events())
    for _ in range(3):
        port.clock.wait(60)
        assert station.post("/v1/session/touch").status_code == 200
    assert station.get("/v1/session").status_code == 200
    assert len(port.events()) == before


def test_an_act_keeps_a_session_open(port: Port) -> None:
    station = port.signed_in(Role.SUPERVISOR)
    for _ in range(3):
        port.clock.wait(60)
        offered = station.post("/v1/terminals", {"role": "kiosk", "label": "Hall 2"})
        assert offered.status_code == 201
    assert station.get("/v1/session").status_code == 200


def test_a_locked_session_cannot_be_touched_open(port: Port) -> None:
    station = port.signed_in()
    port.clock.wait(90)
    assert code_of(station.post("/v1/session/touch")) == "signed_out"


def test_a_restart_signs_everybody_out(port: Port) -> None:
    station = port.signed_in()
    port.restart()
    assert code_of(station.get("/v1/session")) == "signed_out"
    assert station.get("/v1/terminal").status_code == 200


def test_signing_out_ends_the_session_and_is_recorded_once(port: Port) -> None:
    station, key = port.signed_in(), fresh_key()
    cookie = station.client.cookies["twogate_officer"]
    first = station.delete("/v1/session", key=key)
    assert first.json() == {"officer": "1001"}
    station.client.cookies.set("twogate_officer", cookie)
    assert code_of(station.get("/v1/session")) == "signed_out"
    assert station.delete("/v1/session", key=key).content == first.content
    assert station.delete("/v1/session").json() == {"officer": None}
    assert len(port.events("officer.signed_out")) == 1


def test_an_officer_may_be_signed_in_at_two_stations(port: Port) -> None:
    first = port.signed_in()
    second = port.terminal()
    second.sign_in()
    assert first.get("/v1/session").status_code == second.get("/v1/session").status_code == 200


def test_one_station_has_one_officer_at_a_time(port: Port) -> None:
    station = port.signed_in()
    earlier = station.client.cookies["twogate_officer"]
    port.officer("1002")
    station.sign_in("1002")
    assert station.get("/v1/session").json()["officer"] == "1002"
    station.client.cookies.set("twogate_officer", earlier)
    assert code_of(station.get("/v1/session")) == "signed_out"


def test_a_cookie_taken_to_another_terminal_opens_nothing(port: Port) -> None:
    station, elsewhere = port.signed_in(), port.terminal()
    elsewhere.client.cookies.set("twogate_officer", station.client.cookies["twogate_officer"])
    assert code_of(elsewhere.get("/v1/session")) == "signed_out"


def test_a_withdrawn_officer_is_out_at_once_and_cannot_return(port: Port) -> None:
    station = port.signed_in()
    port.list_officer("1001", active=False)
    assert code_of(station.get("/v1/session")) == "signed_out"
    assert code_of(station.sign_in()) == "wrong_code_or_pin"


def test_an_officer_moved_to_another_site_is_out_at_once(port: Port) -> None:
    station = port.signed_in()
    port.list_officer("1001", sites=(SiteNo("S02"),))
    assert code_of(station.get("/v1/session")) == "signed_out"
    assert code_of(station.sign_in()) == "wrong_code_or_pin"


def test_an_officer_whose_roles_change_has_the_new_ones_at_once(port: Port) -> None:
    station = port.signed_in(Role.SUPERVISOR)
    assert station.get("/v1/terminals").status_code == 200
    port.list_officer("1001", Role.OFFICER)
    assert code_of(station.get("/v1/terminals")) == "not_allowed"


def test_a_step_up_lasts_five_minutes(port: Port) -> None:
    station = port.signed_in()
    raised = station.post("/v1/session/step-up", {"pin": PIN})
    assert raised.json()["stepped_up"] is True
    for _ in range(4):
        port.clock.wait(74)
        assert station.post("/v1/session/touch").json()["stepped_up"] is True
    port.clock.wait(4)
    assert station.get("/v1/session").json()["stepped_up"] is False
    assert [event.actor for event in port.events("officer.stepped_up")] == ["1001"]


def test_a_wrong_pin_does_not_step_up_and_counts_like_one_at_sign_in(port: Port) -> None:
    station = port.signed_in()
    said = [code_of(station.post("/v1/session/step-up", {"pin": WRONG})) for _ in range(6)]
    assert said == ["wrong_code_or_pin"] * 5 + ["sign_in_wait"]
    assert station.get("/v1/session").json()["stepped_up"] is False
    assert port.events("officer.refused")[0].actor == "1001"


def test_stepping_up_needs_somebody_signed_in(port: Port) -> None:
    assert code_of(port.terminal().post("/v1/session/step-up", {"pin": PIN})) == "signed_out"


def test_a_write_without_a_key_is_refused(port: Port) -> None:
    port.officer()
    refused = port.terminal().sign_in(key="short")
    assert (refused.status_code, code_of(refused)) == (400, "key_missing")


def test_a_pin_that_was_replaced_meanwhile_opens_nothing(port: Port) -> None:
    port.officer()
    station = port.terminal()
    matches = pins.matches

    async def replaced_after_the_comparison(*args: object, **more: object) -> bool:
        is_right = await matches(*args, **more)  # type: ignore[arg-type]  # passed through as is
        code_hash = port.events("officer.pin_set")[0].data["code_hash"]
        made = Verifier("another", code_hash)
        await port.database.write(lambda session: put_verifier(session, OfficerNo("1001"), made))
        return is_right

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "matches", replaced_after_the_comparison)
        assert code_of(station.sign_in()) == "wrong_code_or_pin"


def test_names_do_not_lie_in_the_database_in_the_clear(port: Port) -> None:
    station = port.signed_in(Role.SUPERVISOR)
    station.get("/v1/officers")
    stored = port.stored()
    assert NAME.encode() not in stored and "王*明".encode() in stored


@pytest.mark.parametrize(
    "more", [{"pin": "\ud800"}, {"pin": ""}, {"officer": "x\0"}, {"officer": 1001}, {"also": 1}]
)
def test_what_is_no_sign_in_is_told_apart_before_anything_is_judged(
    port: Port, more: dict[str, object]
) -> None:
    answer = port.terminal().post("/v1/session", {"officer": "1001", "pin": PIN, **more})
    assert (answer.status_code, code_of(answer)) == (422, "validation_failed")
    assert not port.events("officer")
