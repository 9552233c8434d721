"""What passes live through between two places with no network: noon, midnight, seals, hits, codes.

Each site has its own machine and database; what goes from one to the other is what a camera sees.
"""

import io
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from service.console.back_up import back_up
from service.console.restore_site import restore_site
from service.kit.qr import qr_png
from service.passes.rules import Verdict
from service.passes.token import ReadPass, decode_pass
from service.quota.rules import QuotaRefusal
from service.vocabulary import ComponentNo
from tests.asking import code_of
from tests.builders import City, settings_of
from tests.hits_told import enter_hit
from tests.passes.goods_told import (
    CASHEW,
    CLEARED,
    MANGO,
    come_with_goods,
    declare_goods,
    inspect_goods,
    issue_goods,
    prepare_goods,
    redeem_goods,
    value_left,
)
from tests.people import CHEN, DAWEI, OPERATOR
from tests.places import DONGXING
from tests.receipts.losing import re_enrol
from tests.two_places import HEZHOU, TwoPlaces, both, desk, issue, redeem

__all__ = ["both"]

HOUR = 3600
LIMIT = 800_000
VALUE = ComponentNo(1)
SEAL = {"number": "HZ-77", "kind": "bolt"}


@pytest.fixture
def bringing(both: TwoPlaces) -> TwoPlaces:
    """Chen stands at Hezhou with goods; her quota is at Dongxing, her home."""
    prepare_goods(both)
    come_with_goods(both.a)
    return both


def seen_by_camera(text: str) -> str:
    """What a reader makes of the picture of a text."""
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(text, module_px=3))))
    return str(found.text)


def notice(both: TwoPlaces, number: int, **said: Any) -> None:
    at_ms = both.a.machine.wall_ms
    message = {"zh": "临时", "vi": "Tạm thời", "en": "For now"}
    item = {"number": number, "from_ms": at_ms, "until_ms": None, "message": message, **said}
    both.publish("status", {"type": "site.noticed", "v": 1, "site": DONGXING, "notice": item})


def test_goods_cross_by_two_pictures_alone(bringing: TwoPlaces) -> None:
    both, before = bringing, value_left(bringing.b)
    issued = issue_goods(both.a, inspect_goods(both.a, MANGO, CASHEW, seals=[SEAL]))
    seen = {**issued, **{name: seen_by_camera(issued[name]) for name in ("text", "manifest")}}
    assert redeem_goods(both.b, seen, seals=["HZ-77"])["to_declare"] is True
    assert declare_goods(both.b, seen).status_code == 201
    assert value_left(both.b) == before - MANGO["value_fen"] - CASHEW["value_fen"]


def test_broken_seal_at_b(bringing: TwoPlaces) -> None:
    """The number on the goods is another: they are opened, measured and sealed anew."""
    both = bringing
    issued = issue_goods(both.a, inspect_goods(both.a, MANGO, seals=[SEAL]))
    body = {"scan": issued["text"], "compared": "matches", "lane": "goods", "seals": ["HZ-78"]}
    assert code_of(desk(both.b).post("/v1/passes/redeem", body)) == "referred_seal"
    anew = {**CLEARED, "findings": ["seal_broken"], "seals": [{**SEAL, "number": "DX-1"}]}
    made = desk(both.b).post("/v1/passes/inspect", {"scan": issued["text"], **anew})
    assert made.status_code == 201, made.text
    assert desk(both.b).post("/v1/passes/redeem", body).status_code == 201
    [redeemed] = both.b.events("pass.redeemed")
    assert "referred_seal" in redeemed.data["resolved"]


def test_a_risk_hit_at_either_place(bringing: TwoPlaces) -> None:
    """Both places have their own; whoever it is about reads nothing of it at a kiosk."""
    both = bringing
    inspected = inspect_goods(both.a, MANGO)
    issued = issue_goods(both.a, inspected)
    hit = enter_hit(both.b, "goods", "mango", reason="quarantine")
    presented = both.b.kiosk().post("/v1/passes/present", {"scan": issued["text"]})
    assert presented.json()["code"] == "see_officer" and "quarantine" not in presented.text
    peek = desk(both.b).post("/v1/passes/peek", {"scan": issued["text"]}).json()
    assert (peek["code"], peek["hits"]) == ("referred_hit", [hit])
    unread = {"scan": issued["text"], **CLEARED}
    goods = {"lines": [MANGO], "declaration": None}
    refused = desk(both.b).post("/v1/passes/inspect", {**unread, "goods": goods})
    assert (code_of(refused), refused.json()["hits"]) == ("inspection_hit", [hit])
    read = {**unread, "goods": goods, "hits": [hit["reference"]]}
    assert desk(both.b).post("/v1/passes/inspect", read).status_code == 201
    redeem_goods(both.b, issued, manifest=issued["manifest"])


def test_a_pass_is_not_issued_under_a_hit_that_its_inspection_did_not_know(
    both: TwoPlaces,
) -> None:
    inspection = both.inspect(CHEN, at=both.b)
    hit = enter_hit(both.b, "to_site", HEZHOU)
    assert issue(both.b, inspection, HEZHOU) == "pass_hit"
    lift = f"/v1/hits/{hit['reference']}/lift"
    assert both.b.signed_in(OPERATOR).post(lift, {"reason": "settled"}).status_code == 200
    assert not isinstance(issue(both.b, inspection, HEZHOU), str)


def test_a_site_closed_at_noon_takes_no_pass_and_lets_nobody_in(both: TwoPlaces) -> None:
    on_the_way, inspected = both.issue(CHEN), both.inspect(DAWEI)
    both.wait(3 * HOUR)
    notice(both, 1, state="closed")
    assert issue(both.a, inspected, DONGXING) == "destination_closed"
    assert both.redeem(on_the_way) == "site_closed"
    assert both.redeemed() == []
    notice(both, 2, state="open", pass_seconds=2 * HOUR)
    both.wait(2 * HOUR)  # an hour after the end that the pass itself says
    shown = both.peek(on_the_way)
    assert shown.judgement.verdict is Verdict.ADMITTED
    said = shown.said
    assert said is not None and shown.extended_to_s == said.expires_s + 2 * HOUR
    assert both.redeem(on_the_way) is Verdict.ADMITTED, "a notice made all of them longer"
    read = decode_pass(on_the_way)
    assert isinstance(read, ReadPass) and read.said == said, "the bytes never change"


def test_a_pass_of_23_59_at_00_01(bringing: TwoPlaces) -> None:
    """Issued on one day with quota of that day, shown on the next: in, and the quota is over."""
    both = bringing.back  # from Dongxing, Chen's home, to Hezhou
    both.wait(15 * HOUR - 60)  # 23:59 at both
    text = both.issue(CHEN, quota={VALUE: 520_000})
    both.wait(120)
    both.turn_the_page("2026-11-25")
    done = desk(both.b).post("/v1/passes/redeem", {"scan": text, "compared": "matches"})
    assert done.status_code == 201, done.text
    assert (done.json()["credit_outcome"], value_left(both.b)) == ("stranded", 0)
    [listed] = desk(both.a).get(f"/v1/passes?member={CHEN.number}").json()["items"]
    assert (listed["quota_state"], listed["carried"][0]["amount"]) == ("period_over", 520_000)


def test_an_expired_pass_keeps_its_quota_until_the_destination_declares_it_void(
    bringing: TwoPlaces,
) -> None:
    both, before = bringing.back, value_left(bringing.b)
    text = both.issue(CHEN, quota={VALUE: 520_000})
    both.wait(4 * HOUR + 1)

    def told() -> tuple[str, str]:
        [listed] = desk(both.a).get("/v1/passes").json()["items"]
        return listed["state"], listed["quota_state"]

    assert told() == ("expired", "waits_for_void")
    assert both.redeem(text) is Verdict.EXPIRED
    assert not isinstance(both.take_void(str(both.void(text))), str)
    assert (told(), value_left(both.a)) == (("returned", "taken_back"), before)


def test_quota_used_up_at_noon_at_two_sites(bringing: TwoPlaces) -> None:
    """What goes with a pass is gone at home; both together never give more than the limit."""
    both = bringing.back
    come_with_goods(both.a)
    text = both.issue(CHEN, quota={VALUE: 500_000})
    assert value_left(both.a) == LIMIT - 500_000
    again = issue(
        both.a,
        both.inspect(CHEN),
        HEZHOU,
        quota={VALUE: 300_001},
    )
    assert again == QuotaRefusal.NOT_ENOUGH
    both.wait(3 * HOUR)  # noon
    body = {"scan": text, "compared": "matches", "lane": "goods"}
    assert desk(both.b).post("/v1/passes/redeem", body).status_code == 201
    spent = 0
    for place, lines in ((both.b, 600_000), (both.a, 400_000)):
        load = [{**CASHEW, "amount": lines, "value_fen": lines}]
        said = {
            "member": CHEN.number,
            "lines": load,
            "confirmed": [0],
            "presence": "officer_attested",
        }
        filed = desk(place).post("/v1/declarations", said)
        assert filed.status_code == 201, filed.text
        spent += filed.json()["totals"]["exempt_fen"]
        assert value_left(place) == 0
    assert spent == LIMIT


def test_restored_from_last_week_s_backup(both: TwoPlaces, city: City, tmp_path: Path) -> None:
    """The old epoch may have redeemed what the copy forgot: an officer inspects by hand."""
    backup = back_up(both.b.site.settings, tmp_path / "backups").path
    used, waiting = both.issue(CHEN), both.issue(DAWEI)
    assert both.redeem(used) is Verdict.ADMITTED

    def go_back() -> None:
        restore_site(settings_of(both.b.folder), backup)
        re_enrol(city, both.b.folder)

    both.b.restart(meanwhile=go_back)
    assert both.redeem(used) is Verdict.REFERRED_RESTORED_SITE, "not a second time"
    assert both.redeem(waiting) is Verdict.REFERRED_RESTORED_SITE
    assert both.void(waiting) is Verdict.REFERRED_RESTORED_SITE, "nothing is signed about it"
    assert both.redeemed() == []


def test_a_pass_is_found_by_its_code_where_it_was_shown(both: TwoPlaces) -> None:
    done = issue(both.a, both.inspect(CHEN), DONGXING)
    assert not isinstance(done, str)
    code, look_up = done.issued.code, "/v1/passes/look-up"
    station = desk(both.b)
    unknown = station.post(look_up, {"code": code})
    assert (unknown.status_code, code_of(unknown)) == (404, "pass_code_unknown")
    assert both.peek(done.text).judgement.verdict is Verdict.ADMITTED
    found = station.post(look_up, {"code": f" {code[:5].lower()} {code[5:]} "})
    assert (found.json()["scan"], found.json()["verdict"]["code"]) == (done.text, "admitted")
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert code_of(station.post(look_up, {"code": wrong})) == "pass_code_misread"
    looked = [event.data["found"] for event in both.b.events("pass.looked_up")]
    assert looked == [False, True]
    answers = [station.post(look_up, {"code": code}).status_code for _ in range(9)]
    assert answers[-1] == 429, "ten a minute"
    assert redeem(both.b, found.json()["scan"]) is Verdict.ADMITTED
