"""When a site is open: a trade day opens by the clock when its hours begin, in the pack's zone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import site_app
from service.policies.rules.dates import DAY_MINUTES, begins_ms, local_day, local_minute
from service.policies.rules.hours import (
    ROUND_THE_CLOCK,
    Hours,
    WeekHours,
    is_within,
    may_open_itself,
    next_opening_ms,
    read_hours,
    read_minute,
    show_minute,
)
from service.policies.sign_pack import items_of
from service.vocabulary import TradeDay
from tests.builders import TODAY, Place
from tests.people import SUPERVISOR
from tests.policies.packs import said_in

SHANGHAI, HO_CHI_MINH = "Asia/Shanghai", "Asia/Ho_Chi_Minh"
EIGHT_TO_SIX = WeekHours((read_hours([["08:00", "18:00"]]),) * 7)
NO_SUNDAY = WeekHours((read_hours([["08:00", "12:00"], ["14:00", "18:00"]]),) * 6 + ((),))
SUNDAY = TradeDay("2026-11-22")


def at(text: str, day: TradeDay = TODAY, zone: str = SHANGHAI) -> int:
    return begins_ms(day, zone, minute=read_minute(text))


@pytest.mark.parametrize(
    ("week", "day", "ms", "opens"),
    [
        (EIGHT_TO_SIX, TODAY, at("00:00"), False),
        (EIGHT_TO_SIX, TODAY, at("08:00") - 1, False),
        (EIGHT_TO_SIX, TODAY, at("08:00"), True),
        (EIGHT_TO_SIX, TODAY, at("19:30"), True),
        (ROUND_THE_CLOCK, TODAY, at("00:00"), True),
        (ROUND_THE_CLOCK, TODAY, at("00:00") - 1, False),
        (NO_SUNDAY, SUNDAY, at("09:00", SUNDAY), False),
    ],
)
def test_a_day_opens_itself_once_its_hours_have_begun(
    week: WeekHours, day: TradeDay, ms: int, opens: bool
) -> None:
    assert may_open_itself(week, day, ms, SHANGHAI) is opens


def test_the_same_hours_begin_an_hour_later_in_viet_nam() -> None:
    eight = at("08:00")
    assert may_open_itself(EIGHT_TO_SIX, TODAY, eight, SHANGHAI)
    assert not may_open_itself(EIGHT_TO_SIX, TODAY, eight, HO_CHI_MINH)
    assert may_open_itself(EIGHT_TO_SIX, TODAY, eight + 3_600_000, HO_CHI_MINH)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at("07:00"), at("08:00")),
        (at("08:00"), at("14:00")),
        (at("13:59"), at("14:00")),
        (at("18:00"), at("08:00", TradeDay("2026-11-25"))),
        (at("20:00", TradeDay("2026-11-21")), at("08:00", TradeDay("2026-11-23"))),
    ],
)
def test_the_next_opening_is_told(now: int, opens: int) -> None:
    assert next_opening_ms(NO_SUNDAY, now, SHANGHAI) == opens


def test_what_never_opens_has_no_next_opening() -> None:
    assert next_opening_ms(WeekHours(((),) * 7), at("12:00"), SHANGHAI) is None


@pytest.mark.parametrize("said", [["18:00", "08:00"], ["8:00", "18:00"], ["08:00", "24:01"]])
def test_what_are_no_hours_is_refused(said: list[str]) -> None:
    with pytest.raises(ValueError, match="hours|time of day"):
        read_hours([said])


@given(st.integers(0, DAY_MINUTES))
def test_a_minute_is_written_and_read(minute: int) -> None:
    assert read_minute(show_minute(minute)) == minute


@given(
    st.lists(st.integers(0, DAY_MINUTES - 1), min_size=7, max_size=7),
    st.integers(at("00:00"), at("00:00") + 14 * 86_400_000),
    st.sampled_from([SHANGHAI, HO_CHI_MINH, "UTC"]),
)
@settings(max_examples=600)
def test_the_next_opening_is_the_first_minute_of_hours_after_now(
    begins: list[int], now: int, zone: str
) -> None:
    week = WeekHours(tuple((Hours(begin, DAY_MINUTES),) for begin in begins))
    opens = next_opening_ms(week, now, zone)
    assert opens is not None
    assert now < opens <= now + 8 * 86_400_000
    day, minute = local_day(opens, zone), local_minute(opens, zone)
    assert minute == week.on(day)[0].begin
    assert is_within(week.on(day), minute)


# --- At a site ---


def look_at_the_calendar(place: Place) -> None:
    turner = site_app.day_turner(place.site, place.app.state.day_witnesses)
    place.runner.run(place.desk.database.write(turner))


def day_of(place: Place) -> Any:
    return place.kiosk().get("/v1/status").json()["day"]["day"]


def publish(place: Place, name: str = "cn") -> None:
    place.publish("policies", *items_of(said_in(name), 1, TradeDay("1996-04-01")))


def test_a_site_opens_its_day_when_the_hours_begin(closed_place: Place) -> None:
    place = closed_place
    publish(place)
    look_at_the_calendar(place)  # it is 09:00, the hours began at 08:00
    assert day_of(place) == TODAY
    place.machine.wait(15 * 3600)  # midnight: yesterday ends, and nobody trades yet
    look_at_the_calendar(place)
    look_at_the_calendar(place)
    assert day_of(place) is None
    assert place.kiosk().get("/v1/status").json()["opening"]["opens_at"] == at(
        "08:00", TradeDay("2026-11-25")
    )
    place.machine.wait(8 * 3600)
    look_at_the_calendar(place)
    assert day_of(place) == "2026-11-25"
    assert [each.day for each in place.events("policy.adopted")] == [TODAY, "2026-11-25"]


def test_a_supervisor_opens_at_any_hour(closed_place: Place) -> None:
    place = closed_place
    publish(place)
    place.machine.wait(15 * 3600 + 60)
    supervisor = place.signed_in(SUPERVISOR, step_up=True)
    assert supervisor.post("/v1/day/open", {"day": "2026-11-25"}).status_code == 200
    [adopted] = place.events("policy.adopted")
    [opened] = place.events("day.opened")
    assert adopted.refs == (str(opened.name),), "one act opens the day and adopts its policy"
