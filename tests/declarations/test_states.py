"""The states of a declaration as one table, and who may declare."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from service.declarations.rules.states import (
    TRANSITIONS,
    Declarant,
    DeclareRefusal,
    Excess,
    Move,
    State,
    WhyNot,
    WithdrawRefusal,
    judge_confirmed,
    judge_declarant,
    judge_filing,
    judge_withdrawal,
    needs_officer,
    next_state,
)
from service.quota.rules import Root
from service.vocabulary import TradeDay
from tests.declarations.goods import TODAY, assess, line, rooms

MANGO = line("mango", 12_000, 96_000)
CASHEW = line("cashew_in_shell", 10_000, 10_000)
ADULT = Declarant("active", TradeDay("9999-12-31"), False, True, True)

TABLE = """
state      file   refer     put_off  withdraw   lapse
drafted    filed  referred  pending  -          -
filed      -      -         -        withdrawn  -
referred   -      -         -        withdrawn  -
pending    filed  referred  -        withdrawn  lapsed
lapsed     -      -         -        -          -
withdrawn  -      -         -        -          -
"""


def test_the_table_of_states_is_this_one() -> None:
    heading, *rows = [row.split() for row in TABLE.strip().splitlines()]
    for state, *leads in rows:
        for move, to in zip(heading[1:], leads, strict=True):
            expected = None if to == "-" else State(to)
            assert next_state(State(state), Move(move)) is expected, (state, move)
    assert len(rows) == len(State) and len(heading) == 1 + len(Move)
    assert TRANSITIONS.keys() <= set(product(State, Move))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({}, None),
        ({"standing": "suspended"}, DeclareRefusal.SUSPENDED),
        ({"standing": "expired"}, DeclareRefusal.EXPIRED),
        ({"valid_until": "2026-11-23"}, DeclareRefusal.EXPIRED),
        ({"is_minor": True}, DeclareRefusal.MINOR),
        ({"is_here": False}, DeclareRefusal.NOT_CHECKED_IN),
        ({"with_goods": False}, DeclareRefusal.NOT_CHECKED_IN),
    ],
)
def test_who_declares_is_an_adult_in_good_standing_here_with_goods(
    changed: dict[str, Any], refusal: DeclareRefusal | None
) -> None:
    assert judge_declarant(replace(ADULT, **changed), TODAY) is refusal


def test_a_stranger_declares_nothing() -> None:
    assert judge_declarant(None, TODAY) is DeclareRefusal.UNKNOWN_MEMBER


@pytest.mark.parametrize("confirmed", [set(), {0}, {1}, {0, 1, 2}])
def test_every_line_is_confirmed_and_no_other(confirmed: set[int]) -> None:
    assert judge_confirmed(confirmed, 2) is DeclareRefusal.LINES_NOT_CONFIRMED
    assert judge_confirmed({0, 1}, 2) is None


@pytest.mark.parametrize(
    ("left", "root", "excess", "why"),
    [
        (96_000, Root.HELD, Excess.LEAVE, None),
        (95_999, Root.HELD, Excess.DUTIABLE, None),
        (0, Root.HELD, Excess.DUTIABLE, None),
        (95_999, Root.HELD, Excess.LEAVE, WhyNot.QUOTA_NOT_ENOUGH),
        (96_000, Root.ELSEWHERE, Excess.LEAVE, None),
        (95_999, Root.ELSEWHERE, Excess.DUTIABLE, None),
        (0, Root.ELSEWHERE, Excess.DUTIABLE, WhyNot.QUOTA_ELSEWHERE),
        (0, Root.HORIZON_PASSED, Excess.DUTIABLE, WhyNot.QUOTA_STOPPED),
        (0, Root.HORIZON_PASSED, Excess.LEAVE, WhyNot.QUOTA_STOPPED),
    ],
)
def test_what_to_do_when_the_quota_is_short(
    left: int, root: Root, excess: Excess, why: WhyNot | None
) -> None:
    assert judge_filing(assess(MANGO, left=rooms(value=left, root=root)), excess) is why


def test_lines_of_which_none_is_admitted_are_not_filed() -> None:
    nothing = assess(replace(MANGO, origin="US"))
    assert judge_filing(nothing, Excess.DUTIABLE) is WhyNot.NOTHING_TO_FILE


def test_an_officer_looks_at_quarantine_and_at_prices_far_off() -> None:
    assert needs_officer(assess(MANGO), presence_suffices=True)
    assert not needs_officer(assess(CASHEW), presence_suffices=True)
    assert needs_officer(assess(CASHEW), presence_suffices=False)
    assert needs_officer(assess(replace(CASHEW, value_fen=99_000)), presence_suffices=True)
    refused = assess(replace(MANGO, origin="US"), CASHEW)
    assert not needs_officer(refused, presence_suffices=True), "it does not come in"


@pytest.mark.parametrize(
    ("state", "filed_on", "day", "refusal"),
    [
        (None, None, TODAY, WithdrawRefusal.UNKNOWN_REFERENCE),
        (State.WITHDRAWN, TODAY, TODAY, WithdrawRefusal.ALREADY_WITHDRAWN),
        (State.FILED, TODAY, TradeDay("2026-11-25"), WithdrawRefusal.TOO_LATE),
        (State.FILED, TODAY, None, WithdrawRefusal.TOO_LATE),
        (State.FILED, TODAY, TODAY, None),
        (State.PENDING, TODAY, TODAY, None),
        (State.REFERRED, TODAY, TODAY, None),
    ],
)
def test_a_declaration_is_taken_back_once_and_on_its_day(
    state: State | None,
    filed_on: TradeDay | None,
    day: TradeDay | None,
    refusal: WithdrawRefusal | None,
) -> None:
    assert judge_withdrawal(state, filed_on=filed_on, day=day) is refusal
