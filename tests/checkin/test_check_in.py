"""Members come in and go out: judged, recorded once, told truly."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.checkin.check_in_member import CheckedIn, check_in_member
from service.checkin.judge_scan import Scan
from service.checkin.read_scan import name_by_number
from service.checkin.rules import Lane
from service.checkin.store import newest_records, totals_of_day
from service.journal.act import Act
from service.kit.clock import Trust
from service.session import Session
from service.sites.authority import issue_card
from service.sites.card import Card
from service.vocabulary import CaptureMode, Direction
from tests.asking import Browser, code_of
from tests.builders import KIOSK, STATION, TODAY, Place
from tests.people import (
    CHEN,
    CHILD,
    DAWEI,
    EXPIRED,
    LAN,
    LAPSED,
    LENDER,
    NENG_PO,
    NOBODY,
    OFFICER,
    Person,
)
from tests.places import make_authority

CHECK_IN = "/v1/check-ins"


def enter(browser: Browser, who: Person, **others: Any) -> httpx.Response:
    return browser.post(CHECK_IN, {"member": who.number, **others})


def leave(browser: Browser, who: Person) -> httpx.Response:
    return enter(browser, who, direction="out")


# --- In ---


def test_a_member_comes_in_by_card(place: Place) -> None:
    said = place.kiosk().post(CHECK_IN, {"scan": place.card(CHEN)})
    assert said.status_code == 201
    [event] = place.events("checkin")
    assert said.json() == {
        "outcome": "entered",
        "reference": str(event.name),
        "at": place.machine.wall_ms,
        "day": TODAY,
        "member": {
            "member": CHEN.number,
            "name": "陈*福",
            "group": "G001",
            "group_name": "河洲村第1互助组",
            "supported": False,
        },
        "turn": {"number": "P001", "lane": "person", "ahead": 0, "wait_seconds": None},
        "state": "saved",
    }
    assert event.data == {
        "member": CHEN.number,
        "presence": "card_at_kiosk",
        "capture_mode": "kiosk",
        "card_serial": 1,
        "lane": "person",
        "turn": 1,
    }
    assert (event.terminal, event.actor, event.day) == (KIOSK, None, TODAY)


def test_a_member_comes_in_by_typed_number(place: Place) -> None:
    assert enter(place.kiosk(), LAN).json()["member"]["name"] == "Nguyễn T* L*"
    [event] = place.events("checkin")
    assert (event.data["presence"], event.data["card_serial"]) == ("number_at_kiosk", None)


def test_an_officer_attests_a_member_who_has_no_card(place: Place) -> None:
    assert enter(place.signed_in(OFFICER), NENG_PO).status_code == 201
    [event] = place.events("checkin")
    assert event.data["presence"] == "officer_attested"
    assert event.data["capture_mode"] == "station"
    assert (event.terminal, event.actor) == (STATION, OFFICER.officer)


def test_a_member_is_inside_at_most_once(place: Place) -> None:
    first = enter(place.kiosk(), CHEN).json()
    place.machine.wait(60)
    said = enter(place.pair("kiosk"), CHEN)
    assert (said.status_code, code_of(said)) == (409, "already_inside")
    assert said.json()["inside"] == {
        "since": first["at"],
        "terminal": KIOSK,
        "reference": first["reference"],
    }
    assert said.json()["member"]["member"] == CHEN.number


@pytest.mark.parametrize(
    ("who", "reason"),
    [(LENDER, "suspended"), (EXPIRED, "expired"), (LAPSED, "expired"), (CHILD, "minor")],
)
def test_a_public_screen_never_says_why_somebody_must_see_the_officer(
    place: Place, who: Person, reason: str
) -> None:
    public, station = enter(place.kiosk(), who), enter(place.signed_in(OFFICER), who)
    assert (code_of(public), public.json()["member"]) == ("see_officer", None)
    assert public.json()["inside"] is None
    assert (code_of(station), station.json()["member"]["member"]) == (reason, who.number)
    for event in place.events("scan.refused"):
        assert (event.data["outcome"], event.data["member"]) == (reason, who.number)


def test_every_refusal_of_standing_reads_alike_on_a_public_screen(place: Place) -> None:
    kiosk = place.kiosk()
    answers = [enter(kiosk, who).content for who in (LENDER, EXPIRED, LAPSED, CHILD)]
    assert len(set(answers)) == 1


def test_a_lost_card_admits_nobody_and_its_successor_does(place: Place) -> None:
    place.publish("members", {"type": "card.revoked", "v": 1, "member": CHEN.number, "serial": 1})
    kiosk = place.kiosk()
    refused = kiosk.post(CHECK_IN, {"scan": place.card(CHEN)})
    assert (code_of(refused), refused.json()["member"]) == ("card_revoked", None)
    assert kiosk.post(CHECK_IN, {"scan": place.card(CHEN, serial=2)}).status_code == 201


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"member": NOBODY}, "unknown_member"),
        ({"member": 12_345_678}, "unknown_member"),
        ({"scan": "hello"}, "unreadable"),
        ({"scan": "TC1AAAA"}, "unreadable"),
        ({"scan": str(NOBODY)}, "unknown_member"),
        ({}, "unknown_member"),
    ],
)
def test_every_refused_scan_is_recorded(place: Place, body: dict[str, Any], word: str) -> None:
    assert code_of(place.kiosk().post(CHECK_IN, body)) == word
    [event] = place.events("scan.refused")
    assert (event.data["outcome"], event.data["member"]) == (word, None)
    assert (event.data["capture_mode"], event.data["direction"]) == ("kiosk", "in")


def test_the_card_of_another_authority_is_of_an_unknown_key(place: Place) -> None:
    stranger = make_authority(place.folder / "stranger", "stranger")
    card = issue_card(stranger, Card(CHEN.number, 1, TODAY))
    said = place.kiosk().post(CHECK_IN, {"scan": card})
    assert (code_of(said), said.json()["member"]) == ("card_unknown_key", None)


def test_with_no_day_open_nobody_comes_in(closed_place: Place) -> None:
    said = enter(closed_place.kiosk(), CHEN)
    assert (said.status_code, code_of(said)) == (409, "day_not_open")
    [event] = closed_place.events("scan.refused")
    assert event.day is None


def test_where_the_policy_wants_a_card_a_typed_number_does_not_do(place: Place) -> None:
    policy = {
        "presence": {"check_in": ["card_at_kiosk"], "check_out": ["card_at_kiosk"]},
        "annul_seconds": 600,
    }
    said = {"type": "policy.published", "v": 1, "version": 1, "from_day": TODAY, "policy": policy}
    place.publish("policies", said)
    kiosk = place.kiosk()
    assert code_of(enter(kiosk, CHEN)) == "presence_insufficient"
    assert code_of(enter(kiosk, LENDER)) == "presence_insufficient"
    assert kiosk.post(CHECK_IN, {"scan": place.card(CHEN)}).status_code == 201
    assert enter(place.signed_in(OFFICER), DAWEI).status_code == 201


def test_a_clock_that_nobody_stands_for_is_written_into_the_record(place: Place) -> None:
    place.machine.trust = Trust.NONE
    enter(place.kiosk(), CHEN)
    [event] = place.events("checkin")
    assert event.moment.trust is Trust.NONE


# --- Out ---


def test_a_member_goes_out_and_may_come_in_again(place: Place) -> None:
    kiosk = place.kiosk()
    entry = enter(kiosk, CHEN).json()["reference"]
    left = leave(kiosk, CHEN).json()
    assert (left["outcome"], left["turn"]) == ("left", None)
    assert enter(kiosk, CHEN).json()["outcome"] == "entered"
    [event] = place.events("checkin.left")
    assert event.data["entry"] == entry


def test_leaving_without_having_entered_is_recorded_and_marked(place: Place) -> None:
    assert leave(place.kiosk(), CHEN).json()["outcome"] == "left_without_entry"
    [event] = place.events("checkin.left")
    assert event.data["entry"] is None


def test_nobody_is_kept_in(place: Place) -> None:
    enter(place.kiosk(), DAWEI)
    place.relist(Person(**{**_cells(DAWEI), "standing": "停用", "reason": "出借证件"}))
    assert code_of(enter(place.kiosk(), DAWEI)) == "see_officer"
    assert leave(place.kiosk(), DAWEI).json()["outcome"] == "left"


def _cells(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in Person.__slots__}


def test_an_entry_of_yesterday_does_not_bind_today(place: Place) -> None:
    enter(place.kiosk(), CHEN)
    closed = {"day": TODAY, "head": "", "day_key": None}
    place.do(lambda act: act.record("day.closed", {**closed, "totals": {}}))
    place.open_day("2026-11-25")
    assert enter(place.kiosk(), CHEN).json()["outcome"] == "entered"


# --- The day's list ---


def test_the_officer_sees_every_record_of_the_day_newest_first(place: Place) -> None:
    kiosk = place.kiosk()
    enter(kiosk, CHEN)
    enter(kiosk, LENDER)
    kiosk.post(CHECK_IN, {"scan": "hello"})
    leave(kiosk, CHEN)
    said = place.signed_in(OFFICER).get(CHECK_IN).json()
    outcomes = [(each["outcome"], (each["member"] or {}).get("member")) for each in said["items"]]
    assert outcomes == [
        ("left", CHEN.number),
        ("unreadable", None),
        ("suspended", LENDER.number),
        ("entered", CHEN.number),
    ]
    assert said["day"] == TODAY
    assert said["totals"] == {"entered": 1, "left": 1, "inside": 0, "refused": 2, "annulled": 0}
    until = place.machine.wall_ms + 600_000
    annullable = [each["annullable_until"] for each in said["items"]]
    assert annullable == [until, None, None, until]


@pytest.mark.parametrize(("limit", "count"), [("1", 1), ("0", 1), ("-5", 1), ("99999", 3)])
def test_the_list_is_as_long_as_asked_within_bounds(place: Place, limit: str, count: int) -> None:
    for who in (CHEN, DAWEI, LAN):
        enter(place.kiosk(), who)
    said = place.signed_in(OFFICER).get(f"{CHECK_IN}?limit={limit}").json()
    assert len(said["items"]) == count


def test_with_no_day_open_the_list_is_empty(closed_place: Place) -> None:
    said = closed_place.signed_in(OFFICER).get(CHECK_IN).json()
    assert said == {"day": None, "totals": {}, "items": []}


def test_no_answer_tells_a_whole_name_or_a_certificate(place: Place) -> None:
    station = place.signed_in(OFFICER)
    answers = [
        enter(place.kiosk(), CHEN),
        enter(station, LENDER),
        station.get(CHECK_IN),
        station.get(f"/v1/members/{CHEN.number}"),
        place.kiosk().post(f"{CHECK_IN}/peek", {"member": DAWEI.number}),
    ]
    for said in answers:
        for person in (CHEN, LENDER, DAWEI):
            assert person.name not in said.text
            assert person.certificate not in said.text


def test_no_event_tells_a_name_a_mask_or_a_card(place: Place) -> None:
    card = place.card(CHEN)
    place.kiosk().post(CHECK_IN, {"scan": card})
    place.signed_in(OFFICER).get(f"/v1/members/{CHEN.number}")
    written = b"".join(event.to_bytes() for event in place.events())
    for secret in (CHEN.name, "陈*", CHEN.certificate, card, card[3:20]):
        assert secret.encode() not in written


# --- Any day at all ---


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(st.sampled_from((CHEN, DAWEI, LENDER)), st.sampled_from(Direction)), max_size=12
    )
)
def test_on_any_day_those_inside_are_those_who_entered_and_have_not_left(
    place: Place, moves: list[tuple[Person, Direction]]
) -> None:
    inside: set[int] = set()
    for who, way in moves:
        assert move(place, who, way) == expected(inside, who, way)
    assert place.read(lambda session: totals_of_day(session, TODAY)["inside"]) == len(inside)
    for who in (CHEN, DAWEI, LENDER):  # the next example finds the place empty
        move(place, who, Direction.OUT)


def expected(inside: set[int], who: Person, way: Direction) -> str:
    if way is Direction.OUT:
        outcome = "left" if who.number in inside else "left_without_entry"
        inside.discard(who.number)
        return outcome
    if who is LENDER:
        return "suspended"
    if who.number in inside:
        return "already_inside"
    inside.add(who.number)
    return "entered"


def move(place: Place, who: Person, way: Direction) -> str:
    def verb(act: Act) -> str:
        done = check_in_member(
            act,
            Scan(name_by_number(who.number), way),
            lane=Lane.PERSON,
            capture_mode=CaptureMode.KIOSK,
            keys=place.desk.identity.field_keys,
        )
        judged = done.judged if isinstance(done, CheckedIn) else done
        return str(judged.outcome)

    return place.do(verb)


def test_records_of_one_moment_stand_in_the_order_they_were_made(place: Place) -> None:
    for who in (CHEN, DAWEI, LAN):
        enter(place.kiosk(), who)

    def members(session: Session) -> list[int | None]:
        return [each.member for each in newest_records(session, TODAY, count=10)]

    assert place.read(members) == [LAN.number, DAWEI.number, CHEN.number]
