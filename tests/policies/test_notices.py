"""How a site stands: the newest notice that holds counts, it bars entry and never leaving."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.policies.rules.dates import begins_ms
from service.policies.rules.hours import read_hours
from service.policies.rules.names import Names
from service.policies.rules.notices import (
    Entrant,
    EntryRefusal,
    Notice,
    SiteState,
    admits_goods,
    judge_entry,
    next_change_ms,
    read_notice,
    site_status_at,
)
from service.vocabulary import GroupNo, MemberNo
from tests.asking import code_of
from tests.builders import TODAY, Place
from tests.people import CHEN, DAWEI, OFFICER
from tests.places import NOW_MS

SAYS = Names("关闭", "đóng cửa", "closed")
MEMBER, GROUP = MemberNo(10_000_006), GroupNo("G001")
SOMEBODY = Entrant(MEMBER, GROUP)
CLOSED = Notice(1, SiteState.CLOSED, 100, 200, SAYS)
RESTRICTED = replace(CLOSED, state=SiteState.RESTRICTED)
CHECK_IN = "/v1/check-ins"


def entry(
    notice: Notice | None, who: Entrant = SOMEBODY, *, at_ms: int = 150, inside: int = 0
) -> Any:
    return judge_entry(notice, who, at_ms, lambda: inside)


@pytest.mark.parametrize(("at_ms", "state"), [(99, None), (100, 1), (199, 1), (200, None)])
def test_a_notice_holds_from_its_first_moment_to_before_its_end(
    at_ms: int, state: int | None
) -> None:
    found = site_status_at([CLOSED], at_ms)
    assert (found.number if found else None) == state


def test_the_newest_notice_counts_while_it_holds() -> None:
    opened = Notice(2, SiteState.OPEN, 150, 160, SAYS)
    states = [site_status_at([opened, CLOSED], at_ms) for at_ms in (149, 150, 159, 160)]
    assert [each and each.number for each in states] == [1, 2, 2, 1]


NOTICES = st.lists(
    st.tuples(st.integers(0, 50), st.one_of(st.none(), st.integers(51, 99))), max_size=6
).map(
    lambda spans: [
        replace(CLOSED, number=n, from_ms=a, until_ms=b) for n, (a, b) in enumerate(spans)
    ]
)


@given(NOTICES, st.integers(-5, 120))
@settings(max_examples=600)
def test_nothing_changes_before_the_next_change(notices: list[Notice], at_ms: int) -> None:
    change = next_change_ms(notices, at_ms)
    for moment in range(at_ms, 121 if change is None else min(change, 121)):
        assert site_status_at(notices, moment) == site_status_at(notices, at_ms)


@pytest.mark.parametrize(
    ("notice", "who", "inside", "refusal"),
    [
        (None, SOMEBODY, 0, None),
        (replace(CLOSED, state=SiteState.OPEN), SOMEBODY, 0, None),
        (CLOSED, SOMEBODY, 0, EntryRefusal.SITE_CLOSED),
        (RESTRICTED, SOMEBODY, 0, None),
        (replace(RESTRICTED, members=frozenset({MEMBER})), SOMEBODY, 0, None),
        (replace(RESTRICTED, groups=frozenset({GROUP})), SOMEBODY, 0, None),
        (
            replace(RESTRICTED, groups=frozenset({GroupNo("G002")})),
            SOMEBODY,
            0,
            EntryRefusal.NOT_DESIGNATED,
        ),
        (replace(RESTRICTED, capacity=2), SOMEBODY, 1, None),
        (replace(RESTRICTED, capacity=2), SOMEBODY, 2, EntryRefusal.SITE_FULL),
        (replace(RESTRICTED, capacity=2), replace(SOMEBODY, is_inside=True), 2, None),
        (replace(RESTRICTED, capacity=0), SOMEBODY, 0, EntryRefusal.SITE_FULL),
    ],
)
def test_who_is_let_in(
    notice: Notice | None, who: Entrant, inside: int, refusal: EntryRefusal | None
) -> None:
    assert entry(notice, who, inside=inside) is refusal


@pytest.mark.parametrize(
    ("minute", "refusal"),
    [
        (8 * 60 - 1, EntryRefusal.OUTSIDE_HOURS),
        (8 * 60, None),
        (12 * 60 - 1, None),
        (12 * 60, EntryRefusal.OUTSIDE_HOURS),
    ],
)
def test_the_hours_of_a_notice_are_local(minute: int, refusal: EntryRefusal | None) -> None:
    hours = read_hours([["08:00", "12:00"]])
    notice = replace(RESTRICTED, until_ms=None, hours=hours, zone="Asia/Shanghai")
    at_ms = begins_ms(TODAY, "Asia/Shanghai", minute=minute)
    assert entry(notice, at_ms=at_ms) is refusal


def test_which_goods_a_restricted_site_admits() -> None:
    fruit = replace(RESTRICTED, goods=("08", "rice"))
    judged = [admits_goods(fruit, *each) for each in (("mango", "080450"), ("rice", "100630"))]
    assert judged == [True, True]
    assert not admits_goods(fruit, "sugar", "170199")
    assert admits_goods(RESTRICTED, "sugar", "170199")
    assert admits_goods(None, "sugar", "170199")
    assert not admits_goods(CLOSED, "mango", "080450")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"state": "ajar"},
        {"until_ms": 1},
        {"hours": [["08:00", "12:00"]]},
        {"message": {"zh": "关", "en": "closed"}},
    ],
)
def test_what_is_no_notice_is_refused(said: dict[str, Any]) -> None:
    whole = {
        "number": 1,
        "state": "closed",
        "from_ms": 1,
        "message": {"zh": "", "vi": "", "en": ""},
    }
    with pytest.raises((KeyError, ValueError)):
        read_notice({**whole, **said} if said else {})


# --- At a site ---


def notice(place: Place, number: int, state: str, *, site: str = "S01", **others: Any) -> None:
    message = {"zh": "暂停开放", "vi": "Tạm đóng", "en": "Closed for now"}
    said = {"number": number, "state": state, "from_ms": NOW_MS, "message": message, **others}
    place.publish("status", {"type": "site.noticed", "v": 1, "site": site, "notice": said})


def opening(place: Place) -> Any:
    return place.kiosk().get("/v1/status").json()["opening"]


def test_screens_are_told_how_the_site_stands(place: Place) -> None:
    assert (opening(place)["state"], opening(place)["message"]) == ("open", None)
    notice(place, 1, "closed", until_ms=NOW_MS + 3_600_000)
    said = opening(place)
    assert said["state"] == "closed"
    assert said["message"]["vi"] == "Tạm đóng"
    assert said["opens_at"] == said["until"] == said["changes_at"] == NOW_MS + 3_600_000
    place.machine.wait(3600)
    assert opening(place)["state"] == "open"


def test_another_sites_notice_closes_nothing_here(place: Place) -> None:
    notice(place, 1, "closed", site="S02")
    assert opening(place)["state"] == "open"
    assert place.kiosk().post(CHECK_IN, {"member": CHEN.number}).status_code == 201


def test_only_the_named_come_in_and_an_officer_does_not_overrule_it(place: Place) -> None:
    notice(place, 1, "restricted", members=[DAWEI.number])
    assert opening(place)["designated"]
    assert code_of(place.kiosk().post(CHECK_IN, {"member": CHEN.number})) == "not_designated"
    station = place.signed_in(OFFICER)
    assert code_of(station.post(CHECK_IN, {"member": CHEN.number})) == "not_designated"
    assert place.kiosk().post(CHECK_IN, {"member": DAWEI.number}).status_code == 201
    outcomes = [each.data["outcome"] for each in place.events("scan.refused")]
    assert outcomes == ["not_designated", "not_designated"]


def test_a_full_site_lets_one_in_when_one_has_left(place: Place) -> None:
    notice(place, 1, "restricted", capacity=1)
    kiosk = place.kiosk()
    assert kiosk.post(CHECK_IN, {"member": DAWEI.number}).status_code == 201
    assert code_of(kiosk.post(CHECK_IN, {"member": CHEN.number})) == "site_full"
    peeked = kiosk.post(f"{CHECK_IN}/peek", {"member": DAWEI.number}).json()
    assert peeked["outcome"] == "already_inside", "who is inside hears that, not that it is full"
    kiosk.post(CHECK_IN, {"member": DAWEI.number, "direction": "out"})
    assert kiosk.post(CHECK_IN, {"member": CHEN.number}).status_code == 201


def test_the_screens_hear_by_how_much_longer_passes_are_honoured(place: Place) -> None:
    assert opening(place)["pass_seconds"] == 0
    notice(place, 1, "closed", pass_seconds=5400)
    assert opening(place)["pass_seconds"] == 5400


def test_a_notice_and_a_policy_come_back_in_a_rebuild(place: Place) -> None:
    from service.console.verify_site import verify_site

    notice(place, 1, "restricted", capacity=1)
    proof = place.read(lambda session: verify_site(session, place.site.identity, rebuild=True))
    assert proof.holds, proof.flaws
    assert {each.table: each.rows for each in proof.tables}["site_notices"] == 1
