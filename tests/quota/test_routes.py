"""Quota at the counters: what a kiosk shows, what a station sends and takes in."""

from dataclasses import replace
from typing import Any

import pytest

from service.journal.event import EventName
from service.quota.grant_horizon import grant_horizon
from service.quota.plan_grants import Grant, GrantRefusal, longest_horizon
from service.quota.spend_quota import spend_quota
from service.quota.transfer import Carried, read_transfer, sign_transfer
from service.sites.keys import SiteKeys
from service.sites.records import SiteNames, SiteRecord
from service.vocabulary import ComponentNo, SiteNo, TradeDay
from tests.asking import code_of
from tests.builders import TODAY, Place
from tests.people import CHEN, NOBODY, OFFICER
from tests.places import DONGXING, NOW_MS, make_site
from tests.quota.office import VALUE, policy_item

LIMITS = {VALUE: 800_000, ComponentNo(2): 1_000, ComponentNo(3): 20}
BRIDGE = SiteNo("S02")
SENDING = {
    "member": CHEN.number,
    "to_site": BRIDGE,
    "to_epoch": "ab12cd34",
    "amounts": [{"component": VALUE, "amount": 280_000}],
}


@pytest.fixture
def port(place: Place) -> Place:
    """Dongxing with a policy that has quota, and a horizon."""
    place.publish("policies", policy_item(1, LIMITS, from_day="2026-01-01", overrides=False))
    archive, epoch = place.archive(), place.desk.journal.epoch
    begins = TradeDay("2026-11-01")
    grant = Grant(DONGXING, epoch, longest_horizon(TODAY), holds_from=begins)
    written = grant_horizon(archive, grant, today=TODAY, at_ms=NOW_MS)
    assert not isinstance(written, GrantRefusal)
    place.bring(archive)
    return place


def shown(place: Place, member: int = CHEN.number) -> dict[str, Any]:
    said = place.kiosk().get(f"/v1/members/{member}/quota")
    assert said.status_code == 200, said.text
    body: dict[str, Any] = said.json()
    return body


def test_a_kiosk_shows_what_is_left_and_how_it_came_about(port: Place) -> None:
    port.do(lambda act: spend_quota(act, CHEN.number, {VALUE: 280_000}))
    body = shown(port)
    value, _, trips = body["parts"]
    assert (value["left"], value["limit"], value["unit"]) == (520_000, 800_000, "fen")
    assert value["sentence"] == "quota.left_day"
    assert trips["sentence"] == "quota.left_month"
    assert value["left"] == value["root_amount"] + value["received"] - value["spent"]
    assert (body["home"], body["horizon_days"], body["countdown"]) == (DONGXING, 35, False)


def test_a_look_at_quota_opens_no_period(port: Place) -> None:
    shown(port)
    assert port.events("quota.") == []


def test_who_has_no_home_here_is_told_so(port: Place) -> None:
    assert {each["sentence"] for each in shown(port, NOBODY)["parts"]} == {"quota.no_home"}


def test_before_the_day_opens_there_is_no_quota(closed_place: Place) -> None:
    said = closed_place.kiosk().get(f"/v1/members/{CHEN.number}/quota")
    assert (said.status_code, code_of(said)) == (409, "day_not_open")


def test_without_a_horizon_nothing_is_left(place: Place) -> None:
    place.publish("policies", policy_item(1, LIMITS, from_day="2026-01-01"))
    assert {each["sentence"] for each in shown(place)["parts"]} == {"quota.horizon_passed"}


def test_a_station_sends_quota_as_a_text_that_is_this_site_s(port: Place) -> None:
    said = port.signed_in(OFFICER).post("/v1/transfers", SENDING)
    assert said.status_code == 201, said.text
    assert shown(port)["parts"][0]["left"] == 520_000
    trust = port.desk.identity.trust
    read = read_transfer(
        said.json()["text"],
        lambda site, kid: trust.keys_of_site(site, kid, NOW_MS),
        sites=[DONGXING],
    )
    assert isinstance(read, Carried)
    assert (str(read.name), read.to_site, read.day) == (said.json()["transfer"], BRIDGE, TODAY)
    assert read.amounts == {VALUE: 280_000}


def test_more_than_is_left_is_not_sent(port: Place) -> None:
    much = {**SENDING, "amounts": [{"component": VALUE, "amount": 800_001}]}
    said = port.signed_in(OFFICER).post("/v1/transfers", much)
    assert (said.status_code, code_of(said)) == (409, "quota_not_enough")


def test_a_station_takes_in_a_transfer_once(port: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    bridge = make_site("Bridge")
    names = SiteNames("二桥", "Bridge II", "Cầu II")
    expires = NOW_MS * 2
    record = SiteRecord(BRIDGE, bridge.signer.public, bytes(32), (), names, (), 0, expires)
    trust = port.desk.identity.trust
    known = replace(trust, sites=(*trust.sites, record))
    identity = replace(port.desk.identity, trust=known)
    monkeypatch.setattr(port.state, "desk", replace(port.desk, identity=identity))
    text = transfer_to(port, bridge)
    officer = port.signed_in(OFFICER)
    said = officer.post("/v1/transfers/receive", {"scan": text})
    assert (said.status_code, said.json()["credited"]) == (201, {"1": 5})
    again = officer.post("/v1/transfers/receive", {"scan": text.lower()})
    assert (again.status_code, code_of(again)) == (409, "transfer_already_credited")


def transfer_to(port: Place, bridge: SiteKeys) -> str:
    carried = Carried(
        name=EventName(BRIDGE, bridge.epoch, 12),
        to_site=DONGXING,
        to_epoch=port.desk.journal.epoch,
        member=NOBODY,
        regime="CN",
        day=TODAY,
        amounts={VALUE: 5},
    )
    return sign_transfer(carried, bridge.signer)


@pytest.mark.parametrize("scan", ["TM1AAAA", "0", "TC1AAAA"])
def test_what_is_no_transfer_is_refused(port: Place, scan: str) -> None:
    said = port.signed_in(OFFICER).post("/v1/transfers/receive", {"scan": scan})
    assert (said.status_code, code_of(said)) == (409, "transfer_unreadable")


def test_a_transfer_of_a_site_that_is_not_known_is_refused(port: Place) -> None:
    text = transfer_to(port, make_site("Bridge"))
    said = port.signed_in(OFFICER).post("/v1/transfers/receive", {"scan": text})
    assert (said.status_code, code_of(said)) == (409, "transfer_unknown_sender")


def test_the_authority_grants_no_more_than_35_days(place: Place) -> None:
    grant = Grant(DONGXING, place.desk.journal.epoch, TradeDay("2026-12-30"))
    refused = grant_horizon(place.archive(), grant, today=TODAY, at_ms=NOW_MS)
    assert refused is GrantRefusal.TOO_LONG
