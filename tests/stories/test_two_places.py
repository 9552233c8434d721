"""Hezhou inspects, Dongxing honours: nothing goes between them but the text of a pass."""

from dataclasses import replace

import pytest

from service.kit.clock import Trust
from service.passes.rules import Caution, Comparison, Settlement, Verdict
from service.passes.signals import SIGNALS, Colour, NextStep, signal_of
from service.sites import feed_items
from service.sites.store import REVOCATIONS
from service.vocabulary import PassId, SiteNo
from tests.asking import code_of
from tests.builders import Place
from tests.people import CHEN, DAWEI, LAN, NENG_PO, OFFICER
from tests.places import DONGXING
from tests.two_places import HEZHOU, TwoPlaces, both, issue, redeem

__all__ = ["both"]

HOUR = 3600


def power_cut(place: Place) -> None:
    """The machine starts again; its clock shows 1970 and nobody stands for it."""
    place.machine.wall_ms, place.machine.since_boot_ms = 0, 20_000
    place.machine.trust = Trust.NONE
    place.restart()


def test_a_peek_admits_nobody_and_a_pass_is_honoured_once(both: TwoPlaces) -> None:
    text = both.issue(CHEN)
    assert both.peek(text).judgement.verdict is Verdict.ADMITTED
    assert both.b.events("pass.") == both.b.events("checkin.") == both.b.events("scan.") == []
    assert both.redeem(text) is Verdict.ADMITTED
    [redeemed] = both.b.events("pass.redeemed")
    [entered] = both.b.events("checkin.entered")
    assert (redeemed.data["entry"], redeemed.data["came_in"]) == (str(entered.name), True)
    assert redeemed.refs == (str(entered.name),), "one act"
    assert redeemed.data["pass"] == str(both.a.events("pass.issued")[0].name)


def test_a_pass_shown_twice(both: TwoPlaces) -> None:
    text = both.issue(CHEN)
    assert both.redeem(text) is Verdict.ADMITTED
    both.wait(600)
    again = both.peek(text.lower())
    assert again.judgement.verdict is Verdict.ALREADY_REDEEMED
    assert SIGNALS[Verdict.ALREADY_REDEEMED].next is NextStep.SHOW_RECORD
    [redeemed] = both.b.events("pass.redeemed")
    assert again.end is not None
    assert (again.end.how, again.end.at_ms) == (Settlement.REDEEMED, redeemed.moment.at_ms)
    assert both.redeem(text) is Verdict.ALREADY_REDEEMED
    assert len(both.redeemed()) == 1
    words = [event.data["outcome"] for event in both.b.events("scan.refused")]
    assert words == ["already_redeemed"] * 2


def test_a_pass_shown_at_the_wrong_site(both: TwoPlaces) -> None:
    """It is for Dongxing, and shown where it was issued."""
    assert redeem(both.a, both.issue(CHEN)) is Verdict.WRONG_DESTINATION
    assert both.a.events("pass.redeemed") == []


def test_the_officer_is_told_the_right_site_by_name(both: TwoPlaces) -> None:
    """Dongxing sends somebody to Hezhou, who comes back to Dongxing."""
    done = issue(both.b, both.inspect(CHEN, at=both.b), HEZHOU)
    assert not isinstance(done, str)
    station = both.b.signed_in(OFFICER)
    said = station.post("/v1/passes/peek", {"scan": done.text}).json()
    assert (said["code"], said["next"]) == ("wrong_destination", "show_the_way")
    assert said["said"]["to"] == {
        "site": HEZHOU,
        "names": {"zh-CN": "合州互市区", "en": "Hezhou trade zone", "vi": "Khu hỗ thị Hợp Châu"},
    }


def test_a_broken_seal_at_the_destination_asks_for_an_inspection(both: TwoPlaces) -> None:
    text = both.issue(CHEN)
    assert both.redeem(text, Comparison.SEAL_BROKEN) is Verdict.REFERRED_SEAL
    assert both.redeemed() == []
    again = {"scan": text, "checks": ["person", "seal"], "result": "cleared"}
    station = both.b.signed_in(OFFICER)
    made = station.post("/v1/passes/inspect", {**again, "findings": ["seal_broken"]})
    assert made.status_code == 201, made.text
    assert both.redeem(text, Comparison.SEAL_BROKEN) is Verdict.ADMITTED
    assert "referred_seal" in both.b.events("pass.redeemed")[0].data["resolved"]


def test_clock_back_at_1970_after_a_power_cut(both: TwoPlaces) -> None:
    """No time is judged by a clock that nobody stands for: an officer does, in amber."""
    text = both.issue(CHEN)
    power_cut(both.b)
    shown = both.peek(text)
    assert shown.judgement.verdict is Verdict.REFERRED_CLOCK
    assert Caution.UNTRUSTED_CLOCK in shown.judgement.cautions
    assert signal_of(shown.judgement).next is NextStep.COMPARE_TIME
    assert both.redeem(text) is Verdict.REFERRED_CLOCK
    assert both.redeem(text, has_fresh_pin=True) is Verdict.ADMITTED
    [redeemed] = both.b.events("pass.redeemed")
    assert redeemed.moment.trust is Trust.NONE
    assert redeemed.data["cautions"] == ["untrusted_clock"]
    assert signal_of(replace(shown.judgement, verdict=Verdict.ADMITTED)).colour is Colour.AMBER


def test_a_member_revoked_while_the_site_is_offline(both: TwoPlaces) -> None:
    """Dongxing cannot know until the list comes, and honours; after that it does not."""
    texts = {who: both.issue(who) for who in (CHEN, DAWEI)}
    names = {
        text: PassId(*event.name)
        for text, event in zip(texts.values(), both.a.events("pass.issued"), strict=True)
    }
    now_ms = both.b.machine.wall_ms
    revoked = [
        feed_items.revoke_pass(name, expires_ms=now_ms + HOUR * 4000, at_ms=now_ms)
        for name in names.values()
    ]
    assert both.redeem(texts[CHEN]) is Verdict.ADMITTED, "nobody has told it"
    both.publish(REVOCATIONS, *revoked)
    assert both.redeem(texts[DAWEI]) is Verdict.REVOKED
    both.b.relist(replace(LAN, standing="停用", reason="出借证件"))
    assert both.redeem(both.issue(LAN)) is Verdict.REVOKED


def test_two_sites_cut_off_for_36_hours_with_members_crossing_between_them(
    both: TwoPlaces,
) -> None:
    crossed = []
    for hour in range(0, 36, 6):
        if hour == 18:  # a night is past
            both.turn_the_page("2026-11-25")
        text = both.issue((CHEN, DAWEI, LAN, NENG_PO)[hour // 6 % 4])
        shown = both.peek(text)
        assert shown.judgement.verdict is Verdict.ADMITTED
        is_old = hour > 24
        assert (Caution.OLD_LISTS in shown.judgement.cautions) is is_old, "amber after a day"
        assert both.redeem(text) is Verdict.ADMITTED
        crossed.append(str(both.a.events("pass.issued")[-1].name))
        both.wait(6 * HOUR)
    assert both.redeemed() == crossed
    both.turn_the_page("2026-11-26")
    proof = both.prove(both.b)
    assert (proof.flaws, proof.draws.draws, proof.holds) == ([], 6, True)
    assert both.prove(both.a).holds


@pytest.mark.parametrize("to", [SiteNo("S09"), HEZHOU])
def test_a_pass_for_nowhere_is_refused_by_name(both: TwoPlaces, to: SiteNo) -> None:
    word = "destination_is_here" if to == HEZHOU else "destination_unknown"
    assert issue(both.a, both.inspect(CHEN), to) == word


def test_a_pass_to_a_closed_or_revoked_site_is_refused_by_name(both: TwoPlaces) -> None:
    at_ms, epoch = both.a.machine.wall_ms, both.b.desk.journal.epoch
    inspection = both.inspect(CHEN)
    both.publish(REVOCATIONS, feed_items.revoke_key(DONGXING, epoch, last_seq=5, at_ms=at_ms))
    assert issue(both.a, inspection, DONGXING) == "destination_revoked"


def test_over_http_a_pass_is_shown_honoured_and_refused_with_when_and_where(
    both: TwoPlaces,
) -> None:
    text = both.issue(CHEN)
    station = both.b.signed_in(OFFICER)
    seen = station.post("/v1/passes/peek", {"scan": text}).json()
    assert (seen["code"], seen["colour"], seen["shape"]) == ("admitted", "green", "tick")
    assert seen["words"]["sentence"] == "pass.sentence.admitted"
    assert seen["said"]["checks"] == ["person", "goods"]
    body = {"scan": text, "compared": "matches"}
    done = station.post("/v1/passes/redeem", body)
    assert done.status_code == 201, done.text
    assert done.json()["turn"]["number"] == "P001"
    again = station.post("/v1/passes/redeem", body)
    assert (again.status_code, code_of(again)) == (409, "already_redeemed")
    end = again.json()["verdict"]["end"]
    assert (end["how"], end["terminal"], end["same"]) == ("redeemed", "T02", True)
    receipt = station.get(f"/v1/receipts/{done.json()['reference']}")
    assert receipt.status_code == 200, receipt.text
