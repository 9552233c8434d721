"""What is wrong with a site, worst first; which days and hours a report has; what a cell may be."""

from dataclasses import replace
from typing import Any

import pytest

from service.kit.clock import Trust
from service.reports.rules import (
    DAY_MS,
    HOUR_MS,
    By,
    Concern,
    SiteFacts,
    Span,
    Standing,
    judge_site,
    keys_of,
    read_span,
    standing_of,
    worse,
)
from service.reports.write_file import harmless
from service.vocabulary import TradeDay

NOW = 1_000 * DAY_MS
WELL = SiteFacts(heard_ms=NOW - HOUR_MS, record_ends_ms=NOW + 300 * DAY_MS, told=True)


def test_a_site_that_is_well_is_green() -> None:
    assert judge_site(WELL, now_ms=NOW) == ()
    assert standing_of(()) is Standing.GREEN


def test_a_site_that_was_never_heard_is_blue_and_nothing_worse() -> None:
    concerns = judge_site(SiteFacts(heard_ms=None, record_ends_ms=NOW + 99 * DAY_MS), now_ms=NOW)
    assert concerns == (Concern.NEVER_HEARD,)
    assert standing_of(concerns) is Standing.BLUE


@pytest.mark.parametrize(
    ("changed", "concern", "standing"),
    [
        ({"forks": 1}, Concern.FORK, Standing.RED),
        ({"aside": 3}, Concern.ASIDE, Standing.RED),
        ({"missing": 8}, Concern.GAP, Standing.RED),
        ({"is_revoked": True}, Concern.KEY_REVOKED, Standing.RED),
        ({"refusal": "restored"}, Concern.NOT_WRITING, Standing.RED),
        ({"record_ends_ms": NOW - 1}, Concern.RECORD_ENDED, Standing.RED),
        ({"heard_ms": NOW - 8 * DAY_MS}, Concern.SILENT_LONG, Standing.RED),
        ({"heard_ms": NOW - 25 * HOUR_MS}, Concern.SILENT, Standing.AMBER),
        ({"record_ends_ms": NOW + 34 * DAY_MS}, Concern.RECORD_ENDS_SOON, Standing.AMBER),
        ({"warnings": 1}, Concern.STORAGE, Standing.AMBER),
        ({"attention": 1}, Concern.ATTENTION, Standing.AMBER),
        ({"clock": Trust.RTC}, Concern.CLOCK_UNTRUSTED, Standing.AMBER),
        ({"clock_off_ms": -6 * 60 * 1000}, Concern.CLOCK_OFF, Standing.AMBER),
        ({"behind": {"members": 2}}, Concern.ROSTER_LAG, Standing.AMBER),
        ({"behind": {"policies": 1}}, Concern.POLICY_LAG, Standing.AMBER),
        ({"is_same_software": False}, Concern.OTHER_SOFTWARE, Standing.AMBER),
    ],
)
def test_each_trouble_of_a_site_has_its_word_and_colour(
    changed: dict[str, Any], concern: Concern, standing: Standing
) -> None:
    concerns = judge_site(replace(WELL, **changed), now_ms=NOW)
    assert concerns == (concern,)
    assert standing_of(concerns) is standing


def test_the_bounds_of_silence_belong_to_the_better_side() -> None:
    for ms in (24 * HOUR_MS, 7 * DAY_MS):
        known = judge_site(replace(WELL, heard_ms=NOW - ms), now_ms=NOW)
        beyond = judge_site(replace(WELL, heard_ms=NOW - ms - 1), now_ms=NOW)
        assert known != beyond


def test_what_a_site_never_told_is_not_held_against_it() -> None:
    silent = replace(WELL, told=False, refusal="x", warnings=2, behind={"members": 9})
    assert judge_site(silent, now_ms=NOW) == ()


def test_the_worst_site_stands_first() -> None:
    rows: list[tuple[Standing, tuple[Concern, ...], str]] = [
        (Standing.GREEN, (), "S04"),
        (Standing.BLUE, (Concern.NEVER_HEARD,), "S03"),
        (Standing.AMBER, (Concern.SILENT,), "S02"),
        (Standing.RED, (Concern.GAP,), "S01"),
        (Standing.RED, (Concern.FORK,), "S31"),
    ]
    rows.sort(key=lambda row: worse(*row))
    assert [site for _, _, site in rows] == ["S31", "S01", "S02", "S03", "S04"]


def test_a_report_shows_each_day_and_hour_even_with_nothing_in_it() -> None:
    span = Span(TradeDay("2026-02-27"), TradeDay("2026-03-01"))
    assert keys_of(By.DAY, span, []) == ["2026-02-27", "2026-02-28", "2026-03-01"]
    assert keys_of(By.HOUR, span, ["7"])[7] == "7"
    assert keys_of(By.SITE, span, ["S02", "S01"]) == ["S01", "S02"]


@pytest.mark.parametrize(
    ("since", "until"),
    [("2026-02-02", "2026-02-01"), ("2026-02-30", "2026-03-01"), ("2024-01-01", "2025-01-01")],
)
def test_a_span_is_of_days_in_order_within_a_year(since: str, until: str) -> None:
    assert read_span(since, until) is None
    assert read_span("2024-01-01", "2024-12-31") is not None


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_of_a_file_begins_a_formula(text: str) -> None:
    assert harmless(text) == "'" + text
    assert harmless(-5) == -5
    assert harmless("G001") == "G001"
