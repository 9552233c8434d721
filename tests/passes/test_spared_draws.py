"""Ways to be spared a draw: by another place, a restart, a new day or machine; none works."""

from pathlib import Path

from service.console.back_up import back_up
from service.inspection.store import Inspection
from service.journal.event import Event
from service.passes.judge_shown import Showing
from service.passes.peek_pass import peek_pass
from service.passes.rules import Verdict
from tests.builders import TODAY, City
from tests.passes.test_attacks import inspected, renew, tell_of_renewal
from tests.passes.test_two_sites import drawing
from tests.people import CHEN, DAWEI
from tests.places import DONGXING
from tests.two_places import TwoPlaces, as_officer, destination, issue

__all__ = ["drawing"]


def test_showing_it_elsewhere_first_spares_nobody_a_draw(drawing: TwoPlaces) -> None:
    text = drawing.issue(CHEN)
    here = destination(drawing.a)
    elsewhere = as_officer(drawing.a, lambda act: peek_pass(act, Showing.now(act, text), here))
    assert elsewhere.judgement.verdict is Verdict.WRONG_DESTINATION
    assert drawing.a.events("draw.recorded") == []
    assert drawing.redeem(text) is Verdict.DRAW


def test_a_draw_outlives_a_restart_a_new_day_and_a_pass_issued_anew(drawing: TwoPlaces) -> None:
    drawing.wait(14 * 3600)  # 23:00, so that the pass is valid past midnight
    inspection = drawing.inspect(CHEN)
    first = issue(drawing.a, inspection, DONGXING)
    assert not isinstance(first, str)
    assert drawing.peek(first.text).judgement.verdict is Verdict.DRAW
    drawing.b.restart()
    assert drawing.redeem(first.text) is Verdict.DRAW
    void = str(drawing.void(first.text))
    assert isinstance(drawing.take_void(void), Event)
    anew = issue(drawing.a, inspection, DONGXING)
    assert not isinstance(anew, str)
    assert drawing.redeem(anew.text) is Verdict.DRAW
    drawing.turn_the_page("2026-11-25")
    assert drawing.redeem(anew.text) is Verdict.DRAW
    assert len(drawing.b.events("draw.recorded")) == 2, "one for each pass"
    assert drawing.prove(drawing.b).holds


def test_draws_of_a_day_that_broke_off_are_counted_and_no_flaw(
    drawing: TwoPlaces, city: City, tmp_path: Path
) -> None:
    """The machine was lost before the day told its key, so nobody can do its draws again."""
    drawing.peek(drawing.issue(CHEN))
    renew(drawing.b, city, back_up(drawing.b.site.settings, tmp_path / "backups").path)
    drawing.turn_the_page("2026-11-25")
    proof = drawing.prove(drawing.b)
    assert (proof.draws.draws, proof.draws.untold, proof.flaws) == (0, 1, [])


def test_a_renewed_machine_draws_on_for_the_rest_of_the_day(
    drawing: TwoPlaces, city: City, tmp_path: Path
) -> None:
    """Its chain begins anew, and its first day is the one that the lost epoch had opened."""
    assert drawing.peek(drawing.issue(CHEN)).judgement.verdict is Verdict.DRAW
    renew(drawing.b, city, back_up(drawing.b.site.settings, tmp_path / "backups").path)
    tell_of_renewal(drawing)
    drawing.wait(2)  # the newer of two records is the one that began later
    first, second = drawing.issue(DAWEI), drawing.issue(CHEN)
    assert drawing.redeem(first) is Verdict.DRAW
    assert isinstance(inspected(drawing.b, first), Inspection)
    assert drawing.redeem(first) is Verdict.ADMITTED
    assert drawing.redeem(second) is Verdict.DRAW
    [taken] = drawing.b.events("day.taken_over")
    assert taken.data == {"day": TODAY, "link": 1}
    drawing.turn_the_page("2026-11-25")
    assert drawing.b.events("day.opened")[-1].data["link"] == 2
    proof = drawing.prove(drawing.b)
    assert (proof.draws.draws, proof.draws.untold, proof.flaws) == (2, 1, [])
