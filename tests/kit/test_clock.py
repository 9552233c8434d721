"""Time never falls behind what has been proven, and a clock is trusted no further than it is."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from service.kit import clock
from service.kit.clock import BEHIND_TOLERANCE_MS, EARLIEST_MS, Moment, SystemClock, Trust

NOON = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000


class Machine:
    """A machine whose clock, uptime and time keeper are set by hand."""

    def __init__(self, wall_ms: int, trust: Trust) -> None:
        self.wall_ms = wall_ms
        self.since_boot_ms = 5_000
        self.trust = trust

    def clock(self, *, floor_ms: int = 0) -> SystemClock:
        return SystemClock(
            floor_ms=floor_ms,
            trust=lambda: self.trust,
            wall_ms=lambda: self.wall_ms,
            since_boot_ms=lambda: self.since_boot_ms,
        )

    def passes(self, ms: int) -> None:
        self.wall_ms += ms
        self.since_boot_ms += ms


def test_a_clock_is_told_as_it_is_while_nothing_speaks_against_it() -> None:
    for trust in Trust:
        assert Machine(NOON, trust).clock(floor_ms=NOON - HOUR).now() == Moment(NOON, trust)


def test_a_clock_back_at_1970_is_lifted_to_the_floor_and_goes_on_from_there() -> None:
    machine = Machine(0, Trust.RTC)
    started = machine.clock(floor_ms=NOON)
    assert started.now() == Moment(NOON, Trust.NONE)
    machine.passes(HOUR)
    assert started.now() == Moment(NOON + HOUR, Trust.NONE)


def test_without_any_floor_a_clock_before_2026_is_told_but_never_trusted() -> None:
    machine = Machine(EARLIEST_MS - 1, Trust.SYNCED)
    assert machine.clock().now() == Moment(EARLIEST_MS - 1, Trust.NONE)
    machine.passes(1)
    assert machine.clock().now() == Moment(EARLIEST_MS, Trust.SYNCED)
    assert datetime.fromtimestamp(EARLIEST_MS // 1000, UTC) == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_little_behind_the_floor_is_drift_and_far_behind_is_a_wrong_clock() -> None:
    machine = Machine(NOON - BEHIND_TOLERANCE_MS, Trust.RTC)
    assert machine.clock(floor_ms=NOON).now() == Moment(NOON, Trust.RTC)
    machine.wall_ms -= 1
    assert machine.clock(floor_ms=NOON).now() == Moment(NOON, Trust.NONE)


def test_own_time_raises_the_floor_only_while_synced() -> None:
    for trust, floor_holds in ((Trust.NONE, False), (Trust.RTC, False), (Trust.SYNCED, True)):
        machine = Machine(NOON, trust)
        running = machine.clock()
        running.now()
        machine.wall_ms -= HOUR
        machine.passes(60_000)
        assert (running.now().at_ms == NOON + 60_000) is floor_holds


def test_a_clock_far_ahead_does_not_raise_the_floor_unless_synced() -> None:
    machine = Machine(NOON + 9000 * HOUR, Trust.RTC)
    running = machine.clock(floor_ms=NOON)
    assert running.now().at_ms == NOON + 9000 * HOUR
    machine.wall_ms = NOON + 1
    assert running.now() == Moment(NOON + 1, Trust.RTC)


def test_signed_time_raises_the_floor_and_never_lowers_it() -> None:
    machine = Machine(NOON, Trust.RTC)
    running = machine.clock()
    running.raise_floor(NOON + HOUR)
    running.raise_floor(NOON - HOUR)
    assert running.now() == Moment(NOON + HOUR, Trust.NONE)
    machine.passes(HOUR)
    assert running.now().at_ms == NOON + 2 * HOUR


def test_the_levels_of_trust_are_ordered() -> None:
    assert Trust.NONE < Trust.RTC < Trust.SYNCED


@pytest.mark.parametrize(
    ("kernel", "timesync", "chip", "trust"),
    [
        (True, False, True, Trust.SYNCED),
        (False, True, True, Trust.SYNCED),
        (False, False, True, Trust.RTC),
        (False, False, False, Trust.NONE),
        (True, True, False, Trust.SYNCED),
    ],
)
def test_the_machine_is_asked_who_keeps_its_clock(
    kernel: bool,
    timesync: bool,
    chip: bool,
    trust: Trust,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, exists in (("_TIMESYNC_MARK", timesync), ("_CLOCK_CHIP", chip)):
        monkeypatch.setattr(clock, name, tmp_path / name)
        if exists:
            (tmp_path / name).touch()
    monkeypatch.setattr(clock, "_kernel_is_synchronised", lambda: kernel)
    assert clock.trust_from("auto")() is trust


def test_the_operators_word_overrides_what_the_machine_says() -> None:
    assert clock.trust_from("none")() is Trust.NONE
    assert clock.trust_from("rtc")() is Trust.RTC
    assert clock.trust_from("synced")() is Trust.SYNCED


def test_this_machine_itself_answers() -> None:
    assert clock.detect_trust() in Trust
    here = SystemClock()
    assert here.now().at_ms > EARLIEST_MS
    assert here.now().at_ms <= here.now().at_ms


def test_a_date_is_that_of_the_zone() -> None:
    beijing = timezone(timedelta(hours=8))
    last = int(datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC).timestamp() * 1000) + 999
    assert clock.local_date(Moment(last, Trust.RTC), beijing) == "2026-11-24"
    assert clock.local_date(Moment(last + 1, Trust.RTC), beijing) == "2026-11-25"
    assert clock.local_date(Moment(last + 1, Trust.RTC), UTC) == "2026-11-24"
