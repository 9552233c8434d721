"""An officer stands out only by more than chance allows, against all the others."""

import pytest

from service.reconciliation.rules.finding import USUAL, Kind
from service.reconciliation.rules.people import OfficerCount, check_rates
from service.vocabulary import OfficerNo, SiteNo


def officer(number: int, handled: int, **acts: int) -> OfficerCount:
    return OfficerCount(SiteNo("S01"), OfficerNo(str(number)), handled, **acts)


USUAL_ONES = [officer(1001 + n, 960, referred=40, hits=10, overrides=2) for n in range(5)]


def found(*officers: OfficerCount) -> list[str]:
    return [each.subject for each in check_rates([*USUAL_ONES, *officers], USUAL)]


def test_officers_who_are_alike_do_not_stand_out() -> None:
    assert found() == found(officer(1009, 470, referred=25, hits=6)) == []


@pytest.mark.parametrize(
    ("acts", "what"),
    [
        ({"referred": 200, "hits": 8}, "referred"),
        ({"referred": 40, "hits": 40}, "hits"),
        ({"referred": 40, "hits": 10, "overrides": 60}, "overrides"),
        ({"hits": 8}, "referred"),
    ],
    ids=["refers all the time", "meets hits all the time", "overrides", "waves all through"],
)
def test_one_who_does_much_more_or_much_less_is_told(acts: dict[str, int], what: str) -> None:
    assert found(officer(1009, 960, **acts)) == [f"S01 1009 {what}"]


def test_a_few_acts_show_nothing() -> None:
    assert found(officer(1009, 10, referred=10, hits=10)) == []
    assert [*check_rates([officer(1, 900), officer(2, 5, overrides=5)], USUAL)] == []


def test_the_finding_tells_the_counts_of_both_sides() -> None:
    busy = officer(1009, 800, referred=200, hits=10, overrides=2)
    [only] = check_rates([*USUAL_ONES, busy], USUAL)
    assert only.kind is Kind.UNUSUAL_RATE
    figures = {"count": 200, "acts": 1002, "others": 200, "others_acts": 5 * 1002}
    assert {name: only.figures[name] for name in figures} == figures
