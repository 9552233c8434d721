"""When slips may be handed out and keyed: the rulebook, one line a rule."""

import pytest

from service.paper.rules import (
    LAST_SERIAL,
    MOST_SLIPS,
    Keying,
    PaperRefusal,
    Slips,
    judge_keying,
    judge_phase,
    missing_serials,
)
from service.vocabulary import TradeDay

TODAY = TradeDay("2026-11-24")


@pytest.mark.parametrize(
    ("slips", "overlaps", "day", "verdict"),
    [
        (Slips(1, 20), False, TODAY, None),
        (Slips(7, 7), False, "2026-11-23", None),
        (Slips(1, MOST_SLIPS), False, TODAY, None),
        (Slips(1, MOST_SLIPS + 1), False, TODAY, PaperRefusal.RANGE_WRONG),
        (Slips(0, 5), False, TODAY, PaperRefusal.RANGE_WRONG),
        (Slips(6, 5), False, TODAY, PaperRefusal.RANGE_WRONG),
        (Slips(LAST_SERIAL, LAST_SERIAL + 1), False, TODAY, PaperRefusal.RANGE_WRONG),
        (Slips(1, 20), True, TODAY, PaperRefusal.RANGE_USED),
        (Slips(1, 20), False, "2026-11-25", PaperRefusal.DAY_WRONG),
        (Slips(1, 20), False, "2026-10-20", None),
        (Slips(1, 20), False, "2026-10-19", PaperRefusal.DAY_WRONG),
    ],
)
def test_slips_are_handed_out_once_for_a_day_that_has_come(
    slips: Slips, overlaps: bool, day: str, verdict: PaperRefusal | None
) -> None:
    judged = judge_phase(slips, overlaps=overlaps, day=TradeDay(day), latest=TODAY)
    assert judged is verdict


@pytest.mark.parametrize(
    ("keying", "verdict"),
    [
        (Keying(True, True, True, 1, 1), None),
        (Keying(False, True, True, 1, 1), PaperRefusal.SERIAL_UNKNOWN),
        (Keying(True, False, True, 1, 1), PaperRefusal.SERIAL_USED),
        (Keying(True, True, False, 1, 1), PaperRefusal.UNKNOWN_MEMBER),
        (Keying(True, True, True, 2, 1), PaperRefusal.TIME_AHEAD),
    ],
)
def test_a_slip_is_keyed_once_for_somebody_we_know(
    keying: Keying, verdict: PaperRefusal | None
) -> None:
    assert judge_keying(keying) is verdict


def test_what_is_missing_is_neither_keyed_nor_void() -> None:
    assert missing_serials(Slips(4, 8), frozenset({5, 8, 99})) == [4, 6, 7]
