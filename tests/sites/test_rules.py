"""What a key's record, its revocation and the age of the lists are worth."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sites.rules import (
    DAY_MS,
    HOUR_MS,
    Freshness,
    IssuerFacts,
    ListTerms,
    Standing,
    epochs_carried_on,
    grade_lists,
    judge_standing,
)
from service.vocabulary import Epoch

GOOD = IssuerFacts(seq=7, has_begun=True, is_valid=True, may_issue=True, last_standing=None)
A, B, C = Epoch("aaaaaaaa"), Epoch("bbbbbbbb"), Epoch("cccccccc")


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        (GOOD, Standing.GOOD),
        (replace(GOOD, may_issue=False), Standing.NO_RIGHT),
        (replace(GOOD, is_valid=False, may_issue=False), Standing.LAPSED),
        (replace(GOOD, has_begun=False, is_valid=False), Standing.NOT_YET),
        (replace(GOOD, last_standing=7, has_begun=False), Standing.KEY_REVOKED),
        (replace(GOOD, last_standing=6, has_begun=False), Standing.UNDONE),
        (replace(GOOD, last_standing=0), Standing.UNDONE),
    ],
)
def test_a_revocation_speaks_before_the_record_does(facts: IssuerFacts, standing: Standing) -> None:
    assert judge_standing(facts) is standing


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_once_a_key_is_revoked_nothing_of_it_is_good(last: int, seq: int) -> None:
    standing = judge_standing(replace(GOOD, seq=seq, last_standing=last))
    assert standing is (Standing.KEY_REVOKED if seq <= last else Standing.UNDONE)


@pytest.mark.parametrize(
    ("age_ms", "freshness"),
    [
        (0, Freshness.FRESH),
        (24 * HOUR_MS, Freshness.FRESH),
        (24 * HOUR_MS + 1, Freshness.AMBER),
        (7 * DAY_MS, Freshness.AMBER),
        (7 * DAY_MS + 1, Freshness.STALE),
        (None, Freshness.STALE),
    ],
)
def test_lists_are_fresh_for_a_day_and_amber_for_a_week(
    age_ms: int | None, freshness: Freshness
) -> None:
    assert grade_lists(age_ms, ListTerms()) is freshness


def test_rights_pass_over_whole_along_epochs_that_were_closed() -> None:
    assert epochs_carried_on(C, {C: B, B: A, A: None}) == {A, B, C}
    assert epochs_carried_on(C, {C: B, B: None, A: None}) == {B, C}
    assert epochs_carried_on(C, {C: None, B: A}) == {C}
    assert epochs_carried_on(C, {}) == {C}


def test_records_that_name_each_other_do_not_go_round_for_ever() -> None:
    assert epochs_carried_on(A, {A: B, B: A}) == {A, B}
