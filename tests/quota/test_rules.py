"""Accounts of quota: what is left is what came less what went, and never above the allowance."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.quota import rules
from service.quota.lease_rules import (
    Horizon,
    Lease,
    Naming,
    home_of,
    horizon_days_left,
    judge_root,
    next_longest_period,
    takes_effect,
)
from service.quota.rules import Account, PeriodKey, QuotaRefusal, Root, Slot
from service.vocabulary import ComponentNo, Period, SiteNo, TradeDay

FIGURES = st.integers(0, 1_000_000)
MOVES = st.lists(
    st.tuples(st.sampled_from(["spend", "send", "refund", "receive", "override", "root"]), FIGURES)
)
TODAY = TradeDay("2026-11-24")
DONGXING, BRIDGE = SiteNo("S01"), SiteNo("S02")


@given(allowance=FIGURES, moves=MOVES)
@settings(max_examples=2_000)
def test_whatever_moves_an_account_stays_within_its_allowance(
    allowance: int, moves: list[tuple[str, int]]
) -> None:
    account = Account(allowance)
    for name, amount in moves:
        account = moved(account, name, amount)
    assert account.left == account.root + account.received - account.sent - (
        account.spent - account.refunded
    )
    assert 0 <= account.left <= allowance
    assert 0 <= account.spent + account.sent - account.refunded <= allowance
    assert account.root + account.received <= allowance == account.allowance


def moved(account: Account, name: str, amount: int) -> Account:
    """The account after the move, or as it was where the move is refused."""
    match name:
        case "receive":
            return rules.receive(account, amount).account
        case "override":
            return rules.override(account, amount)
        case "root":
            return account if account.is_root else rules.open_root(account)
    after: Account | QuotaRefusal = getattr(rules, name)(account, amount)
    return account if isinstance(after, QuotaRefusal) else after


def test_what_arrives_above_the_allowance_is_not_credited() -> None:
    credit = rules.receive(Account(10, received=7), 5)
    assert (credit.credited, credit.account.received) == (3, 10)


def test_a_home_that_opens_late_opens_only_what_did_not_arrive_before() -> None:
    assert rules.open_root(Account(10, received=4)).root == 6


def test_an_account_that_does_not_add_up_is_a_fault() -> None:
    with pytest.raises(AssertionError):
        rules.receive(Account(10, spent=1), 1)


@pytest.mark.parametrize(
    ("period", "key", "begins"),
    [(Period.DAY, "2026-11-24", "2026-11-24"), (Period.MONTH, "2026-11", "2026-11-01")],
)
def test_a_period_is_the_day_or_its_month(period: Period, key: str, begins: str) -> None:
    assert rules.period_key(period, TODAY) == key
    assert rules.first_day(PeriodKey(key)) == begins
    assert rules.is_open(PeriodKey(key), TODAY)
    assert not rules.is_open(PeriodKey(key), TradeDay("2026-12-01"))


@pytest.mark.parametrize(
    ("from_day", "old_until", "effect"),
    [
        ("2026-11-24", "2026-11-30", "2026-12-01"),
        ("2026-12-01", "2026-11-30", "2026-12-01"),
        ("2026-12-01", "2026-12-01", "2027-01-01"),
        ("2026-12-02", "2026-11-30", "2027-01-01"),
        ("2026-11-01", "0001-01-01", "2026-11-01"),
    ],
)
def test_a_home_changes_where_a_month_begins_after_the_old_horizon(
    from_day: str, old_until: str, effect: str
) -> None:
    move = Naming(7, BRIDGE, TradeDay(from_day), TradeDay(old_until))
    assert takes_effect(move) == effect
    before = home_of([Naming(0, DONGXING), move], TradeDay("2026-10-31"))
    after = home_of([Naming(0, DONGXING), move], TradeDay(effect))
    assert before and before.site == DONGXING
    assert after and after.site == BRIDGE


def lease(**others: object) -> Lease:
    known: dict[str, object] = {
        "site": DONGXING,
        "day": TODAY,
        "enrolled_day": TradeDay("2026-10-31"),
        "members": 5,
        "policies": 2,
        "horizons": (Horizon(TODAY, 5, 2),),
        "namings": (Naming(0, DONGXING),),
        "given_up": {},
    }
    return Lease(**{**known, **others})  # type: ignore[arg-type] # each test names its own fields


@pytest.mark.parametrize(
    ("others", "root"),
    [
        ({}, Root.HELD),
        ({"namings": ()}, Root.NO_HOME),
        ({"namings": (Naming(0, BRIDGE),)}, Root.ELSEWHERE),
        ({"given_up": {0: TradeDay("2026-11-01")}}, Root.RELEASED),
        ({"given_up": {0: TradeDay("2026-12-01")}}, Root.HELD),
        ({"horizons": ()}, Root.HORIZON_PASSED),
        ({"horizons": (Horizon(TradeDay("2026-11-23"), 5, 2),)}, Root.HORIZON_PASSED),
        ({"members": 4}, Root.HORIZON_PASSED),
        ({"policies": 1}, Root.HORIZON_PASSED),
        ({"enrolled_day": TODAY}, Root.NEW_EPOCH),
        ({"enrolled_day": TradeDay("2026-11-23")}, Root.HELD),
        (
            {"enrolled_day": TODAY, "horizons": (Horizon(TODAY, 5, 2, TradeDay("2026-11-01")),)},
            Root.HELD,
        ),
    ],
)
def test_root_is_held_by_one_home_up_to_its_horizon_in_one_epoch(
    others: dict[str, object], root: Root
) -> None:
    assert judge_root(lease(**others), PeriodKey(TODAY)) is root


def test_a_month_that_began_before_the_enrolment_is_not_held_though_the_day_is() -> None:
    newly = lease(enrolled_day=TradeDay("2026-11-20"))
    assert judge_root(newly, PeriodKey(TODAY)) is Root.HELD
    assert judge_root(newly, PeriodKey("2026-11")) is Root.NEW_EPOCH


def test_the_last_day_of_a_horizon_counts() -> None:
    assert horizon_days_left(TODAY, TODAY) == 0
    assert horizon_days_left(TradeDay("2026-12-29"), TODAY) == 35
    assert horizon_days_left(None, TODAY) is None
    assert next_longest_period(TradeDay("2026-12-31")) == "2027-01-01"


def test_nothing_is_debited_from_a_root_whose_horizon_has_passed() -> None:
    slot = Slot(ComponentNo(1), PeriodKey("2026-11"))
    account = rules.open_root(Account(10))
    roots = {slot: Root.HORIZON_PASSED}
    ledger = rules.open_ledger(TODAY, {slot: 10}, roots=roots, known={slot: account})
    assert ledger.usable(slot) == 0
    assert rules.judge_debit(ledger, {ComponentNo(1): 1}) is QuotaRefusal.HORIZON_PASSED


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({}, QuotaRefusal.BAD_AMOUNT),
        ({1: 0}, QuotaRefusal.BAD_AMOUNT),
        ({1: -5}, QuotaRefusal.BAD_AMOUNT),
        ({1: 10**12 + 1}, QuotaRefusal.BAD_AMOUNT),
        ({9: 1}, QuotaRefusal.UNKNOWN_COMPONENT),
        ({1: 1, 2: 5}, QuotaRefusal.NOT_ENOUGH),
    ],
)
def test_all_components_are_debited_or_none(
    asked: dict[ComponentNo, int], refusal: QuotaRefusal
) -> None:
    slots = {Slot(ComponentNo(each), PeriodKey(TODAY)): 4 for each in (1, 2)}
    ledger = rules.open_ledger(TODAY, slots, roots=dict.fromkeys(slots, Root.HELD), known={})
    assert rules.judge_debit(ledger, asked) is refusal
