"""Each thing that does not fit is planted in an honest day: the hub finds it, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest

from service.journal.event import EventName
from service.reconciliation.rules.finding import Kind, Weight, weight_of
from service.vocabulary import TradeDay
from tests.people import CHEN, DAWEI
from tests.reconciliation.region import LIMIT, Region


@dataclass(frozen=True, slots=True)
class Planted:
    """What is told beside the honest day, and what must be found of it."""

    plant: Callable[[Region], object]
    found: tuple[Kind, ...]


def redeem_twice(region: Region) -> None:
    of = region.a.issues(region.b, DAWEI.number)
    region.b.admits(of, DAWEI.number)
    region.b.redeems(of, DAWEI.number)


def redeem_at_two_places(region: Region) -> None:
    of = region.a.issues(region.b, DAWEI.number)
    region.b.admits(of, DAWEI.number)
    region.c.admits(of, DAWEI.number)


def redeem_and_void(region: Region) -> None:
    of = region.a.issues(region.b, DAWEI.number)
    region.b.admits(of, DAWEI.number)
    region.b.voids(of)


def redeem_what_nobody_issued(region: Region) -> None:
    of = region.a.tell("turn.taken", lane="help", number=1)
    region.b.admits(of)


def redeem_other_bytes(region: Region) -> None:
    of = region.a.issues(region.b, DAWEI.number)
    region.b.draws(of, DAWEI.number)
    region.b.redeems(of, DAWEI.number, digest="77" * 32)


def redeem_too_early(region: Region) -> None:
    a, b = region.a, region.b
    a.at_ms += 3_600_000
    of = a.issues(b, DAWEI.number)
    a.at_ms -= 3_600_000
    b.admits(of, DAWEI.number)


def let_a_pass_end(region: Region) -> None:
    region.a.issues(region.b, DAWEI.number, until_s=region.b.at_ms // 1000 - 60)


def honour_undrawn(region: Region) -> None:
    region.b.redeems(region.a.issues(region.b, DAWEI.number), DAWEI.number)


def _drawn(region: Region, *, falls: bool = True) -> EventName:
    """A pass that the day's key draws, or does not; of a member whom no other draw binds."""
    while True:
        of = region.a.issues(region.b, DAWEI.number)
        mark = len(region.b.events)
        if region.b.draws(of, DAWEI.number) == falls:
            return of
        del region.b.events[mark:]
        region.a.tell("pass.issue_annulled", {"pass": str(of)}, reason="mistake")


def wave_the_drawn_through(region: Region) -> None:
    region.b.redeems(_drawn(region), DAWEI.number)


def inspect_before_the_draw(region: Region) -> None:
    of = _drawn(region)
    del region.b.events[-1:]
    region.b.inspects(of, DAWEI.number)
    region.b.draws(of, DAWEI.number)
    region.b.redeems(of, DAWEI.number)


def skip_a_draw(region: Region) -> None:
    of = _drawn(region)
    del region.b.events[-1:]
    region.b.draws(of, DAWEI.number, drawn=False)
    region.b.redeems(of, DAWEI.number)


def spend_too_much(region: Region) -> None:
    """A site whose own books are even: it forges the credit too, so two things do not fit."""
    region.c.moves("quota.spent", LIMIT)


def open_at_two_homes(region: Region) -> None:
    region.c.opens_period()


def credit_what_nobody_debited(region: Region) -> None:
    name = region.a.tell("turn.taken", lane="help", number=2)
    region.c.receives(name, 1_000)


def credit_more_than_was_debited(region: Region) -> None:
    region.c.receives(region.a.sends(region.c, 1_000), 2_000)


def credit_twice(region: Region) -> None:
    token = region.a.sends(region.c, 1_000)
    region.c.receives(token, 1_000)
    region.c.receives(token, 1_000)


def credit_elsewhere(region: Region) -> None:
    region.b.receives(region.a.sends(region.c, 1_000), 1_000)


def credit_and_take_back(region: Region) -> None:
    token = region.a.sends(region.c, 1_000)
    region.c.receives(token, 1_000)
    region.a.moves("quota.refunded", 1_000, debit=str(token))


def refund_twice(region: Region) -> None:
    spent = region.a.moves("quota.spent", 1_000)
    region.a.moves("quota.refunded", 1_000, debit=str(spent))
    region.a.moves("quota.refunded", 1_000, debit=str(spent))


def tell_another_key(region: Region) -> None:
    region.a.closes_day(key=bytes(32))
    region.a.opens_day(TradeDay("2026-11-25"), link=2)


def leave_a_day_open(region: Region) -> None:
    region.a.opens_day(TradeDay("2026-11-25"), link=2)


def mislabel_a_day(region: Region) -> None:
    region.a.closes_day()
    region.a.opens_day(TradeDay("2026-11-29"), link=2)


PLANTED: Final = {
    each.plant.__name__: each
    for each in (
        Planted(redeem_twice, (Kind.REDEEMED_TWICE,)),
        Planted(redeem_at_two_places, (Kind.REDEEMED_TWICE, Kind.REDEEMED_ELSEWHERE)),
        Planted(redeem_and_void, (Kind.REDEEMED_AND_VOIDED,)),
        Planted(redeem_what_nobody_issued, (Kind.NOT_ISSUED,)),
        Planted(redeem_other_bytes, (Kind.DIFFERING_HASHES,)),
        Planted(redeem_too_early, (Kind.REDEEMED_EARLY,)),
        Planted(let_a_pass_end, (Kind.NOT_REDEEMED,)),
        Planted(honour_undrawn, (Kind.NOT_DRAWN,)),
        Planted(wave_the_drawn_through, (Kind.NOT_REINSPECTED,)),
        Planted(inspect_before_the_draw, (Kind.NOT_REINSPECTED,)),
        Planted(skip_a_draw, (Kind.WRONG_DRAW,)),
        Planted(spend_too_much, (Kind.OVER_ALLOWANCE, Kind.SPENT_UNHELD)),
        Planted(open_at_two_homes, (Kind.TWO_HOMES,)),
        Planted(credit_what_nobody_debited, (Kind.NO_DEBIT,)),
        Planted(credit_more_than_was_debited, (Kind.NO_DEBIT,)),
        Planted(credit_twice, (Kind.CREDITED_TWICE,)),
        Planted(credit_elsewhere, (Kind.CREDITED_ELSEWHERE,)),
        Planted(credit_and_take_back, (Kind.TAKEN_BACK,)),
        Planted(refund_twice, (Kind.OVER_REFUNDED,)),
        Planted(tell_another_key, (Kind.WRONG_DAY_KEY,)),
        Planted(leave_a_day_open, (Kind.DAY_NOT_CLOSED,)),
        Planted(mislabel_a_day, (Kind.DAY_LABEL,)),
    )
}


def test_an_honest_day_has_nothing_that_does_not_fit(region: Region) -> None:
    region.trade()
    region.close()
    region.send()
    region.look()
    assert region.kinds() == []
    proof = region.prove()
    assert (proof.is_well, proof.report.counts, proof.report.waiting) == (True, {}, {})
    checked = proof.report.checked
    assert (checked.passes, checked.honoured, checked.days, checked.draws) == (3, 2, 3, 2)
    assert checked.person_periods == 1


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found_and_nothing_else(region: Region, name: str) -> None:
    planted = PLANTED[name]
    region.trade()
    planted.plant(region)
    if name not in ("tell_another_key", "leave_a_day_open", "mislabel_a_day"):
        region.close()
    region.send()
    region.look()
    found = sorted(planted.found)
    assert region.kinds() == found, "on arrival"
    assert all(region.evidence(kind) for kind in found)
    proof = region.prove()
    assert sorted(proof.report.counts) == found
    assert region.kinds() == found, "and in the night"
    broken = [kind for kind in found if weight_of(Kind(kind)) is Weight.BROKEN]
    assert proof.is_well == (not broken)
    assert proof.report.promises.must_be_zero == len(broken)


def test_each_kind_that_a_journal_can_show_is_planted() -> None:
    planted = {kind for each in PLANTED.values() for kind in each.found}
    elsewhere = {Kind.GAP, Kind.FORK, Kind.PUT_ASIDE, Kind.NOT_ARRIVED}
    of_people = {Kind.POLICY_LAG, Kind.TWO_NUMBERS, Kind.UNUSUAL_RATE}
    assert planted | elsewhere | of_people == set(Kind)


def test_a_member_number_of_its_own_is_all_that_names_a_person(region: Region) -> None:
    region.trade()
    spend_too_much(region)
    region.send()
    region.look()
    said = [each for each in region.anomalies() if each.kind == Kind.OVER_ALLOWANCE]
    assert [each.member for each in said] == [CHEN.number]
