"""A member declares at the kiosk: assessed, confirmed, filed, and perhaps taken back."""

from typing import Any

import pytest

from service.journal.receipt import Receipt, verify_receipt
from service.sites.keys import public_key
from service.vocabulary import TradeDay
from tests.asking import Browser, code_of
from tests.builders import Place
from tests.declarations.port import (
    CASHEW,
    DECLARATIONS,
    MANGO,
    assess,
    come_in,
    declare,
    grant,
    publish_pack,
    saying,
    value_left,
)
from tests.people import CHEN, DAWEI, LAN, NOBODY, OFFICER, SUPERVISOR
from tests.policies.packs import said_in

LIMIT = 800_000
MUCH = {**CASHEW, "amount": 900_000, "value_fen": 900_000}
SUGAR = {"goods": "sugar", "origin": "VN", "amount": 3_000, "value_fen": 2_100}


@pytest.fixture
def port(place: Place) -> Place:
    publish_pack(place)
    grant(place)
    come_in(place, CHEN)
    return place


def withdraw(by: Browser, reference: str, reason: str = "mistake") -> Any:
    return by.post(f"{DECLARATIONS}/{reference}/withdraw", {"reason": reason})


def declared(by: Browser, person: int | None = CHEN.number) -> list[dict[str, Any]]:
    said = by.get(DECLARATIONS + (f"?member={person}" if person else ""))
    assert said.status_code == 200, said.text
    found: list[dict[str, Any]] = said.json()["declarations"]
    return found


def next_day(port: Place) -> None:
    supervisor = port.signed_in(SUPERVISOR, step_up=True)
    assert supervisor.post("/v1/day/close").status_code == 200
    port.open_day(TradeDay("2026-11-25"))


def test_an_assessment_tells_what_is_left_before_and_after(port: Place) -> None:
    said = assess(port, CASHEW)
    before, after = said["left_before"][0], said["left_after"][0]
    assert before == {
        "component": 1,
        "code": "value",
        "unit": "fen",
        "period": "day",
        "limit": LIMIT,
        "left": LIMIT,
    }
    assert after["left"] == LIMIT - 50_000
    assert (said["may_file"], said["why_not"], said["needs_officer"]) == (True, None, False)
    assert said["totals"] == {
        "value_fen": 50_000,
        "exempt_fen": 50_000,
        "excess_fen": 0,
        "duty_fen": None,
    }


def test_an_assessment_changes_and_records_nothing(port: Place) -> None:
    before = len(port.events())
    assess(port, CASHEW)
    assert len(port.events()) == before


def test_a_line_tells_what_a_screen_needs(port: Place) -> None:
    (line,) = assess(port, SUGAR)["lines"]
    assert line["outcome"] == "capped"
    assert line["cap"] == {
        "component": 2,
        "code": "sugar",
        "unit": "gram",
        "left": 1_000,
        "wanted": 3_000,
        "fits": 1_000,
    }
    assert (line["from"], line["until"], line["duty_fen"]) == (None, None, None)
    cambodian = assess(port, {**CASHEW, "origin": "KH"})["lines"][0]
    assert (cambodian["outcome"], cambodian["until"]) == ("exempt", "2027-01-31")


def test_filing_spends_the_exempt_part_in_the_same_act(port: Place) -> None:
    said = declare(port.kiosk(), CASHEW)
    assert (said["state"], said["totals"]["exempt_fen"]) == ("filed", 50_000)
    assert value_left(port) == LIMIT - 50_000
    opened, spent, filed = port.events()[-3:]
    assert [opened.type, spent.type, filed.type] == [
        "quota.period_opened",
        "quota.spent",
        "declaration.filed",
    ]
    assert said["reference"] == str(filed.name)
    assert filed.data["debit"] == str(spent.name)
    assert spent.refs == filed.refs == (str(opened.name),)


def test_an_event_carries_all_that_was_decided_and_nobody_s_name(port: Place) -> None:
    declare(port.kiosk(), CASHEW)
    (filed,) = port.events("declaration.filed")
    assert (filed.data["policy"], filed.data["goods_day"]) == (1, "2026-11-24")
    assert (filed.data["confirmed"], filed.data["capture_mode"]) == ([0], "kiosk")
    assert CHEN.name.encode() not in filed.to_bytes()


def test_the_excess_is_dutiable_if_the_member_wants_it_so(port: Place) -> None:
    said = declare(port.kiosk(), MUCH)
    assert (said["state"], said["why"]) == ("filed", None)
    assert (said["totals"]["exempt_fen"], said["totals"]["excess_fen"]) == (LIMIT, 100_000)
    assert value_left(port) == 0


def test_else_the_declaration_is_pending_and_spends_nothing(port: Place) -> None:
    shown = assess(port, MUCH, excess="leave")
    assert (shown["may_file"], shown["why_not"]) == (False, "quota_not_enough")
    assert shown["left_after"] == shown["left_before"]
    said = declare(port.kiosk(), MUCH, excess="leave")
    assert (said["state"], said["why"]) == ("pending", "quota_not_enough")
    assert value_left(port) == LIMIT
    assert port.events("quota.spent") == []


def test_a_member_whose_quota_is_elsewhere_gets_a_transfer_first(place: Place) -> None:
    publish_pack(place)
    come_in(place, CHEN)
    said = assess(place, CASHEW)
    assert (said["may_file"], said["why_not"]) == (False, "quota_stopped")
    assert declare(place.kiosk(), CASHEW)["state"] == "pending"


def test_quarantine_is_referred_from_a_kiosk_and_filed_by_an_officer(port: Place) -> None:
    assert assess(port, MANGO)["needs_officer"]
    assert declare(port.kiosk(), MANGO)["state"] == "referred"
    officer = port.signed_in(OFFICER)
    assert declare(officer, MANGO, presence="officer_attested")["state"] == "filed"
    assert value_left(port) == LIMIT - 2 * 7_200


def test_the_same_key_declares_once(port: Place) -> None:
    kiosk, key = port.kiosk(), "declared-once-only"
    first = kiosk.post(DECLARATIONS, saying(CASHEW), key=key)
    again = kiosk.post(DECLARATIONS, saying(CASHEW), key=key)
    assert (first.status_code, first.json()) == (201, again.json())
    assert value_left(port) == LIMIT - 50_000


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"confirmed": []}, "lines_not_confirmed"),
        ({"confirmed": [0, 1]}, "lines_not_confirmed"),
        ({"presence": "officer_attested"}, "presence_insufficient"),
        ({"member": NOBODY}, "unknown_member"),
        ({"member": DAWEI.number}, "not_checked_in"),
        ({"lines": [{**CASHEW, "goods": "unicorn"}]}, "unknown_goods"),
        ({"lines": [{**CASHEW, "unit": "piece"}]}, "unit_mismatch"),
        ({"lines": [{**CASHEW, "origin": "US"}]}, "nothing_to_file"),
    ],
)
def test_what_is_not_filed_is_not_recorded(port: Place, changed: dict[str, Any], code: str) -> None:
    before = len(port.events())
    said = port.kiosk().post(DECLARATIONS, {**saying(CASHEW), **changed})
    assert (said.status_code, code_of(said)) == (409, code)
    assert len(port.events()) == before


@pytest.mark.parametrize("figure", ["amount", "value_fen"])
@pytest.mark.parametrize("said", [0, -1, 10**12 + 1, 1.5])
def test_an_amount_is_a_whole_number_that_somebody_could_mean(
    port: Place, figure: str, said: float
) -> None:
    answer = port.kiosk().post(DECLARATIONS, saying({**CASHEW, figure: said}))
    assert (answer.status_code, code_of(answer)) == (422, "validation_failed")


def test_who_came_without_goods_declares_none(port: Place) -> None:
    come_in(port, DAWEI, lane="person")
    said = port.kiosk().post(DECLARATIONS, saying(CASHEW, person=DAWEI))
    assert code_of(said) == "not_checked_in"


def test_who_was_suspended_since_is_sent_to_the_officer(port: Place) -> None:
    port.publish("members", {"type": "member.withdrawn", "v": 1, "member": CHEN.number})
    body = saying(CASHEW)
    assert code_of(port.kiosk().post(DECLARATIONS, body)) in ("see_officer", "unknown_member")


def test_a_card_counts_when_it_is_shown(place: Place) -> None:
    said = said_in("cn")
    said["presence"]["declare"] = ["card_at_kiosk"]
    publish_pack(place, said)
    grant(place)
    come_in(place, CHEN)
    body = saying(CASHEW, presence="card_at_kiosk")
    refused = place.kiosk().post(DECLARATIONS, body)
    assert code_of(refused) == "presence_insufficient", "nobody showed a card"
    others = {**body, "scan": place.card(DAWEI)}
    assert code_of(place.kiosk().post(DECLARATIONS, others)) == "presence_insufficient"
    shown = place.kiosk().post(DECLARATIONS, {**body, "scan": place.card(CHEN)})
    assert shown.status_code == 201, shown.text
    assert place.events("declaration.filed")[0].data["presence"] == "card_at_kiosk"


def test_a_declaration_is_taken_back_once_and_its_quota_with_it(port: Place) -> None:
    filed = declare(port.kiosk(), CASHEW)
    officer = port.signed_in(OFFICER)
    said = withdraw(officer, filed["reference"])
    assert (said.status_code, said.json()["state"]) == (200, "withdrawn")
    assert value_left(port) == LIMIT
    assert code_of(withdraw(officer, filed["reference"])) == "already_withdrawn"
    assert code_of(withdraw(officer, "S01.00000000.1")) == "unknown_reference"
    assert code_of(withdraw(officer, "nonsense")) == "unknown_reference"


def test_after_its_day_it_is_too_late(port: Place) -> None:
    filed = declare(port.kiosk(), CASHEW)
    next_day(port)
    assert code_of(withdraw(port.signed_in(OFFICER), filed["reference"])) == "too_late"


def test_a_kiosk_takes_back_only_what_spent_nothing(port: Place) -> None:
    filed, pending = declare(port.kiosk(), CASHEW), declare(port.kiosk(), MUCH, excess="leave")
    assert code_of(withdraw(port.kiosk(), filed["reference"])) == "see_officer"
    said = withdraw(port.kiosk(), pending["reference"], "left")
    assert said.json()["state"] == "withdrawn"


def test_a_list_has_the_day_s_declarations_newest_first(port: Place) -> None:
    first = declare(port.kiosk(), CASHEW)
    port.machine.wait(1)
    second = declare(port.kiosk(), SUGAR)
    assert declared(port.kiosk()) == [second, first]
    assert declared(port.signed_in(OFFICER), None) == [second, first]
    next_day(port)
    assert declared(port.signed_in(OFFICER)) == []


def test_a_kiosk_lists_nothing_of_who_is_not_here(port: Place) -> None:
    for asked in (DECLARATIONS, f"{DECLARATIONS}?member={LAN.number}"):
        assert code_of(port.kiosk().get(asked)) == "not_checked_in"
    assert declared(port.signed_in(OFFICER), LAN.number) == []


def test_before_the_day_opens_nothing_is_declared(closed_place: Place) -> None:
    assert code_of(closed_place.kiosk().post(DECLARATIONS, saying(CASHEW))) == "day_not_open"
    listed = closed_place.kiosk().get(f"{DECLARATIONS}?member={CHEN.number}")
    assert code_of(listed) == "day_not_open"


def test_twenty_lines_fit_into_an_event(port: Place) -> None:
    lines = [{**SUGAR, "amount": 10**12, "value_fen": 10**12 - each} for each in range(20)]
    assert len(declare(port.kiosk(), *lines)["lines"]) == 20


def test_who_declared_is_given_a_receipt_of_what_was_spent(port: Place) -> None:
    filed = declare(port.kiosk(), CASHEW, SUGAR)
    said = port.kiosk().get(f"/v1/receipts/{filed['reference']}")
    assert said.status_code == 200, said.text
    signer = public_key(port.desk.identity.keys.signer.public)
    receipt = verify_receipt(said.json()["receipt"], lambda _: [signer])
    assert isinstance(receipt, Receipt)
    assert (str(receipt.name), receipt.kind) == (filed["reference"], "declaration.filed")
    assert receipt.amounts == {1: filed["totals"]["exempt_fen"], 2: 1_000}
