"""Screens are offered, paired once by their code, and revoked at once."""

from functools import partial

import pytest

from service.desk import Credentials
from service.session import Prepared
from service.session import Session as DatabaseSession
from service.vocabulary import Role
from tests.officers.port import Port, code_of, fresh_key

PAIR = "/v1/terminals/pair"


def test_a_screen_is_paired_by_its_code_and_knows_itself_from_then_on(port: Port) -> None:
    offered = port.offer("kiosk", "入口一号")
    kiosk = port.browser()
    paired = kiosk.post(PAIR, {"code": offered["code"]})
    assert paired.status_code == 201
    assert paired.json() == {"terminal": "T01", "role": "kiosk", "label": "入口一号"}
    assert kiosk.get("/v1/terminal").json() == paired.json()


def test_the_code_has_six_digits_and_lives_a_quarter_hour(port: Port) -> None:
    offered = port.offer()
    assert len(offered["code"]) == 6 and offered["code"].isdigit()
    assert offered["expires_at"] == port.clock.at_ms + 15 * 60 * 1000


def test_a_code_pairs_once(port: Port) -> None:
    code = port.offer()["code"]
    assert port.browser().post(PAIR, {"code": code}).status_code == 201
    second = port.browser().post(PAIR, {"code": code})
    assert (second.status_code, code_of(second)) == (401, "wrong_code")
    assert "set-cookie" not in second.headers


def test_an_expired_code_pairs_nothing(port: Port) -> None:
    code = port.offer()["code"]
    port.clock.wait(15 * 60)
    assert code_of(port.browser().post(PAIR, {"code": code})) == "wrong_code"


def test_a_code_does_not_pair_a_screen_that_was_revoked_before(port: Port) -> None:
    offered = port.offer()
    port.console().post(f"/v1/terminals/{offered['terminal']}/revoke")
    assert code_of(port.browser().post(PAIR, {"code": offered["code"]})) == "wrong_code"


def test_a_retried_pairing_gets_the_same_answer_and_cookie(port: Port) -> None:
    code, key = port.offer()["code"], fresh_key()
    screen = port.browser()
    first = screen.post(PAIR, {"code": code}, key=key)
    lost_answer = port.browser().post(PAIR, {"code": code}, key=key)
    kept_cookie = screen.post(PAIR, {"code": code}, key=key)
    for retried in (lost_answer, kept_cookie):
        assert retried.status_code == 201 and retried.content == first.content
        assert retried.headers["set-cookie"] == first.headers["set-cookie"]
    assert len(port.events("terminal.paired")) == 1


def test_the_same_key_with_another_code_is_refused(port: Port) -> None:
    key = fresh_key()
    port.browser().post(PAIR, {"code": port.offer()["code"]}, key=key)
    other = port.browser().post(PAIR, {"code": port.offer()["code"]}, key=key)
    assert (other.status_code, code_of(other)) == (422, "key_reused")


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(port: Port) -> None:
    cookie = port.browser().post(PAIR, {"code": port.offer()["code"]}).headers["set-cookie"]
    manners = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/", f"max-age={400 * 24 * 3600}"} <= manners
    assert "secure" not in manners


def test_over_tls_the_cookie_stays_there(port: Port) -> None:
    screen = port.browser()
    screen.client.base_url = "https://127.0.0.1:8443"
    assert "Secure" in screen.post(PAIR, {"code": port.offer()["code"]}).headers["set-cookie"]


def test_a_revoked_screen_is_nobody_at_once(port: Port) -> None:
    kiosk = port.terminal("kiosk")
    revoked = port.console().post("/v1/terminals/T01/revoke", {"reason": "stolen"})
    assert revoked.json()["revoked_at"] == port.clock.at_ms
    assert code_of(kiosk.get("/v1/terminal")) == "terminal_not_paired"
    assert port.events("terminal.revoked")[0].data == {"terminal": "T01", "reason": "stolen"}


def test_an_officer_at_a_revoked_station_is_out_at_once(port: Port) -> None:
    station = port.signed_in()
    number = station.get("/v1/terminal").json()["terminal"]
    port.console().post(f"/v1/terminals/{number}/revoke")
    assert code_of(station.get("/v1/session")) == "terminal_not_paired"


def test_a_screen_is_revoked_once_and_an_unknown_one_never(port: Port) -> None:
    port.terminal()
    console = port.console()
    assert console.post("/v1/terminals/T01/revoke").status_code == 200
    again = console.post("/v1/terminals/T01/revoke")
    assert (again.status_code, code_of(again)) == (409, "terminal_already_revoked")
    unknown = console.post("/v1/terminals/T77/revoke")
    assert (unknown.status_code, code_of(unknown)) == (404, "not_found")


def test_revoking_needs_a_supervisor_who_stepped_up(port: Port) -> None:
    port.terminal("kiosk")
    station = port.signed_in(Role.SUPERVISOR)
    refused = station.post("/v1/terminals/T01/revoke")
    assert (refused.status_code, code_of(refused)) == (403, "step_up_needed")
    station.post("/v1/session/step-up", {"pin": "480273"})
    assert station.post("/v1/terminals/T01/revoke").status_code == 200


def test_a_number_is_not_given_twice_once_it_was_paired(port: Port) -> None:
    port.terminal()
    port.console().post("/v1/terminals/T01/revoke")
    assert port.offer()["terminal"] == "T02"


def test_the_number_of_an_offer_that_lapsed_is_given_again(port: Port) -> None:
    lapsed = port.offer(label="forgotten")
    assert port.offer()["terminal"] == "T02"
    port.clock.wait(15 * 60)
    renewed = port.offer(label="in time")
    assert renewed["terminal"] == lapsed["terminal"] == "T01"
    assert code_of(port.browser().post(PAIR, {"code": lapsed["code"]})) == "wrong_code"
    assert port.browser().post(PAIR, {"code": renewed["code"]}).json()["label"] == "in time"


def test_a_supervisor_sees_every_screen_but_lapsed_offers(port: Port) -> None:
    port.offer(label="lapsed")
    port.offer(label="lapsed too")
    port.clock.wait(15 * 60)
    paired_at = port.clock.at_ms
    port.terminal("kiosk", "入口")
    assert port.console().get("/v1/terminals").json() == {
        "terminals": [
            {
                "terminal": "T01",
                "role": "kiosk",
                "label": "入口",
                "paired_at": paired_at,
                "revoked_at": None,
            }
        ]
    }


def test_codes_are_not_to_be_guessed_at_speed_whatever_cookie_is_shown(port: Port) -> None:
    guesser = port.browser()
    said = []
    for guess in range(12):
        guesser.client.cookies.set("twogate_terminal", f"made-up-{guess}")
        said.append(code_of(guesser.post(PAIR, {"code": f"{guess:06d}"})))
    assert said == ["wrong_code"] * 10 + ["too_many_tries"] * 2


def test_a_screen_stays_paired_over_a_restart(port: Port) -> None:
    kiosk = port.terminal("kiosk")
    port.restart()
    assert kiosk.get("/v1/terminal").status_code == 200


@pytest.mark.parametrize("label", ["", "x" * 41, "Hall\n1", "\x1b[31mHall", "\ud800"])
def test_a_screen_has_a_name_people_can_read(port: Port, label: str) -> None:
    made = port.console().post("/v1/terminals", {"role": "kiosk", "label": label})
    assert made.status_code == 422


def test_a_kiosk_costs_one_select_and_an_officer_two(
    port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk, station = port.terminal("kiosk"), port.signed_in()
    selects: list[object] = []
    row = DatabaseSession.row

    def count(session: DatabaseSession, statement: Prepared, **values: object) -> object:
        selects.append(statement)
        return row(session, statement, **values)

    monkeypatch.setattr(DatabaseSession, "row", count)
    for screen, expected in ((kiosk, 1), (station, 2)):
        cookies = screen.client.cookies
        shown = Credentials(cookies["twogate_terminal"], cookies.get("twogate_officer"), None)
        selects.clear()
        port.database.read_now(partial(port.desk.caller, credentials=shown))
        assert len(selects) == expected


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}-{2}", "{1} {2}"])
def test_a_code_is_taken_as_people_type_it(port: Port, typed: str) -> None:
    code = port.offer()["code"]
    said = port.browser().post(PAIR, {"code": typed.format(code, code[:3], code[3:])})
    assert said.status_code == 201
