"""Goods of a pass: measured, declared once at one of two real sites, and proved by their list."""

from typing import Any

import pytest

from service.devices.bodies import PrintJob
from service.devices.draw_slip import draw_slip, picture_of
from service.devices.rules import PAPERS
from service.inspection.manifest import read_manifest
from service.passes.hand_over import slip_of, write_goods
from service.passes.hand_over_bodies import HandOverBody
from service.passes.token import ReadPass, decode_pass
from tests.asking import code_of
from tests.builders import TODAY
from tests.devices.slips import SHANGHAI, codes_in
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
from tests.people import CHEN
from tests.two_places import HEZHOU, TwoPlaces, both, desk

__all__ = ["both"]

WHOLE = MANGO["value_fen"] + CASHEW["value_fen"]


@pytest.fixture
def bringing(both: TwoPlaces) -> TwoPlaces:
    """Chen stands at Hezhou with goods; at Dongxing, her home, her quota waits."""
    prepare_goods(both)
    come_with_goods(both.a)
    return both


@pytest.fixture
def selling(both: TwoPlaces) -> TwoPlaces:
    """Chen stands at Dongxing, her home, with goods that she declares there and takes to Hezhou."""
    prepare_goods(both)
    come_with_goods(both.b)
    return both.back


def declare(both: TwoPlaces) -> str:
    body = {
        "member": CHEN.number,
        "lines": [MANGO, CASHEW],
        "confirmed": [0, 1],
        "presence": "officer_attested",
    }
    said = desk(both.a).post("/v1/declarations", body)
    assert said.status_code == 201, said.text
    return str(said.json()["reference"])


# --- declared at the destination ---


def test_goods_not_declared_at_the_issuer_are_spent_once_at_the_destination(
    bringing: TwoPlaces,
) -> None:
    both, before = bringing, value_left(bringing.b)
    issued = issue_goods(both.a, inspect_goods(both.a, MANGO, CASHEW))
    assert issued["goods"]["declared"] is False
    done = redeem_goods(both.b, issued)
    assert done["to_declare"] is True
    filed = declare_goods(both.b, issued)
    assert filed.status_code == 201, filed.text
    assert filed.json()["totals"]["exempt_fen"] == WHOLE
    assert value_left(both.b) == before - WHOLE
    again = declare_goods(both.b, issued)
    assert code_of(again) == "pass_goods_declared_already"
    assert again.json()["declaration"] == filed.json()["reference"]
    assert value_left(both.b) == before - WHOLE
    assert both.prove(both.a).holds and both.prove(both.b).holds


def test_a_declaration_taken_back_at_the_destination_can_be_made_again(bringing: TwoPlaces) -> None:
    both, before = bringing, value_left(bringing.b)
    issued = issue_goods(both.a, inspect_goods(both.a, MANGO, CASHEW))
    redeem_goods(both.b, issued)
    filed = declare_goods(both.b, issued).json()["reference"]
    withdraw = f"/v1/declarations/{filed}/withdraw"
    assert desk(both.b).post(withdraw, {"reason": "mistake"}).status_code == 200
    assert value_left(both.b) == before
    assert declare_goods(both.b, issued).status_code == 201
    assert value_left(both.b) == before - WHOLE


def test_goods_are_declared_only_after_their_pass_was_honoured(bringing: TwoPlaces) -> None:
    issued = issue_goods(bringing.a, inspect_goods(bringing.a, MANGO, CASHEW))
    assert code_of(declare_goods(bringing.b, issued)) == "pass_not_redeemed"


def test_the_list_is_read_or_keyed_in_from_paper_and_is_the_one_that_the_pass_names(
    bringing: TwoPlaces,
) -> None:
    both = bringing
    issued = issue_goods(both.a, inspect_goods(both.a, MANGO, CASHEW))
    read = desk(both.b).post("/v1/passes/goods", {"scan": issued["text"], "lines": [MANGO, CASHEW]})
    assert [each["goods"] for each in read.json()["lines"]] == ["mango", "cashew_in_shell"]
    for wrong in (
        [CASHEW, MANGO],
        [MANGO],
        [MANGO, {**CASHEW, "amount": 50_001}],
        [MANGO, {**CASHEW, "origin": "KH"}],
        [MANGO, {**CASHEW, "value_fen": 1}],
    ):
        asked = {"scan": issued["text"], "lines": wrong}
        assert code_of(desk(both.b).post("/v1/passes/goods", asked)) == "manifest_differs"
    other = {"scan": issued["text"], "manifest": issued["manifest"][:-1]}
    assert code_of(desk(both.b).post("/v1/passes/goods", other)) == "manifest_unreadable"


def test_a_peek_tells_the_goods_once_their_list_is_shown(bringing: TwoPlaces) -> None:
    both = bringing
    issued = issue_goods(both.a, inspect_goods(both.a, MANGO, CASHEW))
    shown = desk(both.b).post("/v1/passes/peek", {"scan": issued["text"]}).json()["goods"]
    assert (shown["lines"], shown["known"], shown["manifest_state"]) == (2, None, "none")
    body = {"scan": issued["text"], "manifest": issued["manifest"]}
    shown = desk(both.b).post("/v1/passes/peek", body).json()["goods"]
    assert shown["manifest_state"] == "matches"
    assert [each["amount"] for each in shown["known"]] == [12_000, 50_000]


def test_quota_goes_along_to_be_declared_at_the_destination(selling: TwoPlaces) -> None:
    """Dongxing is Chen's home: it sends quota with goods that Hezhou will file."""
    both, before = selling, value_left(selling.a)
    inspected = inspect_goods(both.a, MANGO, CASHEW)
    issued = issue_goods(both.a, inspected, HEZHOU, [{"component": 1, "amount": WHOLE}])
    assert issued["carried"] == [{"component": 1, "code": "value", "unit": "fen", "amount": WHOLE}]
    assert (issued["to"]["names"]["zh-CN"], issued["quota_state"]) == ("合州互市区", "with_pass")
    assert value_left(both.a) == before - WHOLE
    done = redeem_goods(both.b, issued)
    assert (done["credit_outcome"], value_left(both.b)) == ("credited", WHOLE)
    filed = declare_goods(both.b, issued)
    assert filed.json()["totals"]["exempt_fen"] == WHOLE, filed.text
    assert (value_left(both.a), value_left(both.b)) == (before - WHOLE, 0)


# --- declared at the issuer ---


def test_goods_declared_at_the_issuer_are_spent_there_and_nowhere_else(selling: TwoPlaces) -> None:
    both, before = selling, value_left(selling.a)
    declared = declare(both)
    inspected = inspect_goods(both.a, MANGO, CASHEW, declaration=declared)
    issued = issue_goods(both.a, inspected, HEZHOU)
    assert (issued["goods"]["declared"], issued["manifest"]) == (True, None)
    assert value_left(both.a) == before - WHOLE
    assert redeem_goods(both.b, issued)["to_declare"] is False
    lines = {"manifest": None, "lines": [MANGO, CASHEW]}
    assert code_of(declare_goods(both.b, issued, **lines)) == "pass_goods_declared_already"


def test_what_went_away_with_a_pass_is_not_withdrawn_until_it_comes_back_void(
    selling: TwoPlaces,
) -> None:
    both, before = selling, value_left(selling.a)
    declared = declare(both)
    inspected = inspect_goods(both.a, MANGO, CASHEW, declaration=declared)
    issued = issue_goods(both.a, inspected, HEZHOU)
    withdraw, why = f"/v1/declarations/{declared}/withdraw", {"reason": "mistake"}
    assert code_of(desk(both.a).post(withdraw, why)) == "declaration_gone_with_pass"
    assert not isinstance(both.take_void(str(both.void(issued["text"]))), str)
    assert desk(both.a).post(withdraw, why).status_code == 200
    assert value_left(both.a) == before
    assert both.prove(both.a).holds


def test_goods_go_with_one_pass_and_take_no_quota_along(selling: TwoPlaces) -> None:
    both, declared = selling, declare(selling)
    first = inspect_goods(both.a, MANGO, CASHEW, declaration=declared)
    second = inspect_goods(both.a, MANGO, CASHEW, declaration=declared)
    quota = [{"component": 1, "amount": 1}]
    asked = {"inspection": first["reference"], "to_site": HEZHOU, "quota": quota}
    assert code_of(desk(both.a).post("/v1/passes", asked)) == "pass_quota_with_declared_goods"
    issue_goods(both.a, first, HEZHOU)
    asked = {"inspection": second["reference"], "to_site": HEZHOU}
    assert code_of(desk(both.a).post("/v1/passes", asked)) == "pass_goods_already_sent"


def test_a_withdrawn_declaration_lets_no_pass_say_that_it_was_declared(selling: TwoPlaces) -> None:
    both, declared = selling, declare(selling)
    inspected = inspect_goods(both.a, MANGO, CASHEW, declaration=declared)
    withdraw = f"/v1/declarations/{declared}/withdraw"
    assert desk(both.a).post(withdraw, {"reason": "left"}).status_code == 200
    asked = {"inspection": inspected["reference"], "to_site": HEZHOU}
    assert code_of(desk(both.a).post("/v1/passes", asked)) == "pass_goods_already_sent"
    body = {"declaration": declared, "lines": [MANGO, CASHEW]}
    again = {"member": CHEN.number, **CLEARED, "goods": body}
    refused = desk(both.a).post("/v1/inspections", again)
    assert code_of(refused) == "inspection_unknown_declaration"


# --- measured ---


@pytest.mark.parametrize(
    ("amount", "others", "word"),
    [
        (12_240, {}, None),  # two in a hundred is tolerated
        (12_241, {}, "inspection_above_declared"),
        (12_241, {"result": "held", "findings": ["weight_differs"]}, None),
        (11_760, {}, None),
        (11_759, {}, "inspection_less_not_found"),
        (11_759, {"findings": ["weight_differs"]}, None),
        (12_000, {"confirmed": False}, "inspection_not_confirmed"),
    ],
)
def test_measured_goods_lie_within_the_tolerance_of_the_policy(
    selling: TwoPlaces, amount: int, others: dict[str, object], word: str | None
) -> None:
    declared = declare(selling)
    goods = {"declaration": declared, "lines": [{**MANGO, "amount": amount}, CASHEW]}
    body = {"member": CHEN.number, **CLEARED, "goods": goods, **others}
    said = desk(selling.a).post("/v1/inspections", body)
    assert (code_of(said) if said.is_error else None) == word


def test_an_inspection_says_how_each_line_lies_to_what_was_declared(selling: TwoPlaces) -> None:
    declared = declare(selling)
    heavy = {**CASHEW, "amount": 60_000}
    found: dict[str, Any] = {"result": "held", "findings": ["weight_differs"]}
    made = inspect_goods(selling.a, MANGO, heavy, declaration=declared, **found)
    told = [(each["declared_amount"], each["difference"]) for each in made["goods"]["lines"]]
    assert told == [(12_000, "within"), (50_000, "more")]
    asked = {"inspection": made["reference"], "to_site": HEZHOU}
    assert code_of(desk(selling.a).post("/v1/passes", asked)) == "pass_not_cleared"


def test_other_goods_than_those_declared_are_not_theirs(selling: TwoPlaces) -> None:
    declared = declare(selling)
    for lines, word in (
        ([CASHEW, MANGO], "inspection_other_goods"),
        ([MANGO], "inspection_other_goods"),
    ):
        goods = {"declaration": declared, "lines": lines}
        said = desk(selling.a).post(
            "/v1/inspections", {"member": CHEN.number, **CLEARED, "goods": goods}
        )
        assert code_of(said) == word
    unknown = {"lines": [{**MANGO, "goods": "unicorn"}]}
    said = desk(selling.a).post(
        "/v1/inspections", {"member": CHEN.number, **CLEARED, "goods": unknown}
    )
    assert code_of(said) == "inspection_unknown_goods"


def test_a_case_tells_what_an_officer_needs_to_begin(selling: TwoPlaces) -> None:
    declared = declare(selling)
    case = desk(selling.a).get(f"/v1/inspections/case?member={CHEN.number}").json()
    assert (case["inside"], case["weight_per_myriad"]) == (True, 200)
    assert [each["reference"] for each in case["declarations"]] == [declared]
    assert "goods" in {each["code"] for each in case["checks"]}
    inspect_goods(selling.a, MANGO, CASHEW, declaration=declared)
    case = desk(selling.a).get(f"/v1/inspections/case?member={CHEN.number}").json()
    assert [each["goods"]["declared"] for each in case["inspections"]] == [True]


# --- plate, batch, seals ---


def test_a_pass_carries_plate_batch_and_seals_of_its_inspection(bringing: TwoPlaces) -> None:
    both = bringing
    seals = [{"number": "HZ-1", "kind": "bolt", "photo": "ab" * 32}]
    inspected = inspect_goods(
        both.a,
        MANGO,
        seals=[*seals, {"number": "HZ-2", "kind": "strip"}],
        plate="桂p·12345d",
        batch={"members": 195, "hash": "0f" * 16},
    )
    assert inspected["seals"][0]["photo"] == "ab" * 32
    issued = issue_goods(both.a, inspected)
    read = decode_pass(issued["text"])
    assert isinstance(read, ReadPass) and read.said.seals and read.said.batch
    assert (read.said.plate, read.said.seals.numbers) == ("桂P12345D", ("HZ-1", "HZ-2"))
    said = desk(both.b).post("/v1/passes/peek", {"scan": issued["text"]}).json()["said"]
    assert (said["plate"], said["seals"], said["seal_count"]) == ("桂P12345D", ["HZ-1", "HZ-2"], 2)
    assert said["batch"] == {"members": 195, "hash": "0f" * 16}
    redeem_goods(both.b, issued)
    assert code_of(declare_goods(both.b, issued)) == "pass_goods_of_batch"


def test_of_many_seals_the_numbers_are_read_off_and_compared(bringing: TwoPlaces) -> None:
    both = bringing
    numbers = [f"HZ-{number}" for number in range(5)]
    seals = [{"number": each, "kind": "strip"} for each in numbers]
    issued = issue_goods(both.a, inspect_goods(both.a, MANGO, seals=seals))
    said = desk(both.b).post("/v1/passes/peek", {"scan": issued["text"]}).json()["said"]
    assert (said["seals"], said["seal_count"]) == ([], 5)
    body = {"scan": issued["text"], "compared": "matches"}
    for seen in ({}, {"seals": numbers[:4]}, {"seals": [*numbers[:4], "XX"]}):
        refused = desk(both.b).post("/v1/passes/redeem", {**body, **seen})
        assert code_of(refused) == "referred_seal"
    redeem_goods(both.b, issued, seals=numbers[::-1])


def test_a_seal_or_a_batch_is_on_goods(bringing: TwoPlaces) -> None:
    for others in (
        {"seals": [{"number": "A1", "kind": "bolt"}]},
        {"batch": {"members": 2, "hash": "0f" * 16}},
    ):
        body = {"member": CHEN.number, **CLEARED, **others}
        refused = desk(bringing.a).post("/v1/inspections", body)
        assert code_of(refused) == "inspection_seals_without_goods"
    body = {"member": CHEN.number, **CLEARED, "plate": "??"}
    assert code_of(desk(bringing.a).post("/v1/inspections", body)) == "inspection_bad_plate"


def test_a_text_of_another_form_is_no_list() -> None:
    for text in ("", "TL1", "TL1AAAA", "TG1AAAA", "TL1GA======"):
        assert read_manifest(text) is None


def test_the_destination_tells_a_members_passes_of_today(bringing: TwoPlaces) -> None:
    issued = issue_goods(bringing.a, inspect_goods(bringing.a, MANGO))
    done = redeem_goods(bringing.b, issued)
    said = desk(bringing.b).get(f"/v1/passes?member={CHEN.number}").json()
    (ended,) = said["ended"]
    assert (ended["reference"], ended["record"]) == (issued["reference"], done["reference"])
    assert (ended["how"], ended["issuer"]["site"]) == ("redeemed", HEZHOU)
    assert desk(bringing.b).get("/v1/passes").json()["ended"] == []


def test_the_list_is_printed_below_the_pass_to_be_read_and_keyed_in(bringing: TwoPlaces) -> None:
    issued = issue_goods(bringing.a, inspect_goods(bringing.a, MANGO))
    path = f"/v1/passes/{issued['reference']}/hand-over"
    body = HandOverBody(**desk(bringing.a).get(path).json())
    database = bringing.a.desk.database
    written = database.read_now(lambda session: write_goods(session, body, "vi", day=TODAY))
    assert written == ["1. xoài · VN · 12 kg · 72.00"]
    job = PrintJob(job=1, site="河洲", at=0, slip=slip_of(body, "vi", written))
    picture = picture_of(draw_slip(job, PAPERS["80"], zone=SHANGHAI))
    assert set(codes_in(picture)) == {issued["text"], issued["manifest"]}
