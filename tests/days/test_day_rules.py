"""When a trade day may be opened, and who must vouch for its date: the rulebook."""

import pytest

from service.days.rules import (
    DayRefusal,
    Opening,
    Vouching,
    day_that_opens_itself,
    judge_opening,
    read_day,
    vouching_needed,
)
from service.kit.clock import Trust
from service.vocabulary import TradeDay

YESTERDAY, TODAY, TOMORROW, LATER = map(
    TradeDay, ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26")
)
NOTHING, STEP_UP, SECOND = Vouching.NOTHING, Vouching.STEP_UP, Vouching.SECOND_OFFICER


@pytest.mark.parametrize(
    ("asked", "trust", "needed"),
    [
        (TODAY, Trust.SYNCED, NOTHING),
        (TODAY, Trust.RTC, NOTHING),
        (TODAY, Trust.NONE, STEP_UP),
        (YESTERDAY, Trust.SYNCED, STEP_UP),
        (TOMORROW, Trust.SYNCED, STEP_UP),
        (TOMORROW, Trust.NONE, STEP_UP),
        (LATER, Trust.SYNCED, SECOND),
        (LATER, Trust.NONE, SECOND),
    ],
)
def test_a_trusted_clock_vouches_for_its_own_date_alone(
    asked: TradeDay, trust: Trust, needed: Vouching
) -> None:
    assert vouching_needed(asked, today=TODAY, trust=trust) is needed


def opening(asked: str, **others: object) -> Opening:
    usual: dict[str, object] = {
        "today": TODAY,
        "trust": Trust.SYNCED,
        "open_day": None,
        "last_day": YESTERDAY,
        "stepped_up": False,
        "second_officer": False,
    }
    return Opening(asked, **{**usual, **others})  # type: ignore[arg-type]  # names are Opening's


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        (opening(TODAY), TODAY),
        (opening(TODAY, last_day=None), TODAY),
        (opening(TODAY, open_day=TODAY, last_day=TODAY), DayRefusal.ALREADY_OPEN),
        (opening(TOMORROW, open_day=TODAY, stepped_up=True), DayRefusal.ALREADY_OPEN),
        (opening(TODAY, last_day=TODAY), DayRefusal.GOES_BACK),
        (opening(YESTERDAY, last_day=TODAY, stepped_up=True), DayRefusal.GOES_BACK),
        (opening(TODAY, trust=Trust.NONE), DayRefusal.STEP_UP_NEEDED),
        (opening(TODAY, trust=Trust.NONE, stepped_up=True), TODAY),
        (opening(TOMORROW), DayRefusal.STEP_UP_NEEDED),
        (opening(TOMORROW, stepped_up=True), TOMORROW),
        (opening(LATER, stepped_up=True), DayRefusal.SECOND_OFFICER_NEEDED),
        (opening(LATER, second_officer=True), DayRefusal.STEP_UP_NEEDED),
        (opening(LATER, stepped_up=True, second_officer=True), LATER),
        (opening("24.11.2026"), DayRefusal.NOT_A_DATE),
        (opening("2026-02-30"), DayRefusal.NOT_A_DATE),
    ],
)
def test_days_never_go_back_and_one_is_open_at_a_time(
    case: Opening, verdict: TradeDay | DayRefusal
) -> None:
    assert judge_opening(case) == verdict


@pytest.mark.parametrize("text", ["", "2026-1-1", "20261124", "2026-W48-2", "２０２６-11-24", "x"])
def test_a_day_is_written_in_one_way(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("trust", "open_day", "last_day", "opens"),
    [
        (Trust.SYNCED, None, None, TODAY),
        (Trust.SYNCED, None, YESTERDAY, TODAY),
        (Trust.RTC, None, YESTERDAY, TODAY),
        (Trust.NONE, None, None, None),
        (Trust.SYNCED, None, TODAY, None),  # closed at noon: it stays closed
        (Trust.SYNCED, YESTERDAY, YESTERDAY, TODAY),  # midnight has passed
        (Trust.RTC, YESTERDAY, YESTERDAY, None),  # a battery turns no page
        (Trust.SYNCED, TODAY, TODAY, None),
        (Trust.SYNCED, TOMORROW, TOMORROW, None),  # an officer opened ahead of the clock
        (Trust.SYNCED, None, TOMORROW, None),
    ],
)
def test_a_day_opens_itself_only_forward_and_only_by_a_clock_one_can_trust(
    trust: Trust, open_day: TradeDay | None, last_day: TradeDay | None, opens: TradeDay | None
) -> None:
    opened = day_that_opens_itself(today=TODAY, trust=trust, open_day=open_day, last_day=last_day)
    assert opened == opens
