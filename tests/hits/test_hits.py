"""Risk hits: entered, lifted, over; whom they send to an officer, and what nobody else hears."""

import pytest

from service.hits.rules import (
    LONGEST_MS,
    Case,
    HitKind,
    HitRefusal,
    Scope,
    concerns,
    judge_until,
    read_scope,
)
from service.vocabulary import GroupNo, SiteNo
from tests.asking import code_of
from tests.builders import Place
from tests.hits_told import DAY_MS, enter_hit
from tests.people import AUDITOR, CHEN, DAWEI, OFFICER, SUPERVISOR

FULL = Case(
    member=CHEN.number,
    group=GroupNo("G001"),
    goods=(("mango", "080450"),),
    plate="桂P12345D",
    from_site=SiteNo("S07"),
    to_site=SiteNo("S02"),
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("member", str(CHEN.number)),
        ("group", "G001"),
        ("goods", "mango"),
        ("goods", "0804"),
        ("plate", "桂P12345D"),
        ("from_site", "S07"),
        ("to_site", "S02"),
        ("all", ""),
    ],
)
def test_a_hit_is_about_what_its_scope_says(kind: str, value: str) -> None:
    scope = read_scope(HitKind(kind), value)
    assert isinstance(scope, Scope)
    assert concerns(scope, FULL)
    assert concerns(scope, Case()) is (kind == "all")


def test_goods_that_nobody_has_told_are_about_every_hit_on_goods() -> None:
    assert concerns(Scope(HitKind.GOODS, "sugar"), Case(goods=None))
    assert not concerns(Scope(HitKind.GOODS, "sugar"), Case(goods=()))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("member", "10000005"),  # the check digit is wrong
        ("member", "CHEN"),
        ("group", "X1"),
        ("goods", "Mango!"),
        ("plate", "?"),
        ("to_site", "7"),
        ("all", "everybody"),
    ],
)
def test_what_is_no_scope_is_refused(kind: str, value: str) -> None:
    assert read_scope(HitKind(kind), value) is HitRefusal.BAD_SCOPE


def test_a_plate_is_kept_in_one_way() -> None:
    assert read_scope(HitKind.PLATE, "桂p·123-45d") == Scope(HitKind.PLATE, "桂P12345D")


def test_a_hit_holds_for_ninety_days_at_most() -> None:
    assert judge_until(0, 0) is HitRefusal.ALREADY_OVER
    assert judge_until(LONGEST_MS, 0) is None
    assert judge_until(LONGEST_MS + 1, 0) is HitRefusal.TOO_LONG


def test_at_a_kiosk_a_hit_says_see_the_officer_and_no_more(place: Place) -> None:
    enter_hit(place, "member", str(CHEN.number))
    said = place.kiosk().post("/v1/check-ins/peek", {"member": CHEN.number}).json()
    assert (said["outcome"], said["member"], said["hits"]) == ("see_officer", None, [])
    refused = place.kiosk().post("/v1/check-ins", {"member": CHEN.number})
    assert code_of(refused) == "see_officer"
    assert "tip" not in refused.text
    [*_, scan] = place.events("scan.refused")
    assert scan.data["outcome"] == "referred_hit"


def test_an_officer_reads_the_hit_and_lets_the_member_in(place: Place) -> None:
    entered = enter_hit(place, "group", CHEN.group)
    station = place.signed_in(OFFICER)
    said = station.post("/v1/check-ins/peek", {"member": CHEN.number}).json()
    assert (said["outcome"], said["hits"]) == ("welcome", [entered])
    assert station.post("/v1/check-ins", {"member": CHEN.number}).status_code == 201
    assert place.kiosk().post("/v1/check-ins", {"member": DAWEI.number}).status_code == 201


def test_a_hit_that_is_lifted_or_over_sends_nobody_anywhere(place: Place) -> None:
    lifted, over = (enter_hit(place, "member", str(each.number)) for each in (CHEN, DAWEI))
    supervisor = place.signed_in(SUPERVISOR)
    lift = f"/v1/hits/{lifted['reference']}/lift"
    assert supervisor.post(lift, {"reason": "mistake"}).json()["state"] == "lifted"
    assert code_of(supervisor.post(lift, {"reason": "mistake"})) == "hit_lifted"
    assert place.kiosk().post("/v1/check-ins", {"member": CHEN.number}).status_code == 201
    place.machine.wait(DAY_MS / 1000)
    peek = place.kiosk().post("/v1/check-ins/peek", {"member": DAWEI.number}).json()
    assert peek["outcome"] == "welcome"
    listed = place.signed_in(AUDITOR).get("/v1/hits").json()["items"]
    states = {each["reference"]: each["state"] for each in listed}
    assert states == {lifted["reference"]: "lifted", over["reference"]: "expired"}


def test_a_hit_on_nothing_or_on_the_past_is_refused(place: Place) -> None:
    supervisor = place.signed_in(SUPERVISOR)
    body = {"kind": "group", "value": "x", "until": place.machine.wall_ms + 1, "reason": "other"}
    assert code_of(supervisor.post("/v1/hits", body)) == "hit_bad_scope"
    past = {**body, "value": "G001", "until": place.machine.wall_ms}
    assert code_of(supervisor.post("/v1/hits", past)) == "hit_already_over"
    unknown = supervisor.post("/v1/hits/S01.00000000.1/lift", {"reason": "other"})
    assert (unknown.status_code, code_of(unknown)) == (404, "unknown_hit")
