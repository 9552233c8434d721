"""Operators and auditors of the hub: listed by its owner, signed in, locked, stepped up, gone."""

import pytest

from service.feeds.page import FOR_ALL
from service.feeds.store import position_of
from service.officers.list_operator import OFFICERS
from service.officers.rules import HUB_LOCKS_AFTER_SECONDS, HUB_SESSION_SECONDS
from service.vocabulary import HUB, OfficerNo, Role
from tests.asking import Browser, code_of
from tests.builders import City
from tests.hub_office import AUDITOR, LIN, PASSPHRASE, HubOffice
from tests.people import PIN

NEW = OfficerNo("700009")


def set_passphrase(office: HubOffice, code: str, passphrase: str = PASSPHRASE) -> str:
    body = {"officer": NEW, "one_time_code": code, "pin": passphrase}
    said = office.browser().post("/v1/officers/pin", body)
    return code_of(said) if said.is_error else "ok"


def sign_in(office: HubOffice, number: OfficerNo, passphrase: str = PASSPHRASE) -> str:
    said = office.browser().post("/v1/session", {"officer": number, "pin": passphrase})
    return code_of(said) if said.is_error else "ok"


def is_in(browser: Browser) -> bool:
    return browser.get("/v1/session").status_code == 200


def test_an_operator_is_known_to_the_hub_alone(office: HubOffice) -> None:
    before = office.hub.read(lambda session: position_of(session, OFFICERS, FOR_ALL))
    office.list_operator(NEW, Role.OPERATOR)
    written = office.events("feed.written")[-1].data
    assert (written["feed"], written["audience"]) == (OFFICERS, HUB)
    after = office.hub.read(lambda session: position_of(session, OFFICERS, FOR_ALL))
    assert after == before


def test_the_one_time_code_sets_a_passphrase_once(office: HubOffice) -> None:
    code = office.list_operator(NEW, Role.OPERATOR)
    assert sign_in(office, NEW) == "pin_not_set"
    assert set_passphrase(office, code) == "ok"
    assert set_passphrase(office, code) == "pin_already_set"
    assert sign_in(office, NEW) == "ok"


@pytest.mark.parametrize("simple", [PIN, "short one", "aaaaaaaaaaaaaaa", "my number is 700009"])
def test_a_pin_is_too_short_for_a_machine_on_a_network(office: HubOffice, simple: str) -> None:
    code = office.list_operator(NEW, Role.OPERATOR)
    assert set_passphrase(office, code, simple) == "passphrase_too_simple"


def test_whoever_is_listed_anew_needs_the_new_code(office: HubOffice) -> None:
    office.list_operator(LIN)
    assert sign_in(office, LIN) == "pin_not_set"


def test_a_withdrawn_operator_is_out_at_once(office: HubOffice) -> None:
    browser = office.signed_in(LIN)
    office.list_operator(LIN, active=False)
    assert not is_in(browser)
    assert sign_in(office, LIN) == "wrong_code_or_pin"


def test_an_officer_of_a_site_is_no_operator(office: HubOffice) -> None:
    said = office.console().post(
        "/v1/operators", {"officer": "1001", "name": "X", "roles": ["operator"]}
    )
    assert code_of(said) == "officer_number_taken"
    said = office.console().post(
        "/v1/operators", {"officer": NEW, "name": "X", "roles": ["supervisor"]}
    )
    assert code_of(said) == "role_not_of_hub"


def test_what_an_operator_did_is_in_the_hubs_own_journal(office: HubOffice) -> None:
    browser = office.signed_in(LIN, step_up=True)
    assert browser.ask("DELETE", "/v1/session", {}).json() == {"officer": LIN}
    told = [(event.type, event.actor) for event in office.events("officer.")][-3:]
    assert told == [
        ("officer.signed_in", LIN),
        ("officer.stepped_up", LIN),
        ("officer.signed_out", LIN),
    ]
    assert not is_in(browser)


def test_a_session_locks_when_nobody_uses_it(office: HubOffice) -> None:
    browser, clock = office.signed_in(LIN), office.hub.machine
    clock.wait(HUB_LOCKS_AFTER_SECONDS - 1)
    assert browser.post("/v1/session/touch").status_code == 200
    clock.wait(HUB_LOCKS_AFTER_SECONDS - 1)
    assert is_in(browser), "it was used in between"
    clock.wait(1)
    assert not is_in(browser)


def test_a_session_ends_with_the_day_however_much_it_is_used(office: HubOffice) -> None:
    browser, clock = office.signed_in(LIN), office.hub.machine
    for _ in range(HUB_SESSION_SECONDS // 300 - 1):
        clock.wait(300)
        assert browser.post("/v1/session/touch").status_code == 200
    clock.wait(300)
    assert code_of(browser.post("/v1/session/touch")) == "signed_out"


def test_wrong_passphrases_bring_a_pause(office: HubOffice) -> None:
    assert [sign_in(office, LIN, "wrong passphrase") for _ in range(6)] == [
        *["wrong_code_or_pin"] * 5,
        "sign_in_wait",
    ]
    assert sign_in(office, LIN) == "sign_in_wait", "not even the right one is judged"


def test_the_cookie_is_for_no_script_no_other_site_and_no_station(office: HubOffice) -> None:
    said = office.browser().post("/v1/session", {"officer": LIN, "pin": PASSPHRASE})
    cookie = said.headers["set-cookie"]
    assert cookie.startswith("twogate_operator=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    foreign = office.signed_in(LIN)
    foreign.client.headers["Origin"] = "https://elsewhere.example"
    assert code_of(foreign.post("/v1/session/touch")) == "foreign_origin"


def test_an_operator_stays_signed_in_over_a_restart(office: HubOffice) -> None:
    browser = office.signed_in(LIN, step_up=True)
    office.hub.restart()
    assert browser.get("/v1/session").json()["stepped_up"]


def test_the_hub_has_its_page_at_its_root(office: HubOffice) -> None:
    said = office.browser().get("/")
    assert (said.status_code, said.headers["location"]) == (307, "/hub.html")
    assert "default-src 'self'" in said.headers["content-security-policy"]


def test_a_hub_without_the_signing_keys_lists_nobody(city: City, office: HubOffice) -> None:
    office.hub.state.feed_key = None
    said = office.console().post(
        "/v1/operators", {"officer": NEW, "name": "X", "roles": ["auditor"]}
    )
    assert code_of(said) == "no_signing_key"


def test_an_auditor_sees_who_is_listed(office: HubOffice) -> None:
    listed = office.signed_in(AUDITOR).get("/v1/officers").json()["officers"]
    assert {each["officer"]: each["sites"] for each in listed}[LIN] == [HUB]
