"""Whatever is declared: no component is exceeded, sums are exact, and more quota never hurts."""

from dataclasses import replace
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from service.declarations.rules.assess import Assessment, Room, rounded_up
from service.declarations.rules.lines import Line
from service.vocabulary import Unit
from tests.declarations.goods import TRIPS, assess, line, policy, rate, rooms

UNDER: Final = policy(rate("08", 1_000), rate("1701", 5_000))
GOODS: Final = ("mango", "cashew_in_shell", "rice", "sugar", "small_appliances")

amounts = st.one_of(st.integers(1, 60), st.integers(1, 10**6), st.integers(1, 10**12))
lines = st.lists(
    st.builds(line, st.sampled_from(GOODS), amounts, amounts, st.sampled_from(("VN", "KH", "CN"))),
    min_size=1,
    max_size=20,
)
lefts = st.tuples(
    st.one_of(st.integers(0, 100), st.integers(0, 800_000)),
    st.integers(0, 1_000),
    st.integers(0, 50_000),
    st.integers(0, 2),
)


def left_of(value: int, sugar: int, grain: int, trips: int) -> list[Room]:
    return [*rooms(value, sugar, grain), Room(TRIPS, "trips", Unit.TIME, trips)]


def judged(declared: list[Line], left: tuple[int, int, int, int]) -> Assessment:
    return assess(*declared, left=left_of(*left), policy=UNDER)


@settings(max_examples=2_000)
@given(lines, lefts)
def test_no_component_is_exceeded_and_exempt_and_excess_make_up_the_value(
    declared: list[Line], left: tuple[int, int, int, int]
) -> None:
    said = judged(declared, left)
    for room in left_of(*left):
        assert 0 <= said.spent.get(room.component, 0) <= room.left
    for each in said.lines:
        taken = each.line.value_fen if each.taken_amount else 0
        assert each.exempt_fen + each.excess_fen == taken
        assert min(each.exempt_fen, each.excess_fen) >= 0
        assert 0 <= each.fits_amount <= each.line.amount
    totals = said.totals
    assert totals.exempt_fen + totals.excess_fen == totals.value_fen
    assert totals.exempt_fen == said.spent.get(rooms()[0].component, 0)


@settings(max_examples=2_000)
@given(lines, lefts, lefts)
def test_more_quota_never_means_less_exempt(
    declared: list[Line], left: tuple[int, int, int, int], more: tuple[int, int, int, int]
) -> None:
    value, sugar, grain, trips = (one + other for one, other in zip(left, more, strict=True))
    before, after = judged(declared, left), judged(declared, (value, sugar, grain, trips))
    assert before.totals.exempt_fen <= after.totals.exempt_fen
    assert before == judged(declared, left), "the same lines under the same quota, the same verdict"


@settings(max_examples=2_000)
@given(lines, lefts)
def test_what_fits_would_be_wholly_exempt_if_declared_alone(
    declared: list[Line], left: tuple[int, int, int, int]
) -> None:
    first = judged(declared[:1], left).lines[0]
    if first.fits_amount:
        whole = first.line
        value = rounded_up(whole.value_fen * first.fits_amount, whole.amount)
        fitting = replace(whole, amount=first.fits_amount, value_fen=value)
        assert judged([fitting], left).totals.excess_fen == 0
