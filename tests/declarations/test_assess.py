"""What a line comes to: exempt, above the quota, capped, not exempt, or not admitted at all."""

from dataclasses import replace

import pytest

from service.declarations.rules.assess import Room, Short
from service.declarations.rules.lines import (
    LineFlaw,
    LineRefused,
    Outcome,
    Price,
    SaidLine,
    read_lines,
)
from service.policies.rules.names import NAMELESS
from service.policies.rules.notices import Notice, SiteState
from service.quota.rules import Root
from service.vocabulary import TradeDay, Unit
from tests.declarations.goods import (
    GRAIN,
    SUGAR,
    TRIPS,
    VALUE,
    assess,
    line,
    policy,
    rate,
    rooms,
)

MANGO = line("mango", 12_000, 96_000)
CASHEW = line("cashew_in_shell", 500_000, 500_000)


def test_what_fits_is_exempt() -> None:
    said = assess(MANGO)
    (judged,) = said.lines
    assert (judged.outcome, judged.exempt_fen, judged.excess_fen) == (Outcome.EXEMPT, 96_000, 0)
    assert (said.spent, said.short) == ({VALUE: 96_000}, None)


def test_only_the_excess_is_dutiable() -> None:
    said = assess(CASHEW, MANGO, left=rooms(value=520_000))
    first, second = said.lines
    assert (first.outcome, first.exempt_fen) == (Outcome.EXEMPT, 500_000)
    assert (second.outcome, second.exempt_fen) == (Outcome.PARTLY_EXEMPT, 20_000)
    assert second.excess_fen == 76_000
    assert (said.totals.value_fen, said.totals.exempt_fen) == (596_000, 520_000)
    assert said.short is Short.NOT_ENOUGH


def test_the_quota_is_used_up_in_the_order_of_the_lines() -> None:
    said = assess(MANGO, CASHEW, left=rooms(value=500_000))
    assert [each.exempt_fen for each in said.lines] == [96_000, 404_000]


def test_with_nothing_left_all_is_dutiable() -> None:
    said = assess(MANGO, left=rooms(value=0))
    assert said.lines[0].outcome is Outcome.DUTIABLE
    assert (said.totals.excess_fen, said.spent) == (96_000, {})


def test_a_cap_says_how_much_fits() -> None:
    said = assess(line("sugar", 3_000, 2_001))
    (judged,) = said.lines
    assert judged.outcome is Outcome.CAPPED
    assert judged.cap is not None
    assert (judged.cap.component, judged.cap.left, judged.cap.fits) == (SUGAR, 1_000, 1_000)
    assert (judged.exempt_fen, judged.excess_fen) == (667, 1_334)
    assert (judged.fits_amount, judged.taken_amount) == (1_000, 3_000)
    assert said.spent == {VALUE: 667, SUGAR: 1_000}


def test_two_lines_share_one_cap() -> None:
    said = assess(line("sugar", 800, 560), line("sugar", 800, 640))
    assert [each.exempt_fen for each in said.lines] == [560, 160]
    assert said.spent[SUGAR] == 1_000


def test_a_part_of_the_value_draws_its_part_of_the_cap_rounded_up() -> None:
    said = assess(line("rice", 10_000, 3_000), left=rooms(value=1_000))
    assert said.spent == {VALUE: 1_000, GRAIN: 3_334}
    assert said.lines[0].fits_amount == 3_333


def test_goods_of_the_non_exempt_list_leave_the_quota_alone() -> None:
    wine = replace(MANGO, row=replace(MANGO.row, code="wine", heading="220421"))
    said = assess(wine, MANGO)
    first = said.lines[0]
    assert (first.outcome, first.exempt_fen, first.excess_fen) == (Outcome.NON_EXEMPT, 0, 96_000)
    assert (said.spent, said.short) == ({VALUE: 96_000}, None)


def test_excluded_goods_are_not_taken_in() -> None:
    rubber = replace(MANGO, row=replace(MANGO.row, code="rubber", heading="400110"))
    said = assess(rubber)
    assert said.lines[0].outcome is Outcome.EXCLUDED
    assert said.is_empty


@pytest.mark.parametrize(
    ("day", "outcome", "first", "until"),
    [
        ("2026-09-30", Outcome.ORIGIN_NOT_YET, "2026-10-01", None),
        ("2026-10-01", Outcome.EXEMPT, None, "2027-01-31"),
        ("2027-01-31", Outcome.EXEMPT, None, "2027-01-31"),
        ("2027-02-01", Outcome.ORIGIN_NO_LONGER, None, "2027-01-31"),
    ],
)
def test_an_origin_has_its_dates(
    day: str, outcome: Outcome, first: str | None, until: str | None
) -> None:
    said = assess(replace(CASHEW, origin="KH"), day=TradeDay(day)).lines[0]
    assert (said.outcome, said.first, said.until) == (outcome, first, until)


def test_what_is_not_admitted_is_not_taken_in_and_uses_nothing() -> None:
    said = assess(replace(MANGO, origin="US"))
    (judged,) = said.lines
    assert judged.outcome is Outcome.ORIGIN_NOT_ALLOWED
    assert (judged.taken_amount, judged.exempt_fen + judged.excess_fen) == (0, 0)
    assert said.is_empty and said.spent == {}


def test_a_notice_may_admit_some_goods_only() -> None:
    notice = Notice(1, SiteState.RESTRICTED, 0, None, NAMELESS, goods=("mango",))
    outcomes = [each.outcome for each in assess(MANGO, CASHEW, notice=notice).lines]
    assert outcomes == [Outcome.EXEMPT, Outcome.NOT_ADMITTED_TODAY]


def test_what_goes_out_uses_no_exemption() -> None:
    said = assess(line("t_shirts", 10, 20_000, origin="CN"))
    assert said.lines[0].outcome is Outcome.NOT_ADMITTED_TODAY


def test_duty_is_told_only_with_a_table() -> None:
    assert assess(MANGO, left=rooms(value=0)).totals.duty_fen is None
    taxed = policy(rate("08", 1_000), rate("0804", 1_505))
    said = assess(MANGO, left=rooms(value=95_000), policy=taxed)
    assert (said.lines[0].duty_fen, said.totals.duty_fen) == (150, 150)


def test_a_table_without_a_rate_for_the_excess_tells_no_sum() -> None:
    said = assess(MANGO, CASHEW, left=rooms(value=0), policy=policy(rate("0804", 1_000)))
    assert [each.duty_fen for each in said.lines] == [9_600, None]
    assert said.totals.duty_fen is None


@pytest.mark.parametrize(
    ("value", "price", "far"),
    [
        (4_799, Price.LOW, False),
        (4_800, Price.OK, False),
        (9_600, Price.OK, False),
        (9_601, Price.HIGH, False),
        (14_401, Price.HIGH, True),
    ],
)
def test_a_price_is_judged_by_its_band(value: int, price: Price, far: bool) -> None:
    judged = assess(line("rice", 12_000, value)).lines[0]
    assert (judged.price, judged.price_far_off) == (price, far)


def test_quarantine_is_flagged() -> None:
    assert assess(MANGO).lines[0].quarantine
    assert not assess(CASHEW).lines[0].quarantine


def test_a_declaration_uses_one_time_however_many_lines_it_has() -> None:
    trips = Room(TRIPS, "trips", Unit.TIME, 1)
    assert assess(MANGO, CASHEW, left=[*rooms(), trips]).spent[TRIPS] == 1
    gone = assess(MANGO, left=[*rooms(), replace(trips, left=0)])
    assert (gone.lines[0].outcome, gone.spent) == (Outcome.DUTIABLE, {})
    assert gone.short is Short.NOT_ENOUGH


@pytest.mark.parametrize(
    ("root", "short"),
    [
        (Root.ELSEWHERE, Short.ELSEWHERE),
        (Root.RELEASED, Short.ELSEWHERE),
        (Root.HORIZON_PASSED, Short.STOPPED),
        (Root.NEW_EPOCH, Short.STOPPED),
        (Root.HELD, Short.NOT_ENOUGH),
    ],
)
def test_it_says_why_the_quota_is_short(root: Root, short: Short) -> None:
    assert assess(MANGO, left=rooms(value=0, root=root)).short is short


def test_lines_must_be_of_the_catalogue_and_in_its_unit() -> None:
    known, unknown = SaidLine("mango", "VN", 1, 1, Unit.GRAM), SaidLine("unicorn", "VN", 1, 1)
    assert read_lines(policy(), [known, unknown]) == LineRefused(LineFlaw.UNKNOWN_GOODS, 1)
    wrong = SaidLine("mango", "VN", 1, 1, Unit.PIECE)
    assert read_lines(policy(), [wrong]) == LineRefused(LineFlaw.UNIT_MISMATCH, 0)
    read = read_lines(policy(), [known])
    assert not isinstance(read, LineRefused)
    assert [each.row.code for each in read] == ["mango"]
