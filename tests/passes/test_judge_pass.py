"""A pass is judged by one list of checks, in one order, at one destination."""

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.inspection.rules import InspectionRefusal
from service.kit.clock import Trust
from service.passes.issue_rules import PassRefusal
from service.passes.rules import (
    CHECKS,
    RESOLVABLE,
    Caution,
    Comparison,
    DecodeFault,
    Here,
    Judgement,
    Settlement,
    Shown,
    Terms,
    Verdict,
    judge_pass,
)
from service.passes.signals import SIGNALS, Colour, Shape, signal_of, words_of
from service.sites.rules import DAY_MS, HOUR_MS, Standing
from service.vocabulary import Epoch, SiteNo
from tests.passes.samples import DESTINATION, DONGXING, NOW_S, PERSON

HERE = Here(
    site=DONGXING,
    epochs=frozenset({DESTINATION.epoch}),
    now_ms=NOW_S * 1000,
    clock=Trust.SYNCED,
    lists_age_ms=0,
)
FINE = Shown(HERE, PERSON)
SCREENS = Path(__file__).parents[2] / "kiosk_ui" / "src"
LOCALES = SCREENS / "locales" / "pass"
TABLE = SCREENS / "lib" / "pass_verdicts.ts"


def at(now_s: float, shown: Shown = FINE) -> Verdict:
    here = replace(shown.here, now_ms=int(now_s * 1000))
    return judge_pass(replace(shown, here=here)).verdict


def here(**changes: Any) -> dict[str, Any]:
    return {"here": changes}


SPOILT: tuple[tuple[Verdict, dict[str, Any]], ...] = (
    (Verdict.UNREADABLE, {"read": DecodeFault.NOT_BASE32}),
    (Verdict.UNKNOWN_KEY, {"is_key_known": False}),
    (Verdict.NOT_GENUINE, {"is_genuine": False}),
    (Verdict.REFERRED_KEY_REVOKED, {"standing": Standing.KEY_REVOKED}),
    (Verdict.WRONG_DESTINATION, here(site=SiteNo("S09"))),
    (Verdict.REFERRED_RESTORED_SITE, here(epochs=frozenset({Epoch("00000000")}))),
    (Verdict.EXPIRED, here(now_ms=(PERSON.expires_s + 1) * 1000)),
    (Verdict.REVOKED, {"is_revoked": True}),
    (Verdict.REFERRED_STALE_LISTS, here(lists_age_ms=None)),
    (Verdict.ALREADY_REDEEMED, {"settled": Settlement.REDEEMED}),
    (Verdict.REFERRED_HIT, {"is_hit": True}),
    (Verdict.DRAW, {"is_drawn": True}),
    (Verdict.REFERRED_MISMATCH, {"compared": Comparison.MISMATCH}),
)
"""One way to fail each check, in the order of the checks."""


def spoil(*ways: dict[str, Any]) -> Shown:
    shown = FINE
    for changes in ways:
        place = replace(shown.here, **changes.get("here", {}))
        shown = replace(shown, **{**changes, "here": place})
    return shown


def test_a_pass_against_which_nothing_speaks_is_admitted() -> None:
    assert judge_pass(FINE) == Judgement(Verdict.ADMITTED)
    assert signal_of(judge_pass(FINE)).colour is Colour.GREEN


def test_each_check_has_one_way_to_fail_below() -> None:
    assert len(SPOILT) == len(CHECKS)
    for check, (verdict, changes) in zip(CHECKS, SPOILT, strict=True):
        assert check(spoil(changes)) is verdict, check


@pytest.mark.parametrize(
    ("first", "second"), list(pairwise(SPOILT)), ids=lambda spoilt: str(spoilt[0])
)
def test_of_two_checks_that_fail_the_earlier_one_speaks(
    first: tuple[Verdict, dict[str, Any]], second: tuple[Verdict, dict[str, Any]]
) -> None:
    assert judge_pass(spoil(second[1])).verdict is second[0]
    assert judge_pass(spoil(first[1], second[1])).verdict is first[0]
    assert judge_pass(spoil(second[1], first[1])).verdict is first[0]


@given(st.sets(st.integers(0, len(SPOILT) - 1)))
def test_of_any_number_of_failed_checks_the_first_one_speaks(failed: set[int]) -> None:
    shown = spoil(*(SPOILT[number][1] for number in failed))
    expected = SPOILT[min(failed)][0] if failed else Verdict.ADMITTED
    assert judge_pass(shown).verdict is expected


@given(
    st.sets(st.integers(0, len(SPOILT) - 1)),
    st.frozensets(st.sampled_from(Verdict)),
)
def test_an_officer_settles_what_is_theirs_to_settle_and_nothing_else(
    failed: set[int], resolved: frozenset[Verdict]
) -> None:
    shown = replace(spoil(*(SPOILT[number][1] for number in failed)), resolved=resolved)
    left = [SPOILT[n][0] for n in sorted(failed) if SPOILT[n][0] not in resolved & RESOLVABLE]
    assert judge_pass(shown).verdict is (left[0] if left else Verdict.ADMITTED)


def test_a_pass_for_an_epoch_that_broke_off_is_settled_by_no_officer() -> None:
    shown = spoil(here(epochs=frozenset({Epoch("00000000")})))
    resolved = replace(shown, resolved=frozenset(Verdict))
    assert judge_pass(resolved).verdict is Verdict.REFERRED_RESTORED_SITE


def test_both_ends_of_its_time_are_within_it() -> None:
    assert at(PERSON.expires_s) is Verdict.ADMITTED
    assert at(PERSON.expires_s + 0.999) is Verdict.ADMITTED
    assert at(PERSON.expires_s + 1) is Verdict.EXPIRED


def test_an_issuer_whose_clock_runs_ten_minutes_ahead_is_believed() -> None:
    assert at(PERSON.issued_s - 600) is Verdict.ADMITTED
    assert at(PERSON.issued_s - 601) is Verdict.NOT_YET_VALID


def test_a_site_status_can_only_lengthen_the_time_of_a_pass() -> None:
    longer = replace(FINE, extended_to_s=PERSON.expires_s + 3600)
    assert at(PERSON.expires_s + 3600, longer) is Verdict.ADMITTED
    assert at(PERSON.expires_s + 3601, longer) is Verdict.EXPIRED
    shorter = replace(FINE, extended_to_s=PERSON.issued_s)
    assert at(PERSON.expires_s, shorter) is Verdict.ADMITTED


@pytest.mark.parametrize("now_s", [0, NOW_S, PERSON.expires_s + 1])
def test_a_clock_that_nobody_vouches_for_judges_no_time(now_s: int) -> None:
    shown = spoil(here(clock=Trust.NONE))
    assert at(now_s, shown) is Verdict.REFERRED_CLOCK
    vouched = replace(shown, resolved=frozenset({Verdict.REFERRED_CLOCK}))
    assert at(now_s, vouched) is Verdict.ADMITTED
    judged = judge_pass(vouched)
    assert judged.cautions == (Caution.UNTRUSTED_CLOCK,)
    assert (signal_of(judged).colour, signal_of(judged).shape) == (Colour.AMBER, Shape.HAND)


@pytest.mark.parametrize(
    ("age_ms", "verdict", "cautions"),
    [
        (24 * HOUR_MS, Verdict.ADMITTED, ()),
        (24 * HOUR_MS + 1, Verdict.ADMITTED, (Caution.OLD_LISTS,)),
        (7 * DAY_MS, Verdict.ADMITTED, (Caution.OLD_LISTS,)),
        (7 * DAY_MS + 1, Verdict.REFERRED_STALE_LISTS, (Caution.OLD_LISTS,)),
        (None, Verdict.REFERRED_STALE_LISTS, (Caution.OLD_LISTS,)),
    ],
)
def test_old_lists_are_amber_and_stale_ones_are_for_the_policy(
    age_ms: int | None, verdict: Verdict, cautions: tuple[Caution, ...]
) -> None:
    assert judge_pass(spoil(here(lists_age_ms=age_ms))) == Judgement(verdict, cautions)
    lenient = spoil(here(lists_age_ms=age_ms, terms=Terms(refers_stale=False)))
    assert judge_pass(lenient) == Judgement(Verdict.ADMITTED, cautions)


@pytest.mark.parametrize(
    ("standing", "verdict"),
    [
        (Standing.UNDONE, Verdict.REVOKED),
        (Standing.KEY_REVOKED, Verdict.REFERRED_KEY_REVOKED),
        (Standing.NOT_YET, Verdict.UNKNOWN_KEY),
        (Standing.LAPSED, Verdict.UNKNOWN_KEY),
        (Standing.NO_RIGHT, Verdict.NOT_GENUINE),
    ],
)
def test_an_issuer_without_good_standing_admits_nobody(
    standing: Standing, verdict: Verdict
) -> None:
    assert judge_pass(replace(FINE, standing=standing)).verdict is verdict


def test_other_ways_to_fail_have_their_own_words() -> None:
    assert judge_pass(replace(FINE, is_suspended=True)).verdict is Verdict.REVOKED
    assert judge_pass(replace(FINE, settled=Settlement.VOIDED)).verdict is Verdict.VOIDED
    broken = replace(FINE, compared=Comparison.SEAL_BROKEN)
    assert judge_pass(broken).verdict is Verdict.REFERRED_SEAL
    assert judge_pass(replace(FINE, compared=Comparison.MATCHES)).verdict is Verdict.ADMITTED


# --- the table ---


def test_every_verdict_has_a_signal_and_each_colour_its_shape() -> None:
    assert SIGNALS.keys() == set(Verdict)
    shapes = {signal.colour: signal.shape for signal in SIGNALS.values()}
    assert shapes == {
        Colour.GREEN: Shape.TICK,
        Colour.AMBER: Shape.HAND,
        Colour.BLUE: Shape.PERSON,
        Colour.RED: Shape.OCTAGON,
    }
    assert all(signal.shape is shapes[signal.colour] for signal in SIGNALS.values())
    assert [v for v in Verdict if SIGNALS[v].colour is Colour.GREEN] == [Verdict.ADMITTED]


@pytest.mark.parametrize("language", ["zh-CN", "vi", "en"])
def test_every_verdict_and_caution_has_its_words_in_each_language(language: str) -> None:
    said = json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))
    keys = {key for verdict in Verdict for key in words_of(Judgement(verdict)).values()}
    keys |= {f"pass.caution.{caution}" for caution in Caution}
    kinds = ("pass.verdict.", "pass.sentence.", "pass.next.", "pass.caution.")
    assert {key for key in said if key.startswith(kinds)} == keys
    assert all(len(said[key].split()) <= 15 for key in keys)


def test_the_screens_have_the_same_list_of_verdicts() -> None:
    """One closed list: a verdict that only one side knew would be shown as a fault."""
    rows = re.findall(r"^  (\w+): \['(\w+)', '(\w+)'\],$", TABLE.read_text("utf-8"), re.MULTILINE)
    assert {code: (colour, step) for code, colour, step in rows} == {
        str(verdict): (str(signal.colour), str(signal.next)) for verdict, signal in SIGNALS.items()
    }


@pytest.mark.parametrize("language", ["zh-CN", "vi", "en"])
def test_every_refusal_about_a_pass_or_an_inspection_has_its_words(language: str) -> None:
    own = json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))
    shared = json.loads((LOCALES.parent / f"{language}.json").read_text(encoding="utf-8"))
    wordless = {
        str(refusal)
        for refusal in (*PassRefusal, *InspectionRefusal)
        if f"pass.problem.{refusal}" not in own and f"problems.{refusal}" not in shared
    }
    assert wordless == set()
