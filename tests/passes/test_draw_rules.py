"""A draw comes out the same for everybody who has the day's key, and for nobody without it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.passes.draw_rules import (
    ONE_IN,
    DrawFlaw,
    DrawRates,
    RecordedDraw,
    is_drawn,
    verify_draws,
)
from service.sites.day_keys import DayKeys, ToldKey
from service.vocabulary import Epoch, MemberNo, PassId, TradeDay
from tests.passes.samples import HEZHOU, TODAY

KEYS = DayKeys(bytes(range(32)))
KEY = KEYS.key_of(1)
HERE, ISSUER = Epoch("ab12cd34"), Epoch("cd34ab12")
TOLD = {(HERE, TODAY): ToldKey(1, KEY, KEYS.anchor)}
TOMORROW = TradeDay("2026-11-25")
RATE = 500


def name(seq: int) -> PassId:
    return PassId(HEZHOU, ISSUER, seq)


def honest(seq: int, *, member: int | None = None, rate: int = RATE) -> RecordedDraw:
    """What a site records that does as it must, for a member who was not drawn before."""
    return RecordedDraw(
        epoch=HERE,
        day=TODAY,
        link=1,
        pass_id=name(seq),
        member=MemberNo(seq if member is None else member),
        rate=rate,
        is_drawn=is_drawn(KEY, name(seq), rate),
    )


DRAWN = next(seq for seq in range(1, 1000) if is_drawn(KEY, name(seq), RATE))
SPARED = next(seq for seq in range(1, 1000) if not is_drawn(KEY, name(seq), RATE))


def flaws(
    *draws: RecordedDraw, told: Mapping[tuple[Epoch, TradeDay], ToldKey] = TOLD
) -> list[DrawFlaw]:
    return [flaw for _, flaw in verify_draws(draws, told)]


def test_a_draw_stays_what_it_is() -> None:
    assert [seq for seq in range(1, 100) if is_drawn(KEY, name(seq), RATE)] == [9, 91]


def test_about_as_many_are_drawn_as_the_rate_says() -> None:
    drawn = sum(is_drawn(KEY, name(seq), RATE) for seq in range(20_000))
    assert 880 < drawn < 1_120


@given(st.binary(min_size=32, max_size=32), st.integers(1, 10**9))
def test_nobody_is_drawn_at_rate_0_and_everybody_at_10_000(key: bytes, seq: int) -> None:
    assert not is_drawn(key, name(seq), 0)
    assert is_drawn(key, name(seq), ONE_IN)


@given(st.binary(min_size=32, max_size=32), st.integers(1, 10**9), st.integers(0, ONE_IN - 1))
def test_a_higher_rate_draws_whomever_a_lower_one_does(key: bytes, seq: int, rate: int) -> None:
    assert is_drawn(key, name(seq), rate) <= is_drawn(key, name(seq), rate + 1)


def test_the_tier_sets_the_rate_and_an_unknown_tier_is_the_usual_one() -> None:
    rates = DrawRates(usual=500, by_tier={"gold": 100})
    assert [rates.of(tier) for tier in ("gold", "tin", None)] == [100, 500, 500]
    assert DrawRates().of("gold") == 500


@given(st.lists(st.integers(1, 10**6), unique=True, max_size=30))
def test_honest_draws_come_out_as_recorded(seqs: list[int]) -> None:
    assert flaws(*(honest(seq) for seq in seqs)) == []


@given(st.lists(st.integers(1, 10**6), unique=True, min_size=1, max_size=20), st.data())
def test_no_single_draw_can_be_turned_round(seqs: list[int], data: st.DataObject) -> None:
    draws = [honest(seq) for seq in seqs]
    place = data.draw(st.integers(0, len(draws) - 1))
    turned = replace(draws[place], is_drawn=not draws[place].is_drawn)
    found = flaws(*draws[:place], turned, *draws[place + 1 :])
    assert found == [DrawFlaw.CHOSEN if turned.is_drawn else DrawFlaw.SKIPPED]


def test_a_draw_binds_the_members_further_passes_that_day() -> None:
    first, later = honest(DRAWN, member=1), honest(SPARED, member=1)
    assert flaws(first, replace(later, is_drawn=True)) == []
    assert flaws(first, later) == [DrawFlaw.NOT_BOUND]
    assert flaws(later, first) == [], "what was shown before the draw is not bound by it"
    assert flaws(first, first) == [], "the same pass shown twice"


def test_a_draw_binds_for_the_rest_of_the_day_under_a_renewed_key_too() -> None:
    lost = replace(honest(DRAWN, member=1), epoch=Epoch("00000001"))
    later = replace(honest(SPARED, member=1), is_drawn=True)
    assert flaws(lost, later) == [DrawFlaw.KEY_NOT_TOLD], "of the lost one nobody can say more"


def test_a_draw_binds_nobody_else_and_no_other_day() -> None:
    other = replace(honest(SPARED, member=1), is_drawn=True)
    assert flaws(honest(DRAWN, member=2), other) == [DrawFlaw.CHOSEN]
    tomorrow = {**TOLD, (HERE, TOMORROW): ToldKey(2, KEYS.key_of(2), KEYS.anchor)}
    key = KEYS.key_of(2)
    seq = next(seq for seq in range(1, 1000) if not is_drawn(key, name(seq), RATE))
    spared = replace(honest(seq, member=1), day=TOMORROW, link=2, is_drawn=False)
    assert flaws(honest(DRAWN, member=1), spared, told=tomorrow) == []


@pytest.mark.parametrize(
    ("told", "flaw"),
    [
        ({}, DrawFlaw.KEY_NOT_TOLD),
        ({(HERE, TODAY): ToldKey(2, KEYS.key_of(2), KEYS.anchor)}, DrawFlaw.WRONG_LINK),
        ({(HERE, TODAY): ToldKey(1, bytes(32), KEYS.anchor)}, DrawFlaw.KEY_NOT_OF_CHAIN),
        ({(HERE, TODAY): ToldKey(1, KEY, None)}, DrawFlaw.KEY_NOT_OF_CHAIN),
    ],
)
def test_without_the_right_key_no_draw_is_believed(
    told: dict[tuple[Epoch, TradeDay], ToldKey], flaw: DrawFlaw
) -> None:
    assert flaws(honest(SPARED), told=told) == [flaw]
