"""The rules of passes between two real sites: drawn, voided, taken back, carried, printed again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.inspection.rules import InspectionRefusal
from service.journal.event import Event
from service.passes.annul_issue import annul_issue
from service.passes.issue_rules import AnnulReason
from service.passes.reprint_pass import reprint_pass
from service.passes.rules import Comparison, Verdict
from service.passes.token import ReadPass, decode_pass
from service.prune_site import prune_site
from service.quota.grant_horizon import grant_horizon
from service.quota.plan_grants import Grant, GrantRefusal, longest_horizon
from service.quota.quota_left import quota_left
from service.sites import feed_items
from service.vocabulary import ComponentNo, TradeDay
from tests.asking import Browser, code_of
from tests.builders import TODAY, City, Place
from tests.people import CHEN, DAWEI, LAN, OFFICER
from tests.places import DONGXING, NOW_MS
from tests.two_places import HEZHOU, TwoPlaces, both, issue

__all__ = ["both"]

VALUE = ComponentNo(1)
CLEARED: dict[str, Any] = {"checks": ["person", "goods"], "result": "cleared"}


@pytest.fixture
def drawing(city: City, folder: Path) -> Iterator[TwoPlaces]:
    """Both, where everybody is drawn."""
    with TwoPlaces.opened(city, folder, rate=10_000) as opened:
        yield opened


@pytest.fixture
def carrying(both: TwoPlaces) -> TwoPlaces:
    """From Dongxing, which is everybody's home and has a horizon, to Hezhou."""
    archive, epoch = both.b.archive(), both.b.desk.journal.epoch
    grant = Grant(DONGXING, epoch, longest_horizon(TODAY), holds_from=TradeDay("2026-11-01"))
    written = grant_horizon(archive, grant, today=TODAY, at_ms=NOW_MS)
    assert not isinstance(written, GrantRefusal)
    both.b.bring(archive)
    return both.back


def left(place: Place) -> int:
    journal = place.desk.journal
    shown = place.read(lambda session: quota_left(session, journal, TODAY, CHEN.number))
    return shown.parts[0].left


def reference_of(issuer: Place) -> str:
    return str(issuer.events("pass.issued")[-1].name)


def station(place: Place) -> Browser:
    return place.signed_in(OFFICER)


# --- draws ---


def test_a_draw_is_recorded_when_it_is_shown_and_only_once(drawing: TwoPlaces) -> None:
    text = drawing.issue(CHEN)
    assert drawing.peek(text).judgement.verdict is Verdict.DRAW
    assert drawing.redeem(text) is Verdict.DRAW
    [draw] = drawing.b.events("draw.recorded")
    assert (draw.data["drawn"], draw.data["rate"], draw.data["link"]) == (True, 10_000, 1)
    assert drawing.b.events("scan.refused") == []
    assert drawing.redeemed() == []


def test_who_was_drawn_gets_in_by_an_inspection_and_not_by_another_pass(
    drawing: TwoPlaces,
) -> None:
    first, second = drawing.issue(CHEN), drawing.issue(CHEN)
    assert drawing.peek(first).judgement.verdict is Verdict.DRAW
    said = station(drawing.b).post("/v1/passes/inspect", {"scan": first, **CLEARED})
    assert said.status_code == 201, said.text
    assert drawing.redeem(second) is Verdict.DRAW, "the day's draw binds the member"
    assert drawing.redeem(first) is Verdict.ADMITTED


def test_an_inspection_settles_only_what_was_said_before_it(drawing: TwoPlaces) -> None:
    """It was made for a draw: whoever then finds a broken seal or another bearer inspects anew."""
    text, at = drawing.issue(CHEN), station(drawing.b)
    again = {"scan": text, **CLEARED}
    assert drawing.peek(text).judgement.verdict is Verdict.DRAW
    assert at.post("/v1/passes/inspect", again).status_code == 201
    assert drawing.peek(text).judgement.verdict is Verdict.ADMITTED
    assert drawing.redeem(text, Comparison.MISMATCH) is Verdict.REFERRED_MISMATCH
    assert drawing.redeem(text, Comparison.SEAL_BROKEN) is Verdict.REFERRED_SEAL
    assert at.post("/v1/passes/inspect", again).status_code == 201
    assert drawing.redeem(text, Comparison.SEAL_BROKEN) is Verdict.REFERRED_SEAL, "not told of it"
    told = at.post("/v1/passes/inspect", {**again, "compared": "seal_broken"})
    assert told.status_code == 201
    assert drawing.redeem(text, Comparison.MISMATCH) is Verdict.REFERRED_MISMATCH
    assert drawing.redeem(text, Comparison.SEAL_BROKEN) is Verdict.ADMITTED
    made = drawing.b.events("inspection.recorded")
    assert [each.data["settles"] for each in made] == [
        ["draw"],
        ["draw"],
        ["draw", "referred_seal"],
    ]
    assert drawing.b.events("pass.redeemed")[0].data["resolved"] == ["draw", "referred_seal"]


def test_an_inspection_settles_no_revocation_that_came_after_it(both: TwoPlaces) -> None:
    text, at, identity = both.issue(CHEN), station(both.b), both.a.desk.identity
    again = {"scan": text, **CLEARED}
    assert at.post("/v1/passes/inspect", again).status_code == 201
    stands = len(both.a.events())
    revoked = feed_items.revoke_key(identity.site, identity.epoch, last_seq=stands, at_ms=NOW_MS)
    both.publish("revocations", revoked)
    assert both.redeem(text) is Verdict.REFERRED_KEY_REVOKED
    assert at.post("/v1/passes/inspect", again).status_code == 201
    assert both.redeem(text) is Verdict.ADMITTED


def test_a_draw_binds_the_member_even_where_the_key_draws_nobody(both: TwoPlaces) -> None:
    text = both.issue(CHEN)
    data = {"pass": "S07.00000000.9", "member": CHEN.number, "link": 1, "rate": 0, "drawn": True}
    both.b.do(lambda act: act.record("draw.recorded", data))
    assert both.peek(text).judgement.verdict is Verdict.DRAW
    assert both.peek(both.issue(DAWEI)).judgement.verdict is Verdict.ADMITTED


def test_every_draw_is_done_again_after_the_day(drawing: TwoPlaces) -> None:
    text = drawing.issue(CHEN)
    drawing.peek(text)
    station(drawing.b).post("/v1/passes/inspect", {"scan": text, **CLEARED})
    assert drawing.redeem(text) is Verdict.ADMITTED
    assert drawing.prove(drawing.b).draws.draws == 0, "the open day has told no key"
    drawing.turn_the_page("2026-11-25")
    proof = drawing.prove(drawing.b)
    assert (proof.draws.draws, proof.flaws, proof.holds) == (1, [], True)


def test_a_draw_that_was_skipped_is_found(drawing: TwoPlaces) -> None:
    """A counter that writes down another draw than falls, and one that draws not at all."""
    member = CHEN.number
    data = {"pass": "S07.00000000.9", "member": member, "link": 1, "rate": 10_000, "drawn": False}
    drawing.b.do(lambda act: act.record("draw.recorded", data))
    redeemed = {
        "pass": "S07.00000000.8",
        "digest": "",
        "member": member,
        "entry": None,
        "came_in": False,
        "outcome": "cleared",
        "checks": 1,
        "policy": 1,
        "resolved": [],
        "cautions": [],
        "goods": None,
        "plate": None,
        "batch": None,
        "seals": None,
    }
    drawing.b.do(lambda act: act.record("pass.redeemed", redeemed))
    drawing.turn_the_page("2026-11-25")
    skipped, undrawn = drawing.prove(drawing.b).draws.flaws
    assert skipped.startswith("S07.00000000.9: ") and skipped.endswith("skipped")
    assert undrawn.endswith("honours a pass that was never drawn for")


# --- void ---


def test_a_void_pass_is_never_honoured_and_a_redeemed_one_never_void(both: TwoPlaces) -> None:
    void, used = both.issue(CHEN), both.issue(DAWEI)
    assert both.void(void) not in set(Verdict)
    assert both.redeem(void) is Verdict.VOIDED
    assert both.void(void) is Verdict.VOIDED
    assert both.redeem(used) is Verdict.ADMITTED
    assert both.void(used) is Verdict.ALREADY_REDEEMED


def test_one_void_names_many_passes_all_or_none(both: TwoPlaces) -> None:
    texts = [both.issue(who) for who in (CHEN, DAWEI, LAN)]
    used = both.issue(CHEN)
    assert both.redeem(used) is Verdict.ADMITTED
    assert both.void(*texts, used) is Verdict.ALREADY_REDEEMED
    assert both.b.events("pass.voided") == []
    text = both.void(*texts)
    [voided] = both.b.events("pass.voided")
    assert len(voided.data["passes"]) == 3
    done = both.take_void(text)
    assert not isinstance(done, str) and len(done.data["passes"]) == 3
    assert both.take_void(text) == "void_taken"


def test_only_the_destination_s_void_lets_the_issuer_issue_anew(both: TwoPlaces) -> None:
    inspection = both.inspect(CHEN)
    first = issue(both.a, inspection, DONGXING)
    assert not isinstance(first, str)
    assert issue(both.a, inspection, DONGXING) == "pass_already_issued"
    both.a.do(lambda act: annul_issue(act, first.issued.reference, AnnulReason.OTHER))
    assert issue(both.a, inspection, DONGXING) == "pass_already_issued", "annulling returns nothing"
    assert isinstance(both.take_void(str(both.void(first.text))), Event)
    assert not isinstance(issue(both.a, inspection, DONGXING), str)


def test_a_void_of_somebody_else_counts_for_nothing(both: TwoPlaces) -> None:
    both.issue(CHEN)
    assert both.take_void("TV1AAAA") == "void_unreadable"
    assert both.take_void(both.issue(DAWEI)) == "void_unreadable"
    other = both.back
    text = other.issue(LAN)  # from Dongxing to Hezhou, and voided there
    assert both.take_void(str(other.void(text))) == "void_not_ours"


def test_an_expired_pass_is_not_honoured_but_can_be_void(both: TwoPlaces) -> None:
    text = both.issue(CHEN)
    both.wait(4 * 3600)
    assert both.peek(text).judgement.verdict is Verdict.ADMITTED, "bounds are included"
    both.wait(1)
    assert both.redeem(text) is Verdict.EXPIRED
    assert both.void(text) not in set(Verdict)


# --- quota along with a pass ---


def test_quota_goes_with_a_pass_and_is_credited_once_under_its_name(carrying: TwoPlaces) -> None:
    before = left(carrying.a)
    text = carrying.issue(CHEN, quota={VALUE: 520_000})
    assert left(carrying.a) == before - 520_000
    [sent] = carrying.a.events("transfer.sent")
    assert sent.data["carrier"] == reference_of(carrying.a)
    assert carrying.redeem(text) is Verdict.ADMITTED
    [received] = carrying.b.events("transfer.received")
    assert received.data["transfer"] == reference_of(carrying.a)
    assert left(carrying.b) == 520_000
    assert carrying.redeem(text) is Verdict.ALREADY_REDEEMED
    assert left(carrying.b) == 520_000
    assert carrying.prove(carrying.a).holds and carrying.prove(carrying.b).holds


def test_quota_that_is_not_there_lets_no_pass_out(carrying: TwoPlaces) -> None:
    inspection = carrying.inspect(CHEN)
    assert issue(carrying.a, inspection, HEZHOU, quota={VALUE: 10**9}) == "quota_not_enough"
    assert carrying.a.events("pass.issued") == carrying.a.events("transfer.") == []
    assert not isinstance(issue(carrying.a, inspection, HEZHOU), str)


def test_annulling_returns_no_quota_and_a_void_does_once(carrying: TwoPlaces) -> None:
    before = left(carrying.a)
    text = carrying.issue(CHEN, quota={VALUE: 520_000})
    reason = {"reason": "other"}
    done = station(carrying.a).post(f"/v1/passes/{reference_of(carrying.a)}/annul", reason)
    assert done.status_code == 200, done.text
    assert left(carrying.a) == before - 520_000
    void = str(carrying.void(text))
    said = station(carrying.a).post("/v1/passes/voids", {"scan": void})
    assert (said.status_code, said.json()["passes"]) == (200, [reference_of(carrying.a)])
    assert left(carrying.a) == before
    again = station(carrying.a).post("/v1/passes/voids", {"scan": void})
    assert (code_of(again), left(carrying.a)) == ("void_taken", before)
    assert carrying.redeem(text) is Verdict.VOIDED
    assert carrying.prove(carrying.a).holds


def test_a_pass_that_is_never_shown_keeps_its_quota_from_everybody(carrying: TwoPlaces) -> None:
    before = left(carrying.a)
    carrying.issue(CHEN, quota={VALUE: 520_000})
    assert (left(carrying.a), left(carrying.b)) == (before - 520_000, 0)


# --- handing out ---


def test_a_pass_is_handed_out_again_the_same_to_the_letter(carrying: TwoPlaces) -> None:
    made = station(carrying.a).post(
        "/v1/passes", {"inspection": carrying.inspect(CHEN), "to_site": HEZHOU}
    )
    assert made.status_code == 201, made.text
    again = station(carrying.a).get(f"/v1/passes/{made.json()['reference']}/token")
    assert again.json() == made.json()
    assert station(carrying.a).get("/v1/passes/S01.00000000.1/token").status_code == 404
    receipt = station(carrying.a).get(f"/v1/receipts/{made.json()['reference']}")
    assert receipt.status_code == 200


def test_a_mask_goes_along_only_where_the_member_may_be_unknown(both: TwoPlaces) -> None:
    home = decode_pass(both.issue(CHEN))
    away = decode_pass(both.back.issue(LAN))
    assert isinstance(home, ReadPass) and home.said.hint is None
    assert isinstance(away, ReadPass) and away.said.hint is not None
    assert away.said.hint.name_mask.encode() not in b"".join(
        event.to_bytes() for event in both.b.events()
    ), "no event holds a mask"


def test_a_pass_ends_two_hours_after_midnight_at_the_latest(both: TwoPlaces) -> None:
    both.wait(14 * 3600)  # 23:00 at Hezhou
    read = decode_pass(both.issue(CHEN))
    assert isinstance(read, ReadPass)
    assert read.said.expires_s == NOW_MS // 1000 + 17 * 3600
    both.wait(3 * 3600)
    assert issue(both.a, both.inspect(DAWEI), DONGXING) == "pass_day_over"


def test_texts_are_let_go_of_a_day_after_their_end(both: TwoPlaces) -> None:
    both.issue(CHEN)
    reference = reference_of(both.a)

    def prune() -> int:
        moment = both.a.desk.clock.now()
        return both.a.do(
            lambda act: prune_site(act.session, [], moment=moment, answers_days=35)
        ).texts

    both.wait(28 * 3600)
    assert prune() == 0
    both.wait(1)
    assert prune() == 1
    assert both.a.read(lambda session: reprint_pass(session, reference)) == "pass_text_gone"


# --- a turnstile that did not turn ---


def test_an_annulled_redemption_stays_used_up_and_an_officer_lets_the_bearer_in(
    both: TwoPlaces,
) -> None:
    text = both.issue(CHEN)
    assert both.redeem(text) is Verdict.ADMITTED
    of = reference_of(both.a)
    desk = station(both.b)
    admit = f"/v1/passes/{of}/admit"
    assert code_of(desk.post(admit)) == "pass_not_annulled"
    annulled = desk.post(f"/v1/passes/{of}/redemption/annul", {"reason": "did_not_pass"})
    assert annulled.status_code == 200, annulled.text
    assert len(both.b.events("checkin.annulled")) == 1
    assert both.redeem(text) is Verdict.ALREADY_REDEEMED
    assert both.void(text) is Verdict.ALREADY_REDEEMED
    assert desk.post(admit).status_code == 201
    assert code_of(desk.post(admit)) == "pass_already_admitted"
    assert len(both.redeemed()) == 1
    assert both.prove(both.b).holds


# --- the inspection itself ---


def test_an_inspection_needs_a_member_inside_and_checks_of_the_policy(both: TwoPlaces) -> None:
    desk = station(both.b)
    asked = {"member": CHEN.number, **CLEARED}
    assert code_of(desk.post("/v1/inspections", asked)) == InspectionRefusal.NOT_INSIDE
    both.inspect(CHEN, at=both.b)
    for wrong, word in (
        ({"checks": ["horoscope"]}, InspectionRefusal.UNKNOWN_CHECK),
        ({"checks": []}, InspectionRefusal.NOTHING_CHECKED),
        ({"result": "held"}, InspectionRefusal.NOTHING_FOUND),
        ({"checks": ["person", "person"]}, InspectionRefusal.SAID_TWICE),
    ):
        assert code_of(desk.post("/v1/inspections", {**asked, **wrong})) == word
    held = {"result": "held", "findings": ["bearer_differs"]}
    made = desk.post("/v1/inspections", {**asked, **held}).json()
    assert issue(both.b, made["reference"], HEZHOU) == "pass_not_cleared"


def test_a_draft_outlives_a_lock_and_a_restart_until_it_is_recorded(both: TwoPlaces) -> None:
    both.inspect(CHEN, at=both.b)
    draft = {"member": CHEN.number, "checks": ["person"], "findings": ["goods_differ"]}
    desk = station(both.b)
    assert desk.post("/v1/inspections/drafts", draft).status_code == 200
    desk.ask("DELETE", "/v1/session")
    both.b.restart()
    [kept] = station(both.b).get("/v1/inspections/drafts").json()["items"]
    assert (kept["checks"], kept["findings"]) == (["person"], ["goods_differ"])
    station(both.b).post("/v1/inspections", {"member": CHEN.number, **CLEARED})
    assert station(both.b).get("/v1/inspections/drafts").json()["items"] == []
