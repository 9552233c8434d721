"""Every past day is judged by the policy it was opened under, whatever is published later."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.policies.adopt_policy import adopt_policy
from service.policies.rules import BEFORE_ANY, Pack, Policy, policy_on
from service.policies.rules.policy import fix_months, policy_of
from service.policies.sign_pack import items_of
from service.policies.store import all_packs, policy_in_force
from service.vocabulary import TradeDay
from tests.builders import TODAY, Place
from tests.policies.packs import Said, pack, said_in

NUMBERS = st.integers(1, 40)
HISTORIES = st.lists(NUMBERS, max_size=8).map(
    lambda days: [
        Pack(version, TradeDay(f"2026-01-{day % 28 + 1:02d}"), {}, 60)
        for version, day in enumerate(days, 1)
    ]
)


def with_limit(fen: int, name: str = "cn") -> Said:
    said = said_in(name)
    said["components"][0]["limits"][-1]["limit"] = fen
    return said


def publish(place: Place, version: int, from_day: str, said: Said) -> None:
    place.publish("policies", *items_of(said, version, TradeDay(from_day)))


def value_on(place: Place, day: str) -> int:
    policy = in_force(place, day)
    return next(part.limit for part in policy.components if part.code == "value")


def in_force(place: Place, day: str) -> Policy:
    return place.read(lambda session: policy_in_force(session, TradeDay(day)))


def open_and_adopt(place: Place, day: str) -> None:
    place.open_day(day)
    place.do(adopt_policy)


def close(place: Place) -> None:
    closing: dict[str, Any] = {"totals": {}, "head": "", "day_key": None}
    place.do(lambda act: act.record("day.closed", {"day": act.day, **closing}))


def test_a_pack_reaches_a_site_with_its_catalogue_whole(place: Place) -> None:
    publish(place, 1, "1996-04-01", said_in("cn"))
    [held] = place.read(all_packs)
    assert held == pack()


def test_what_arrives_later_leaves_an_opened_day_alone(closed_place: Place) -> None:
    publish(closed_place, 1, "1996-04-01", said_in("cn"))
    open_and_adopt(closed_place, TODAY)
    publish(closed_place, 2, "2026-11-01", with_limit(900_000))
    assert value_on(closed_place, TODAY) == 800_000
    assert value_on(closed_place, "2026-11-23") == 900_000, "a day that was never opened here"
    assert value_on(closed_place, "2026-11-25") == 900_000
    close(closed_place)
    open_and_adopt(closed_place, "2026-11-25")
    assert value_on(closed_place, TODAY) == 800_000
    adopted = closed_place.events("policy.adopted")
    assert [(each.day, each.data) for each in adopted] == [
        (TODAY, {"version": 1}),
        ("2026-11-25", {"version": 2}),
    ]


def test_a_day_opened_before_any_policy_takes_the_first_that_arrives(closed_place: Place) -> None:
    open_and_adopt(closed_place, TODAY)
    assert closed_place.events("policy.adopted") == []
    assert in_force(closed_place, TODAY) == BEFORE_ANY
    publish(closed_place, 1, "1996-04-01", said_in("cn"))
    assert value_on(closed_place, TODAY) == 800_000


def test_a_limit_by_the_month_stands_until_the_month_is_over(closed_place: Place) -> None:
    fewer = said_in("vn")
    fewer["components"][1]["limits"][0]["limit"] = 2
    publish(closed_place, 1, "2018-01-23", said_in("vn"))
    open_and_adopt(closed_place, "2026-11-24")
    close(closed_place)
    publish(closed_place, 2, "2026-11-25", {**fewer, **with_value(fewer, 1_000_000)})
    open_and_adopt(closed_place, "2026-11-25")
    limits = [part.limit for part in in_force(closed_place, "2026-11-25").components]
    assert limits == [1_000_000, 4], "the day's limit is new, the month's is not"
    december = [part.limit for part in in_force(closed_place, "2026-12-01").components]
    assert december == [1_000_000, 2]


def with_value(said: Said, amount: int) -> Said:
    value, *others = said["components"]
    limits = [{**value["limits"][0], "limit": amount}]
    return {"components": [{**value, "limits": limits}, *others]}


@given(HISTORIES, NUMBERS)
@settings(max_examples=500)
def test_the_policy_of_a_day_is_the_one_that_began_last(history: list[Pack], day: int) -> None:
    asked = TradeDay(f"2026-02-{day:02d}") if day <= 28 else TradeDay(f"2026-01-{day - 12:02d}")
    found = policy_on(history, asked)
    begun = [each for each in history if each.from_day <= asked]
    if not begun:
        assert found == BEFORE_ANY
        return
    latest = max(each.from_day for each in begun)
    assert found.version == max(each.version for each in begun if each.from_day == latest)
    assert policy_on([*reversed(history)], asked) == found, "the order of arrival says nothing"


def test_fixing_the_month_changes_no_daily_limit() -> None:
    today = policy_of(pack("cn"), TODAY)
    assert fix_months(today, policy_of(pack("cn"), TradeDay("2010-04-16"))) is today
