"""Where goods may come from, until when, and since when not: the days at both ends are included."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.policies.rules.catalogue import (
    AllowedOrigin,
    CatalogueRow,
    ListedGoods,
    OriginAllowed,
    OriginRefusal,
    OriginRefused,
    TradeWay,
    Treatment,
    is_exempt,
    judge_origin,
    judge_treatment,
    origins_on,
)
from service.policies.rules.dates import (
    ALWAYS,
    Span,
    begins_ms,
    day_after,
    ends_ms,
    local_day,
)
from service.policies.rules.names import NAMELESS
from service.vocabulary import TradeDay, Unit
from tests.policies.packs import row

SHANGHAI, HO_CHI_MINH, UTC = "Asia/Shanghai", "Asia/Ho_Chi_Minh", "UTC"
ZONES = st.sampled_from([SHANGHAI, HO_CHI_MINH, UTC])
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(lambda day: TradeDay(day.isoformat()))
MANY = settings(max_examples=700)


def goods(*origins: AllowedOrigin, span: Span = ALWAYS, heading: str = "080131") -> CatalogueRow:
    return CatalogueRow(
        code="goods",
        heading=heading,
        names=NAMELESS,
        unit=Unit.GRAM,
        way=TradeWay.IMPORT,
        origins=origins,
        low_fen=1,
        high_fen=2,
        draws_on=None,
        flags=frozenset(),
        picture="goods",
        span=span,
    )


def span(first: str | None, last: str | None) -> Span:
    return Span(TradeDay(first) if first else None, TradeDay(last) if last else None)


@pytest.mark.parametrize(
    ("origin", "day", "said"),
    [
        ("VN", "2026-11-24", OriginAllowed(None, relaxed=False)),
        ("KH", "2026-09-30", OriginRefused(OriginRefusal.NOT_ALLOWED_YET, TradeDay("2026-10-01"))),
        ("KH", "2026-10-01", OriginAllowed(TradeDay("2027-01-31"), relaxed=True)),
        ("LA", "2027-01-31", OriginAllowed(TradeDay("2027-01-31"), relaxed=True)),
        (
            "KH",
            "2027-02-01",
            OriginRefused(OriginRefusal.NO_LONGER_ALLOWED, TradeDay("2027-01-31")),
        ),
        ("TH", "2026-11-24", OriginRefused(OriginRefusal.NOT_ALLOWED)),
    ],
)
def test_cashew_may_come_from_cambodia_while_the_relaxation_lasts(
    origin: str, day: str, said: OriginAllowed | OriginRefused
) -> None:
    assert judge_origin(row("cashew_in_shell"), origin, TradeDay(day)) == said


def test_goods_that_left_the_catalogue_are_not_traded() -> None:
    old = goods(AllowedOrigin("VN", ALWAYS), span=span(None, "2026-11-23"))
    said = judge_origin(old, "VN", TradeDay("2026-11-24"))
    assert said == OriginRefused(OriginRefusal.NOT_TRADED, TradeDay("2026-11-23"))


def test_of_two_rules_for_one_country_the_longer_counts() -> None:
    both = goods(
        AllowedOrigin("LA", span("2026-11-01", "2026-11-30"), relaxed=True),
        AllowedOrigin("LA", span("2026-11-01", "2026-12-31")),
    )
    assert origins_on(both, TradeDay("2026-11-24")) == {
        "LA": OriginAllowed(TradeDay("2026-12-31"), relaxed=False)
    }


def test_the_gravest_list_counts() -> None:
    listed = [
        ListedGoods(Treatment.DUTIABLE, NAMELESS, ("08",), (), ALWAYS),
        ListedGoods(Treatment.EXCLUDED, NAMELESS, (), ("goods",), span("2026-11-24", None)),
    ]
    before, after = TradeDay("2026-11-23"), TradeDay("2026-11-24")
    assert judge_treatment(goods(), listed, before) is Treatment.DUTIABLE
    assert judge_treatment(goods(), listed, after) is Treatment.EXCLUDED
    assert is_exempt(goods(heading="100630"), listed, before)


@given(DAYS, st.integers(0, 400), DAYS)
@MANY
def test_a_relaxation_holds_on_its_days_and_on_no_other(
    first: TradeDay, length: int, day: TradeDay
) -> None:
    last = day_after(first, length)
    relaxed = goods(AllowedOrigin("KH", Span(first, last), relaxed=True))
    said = judge_origin(relaxed, "KH", day)
    if first <= day <= last:
        assert said == OriginAllowed(last, relaxed=True)
    elif day < first:
        assert said == OriginRefused(OriginRefusal.NOT_ALLOWED_YET, first)
    else:
        assert said == OriginRefused(OriginRefusal.NO_LONGER_ALLOWED, last)


@given(DAYS, ZONES)
@MANY
def test_a_day_ends_at_local_midnight_to_the_second(day: TradeDay, zone: str) -> None:
    begins, ends = begins_ms(day, zone), ends_ms(day, zone)
    assert local_day(begins, zone) == local_day(ends - 1, zone) == day
    assert local_day(ends - 1000, zone) == day
    assert local_day(begins - 1, zone) < day
    assert local_day(ends, zone) == day_after(day)


@given(DAYS, DAYS, DAYS, DAYS, DAYS)
@MANY
def test_spans_meet_when_there_is_a_day_in_both(
    a: TradeDay, b: TradeDay, c: TradeDay, d: TradeDay, day: TradeDay
) -> None:
    one, other = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    assert one.meets(other) == other.meets(one)
    if one.holds(day) and other.holds(day):
        assert one.meets(other)
    later = max(min(a, b), min(c, d))
    assert one.meets(other) == (one.holds(later) and other.holds(later))


def test_the_day_of_viet_nam_turns_an_hour_after_that_of_china() -> None:
    midnight = begins_ms(TradeDay("2026-11-25"), SHANGHAI)
    assert local_day(midnight, SHANGHAI) == "2026-11-25"
    assert local_day(midnight, HO_CHI_MINH) == "2026-11-24"
    assert local_day(midnight, UTC) == "2026-11-24"
    assert begins_ms(TradeDay("2026-11-25"), HO_CHI_MINH) - midnight == 3_600_000
