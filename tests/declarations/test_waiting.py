"""A declaration that waits for quota: filed once it has come, lapsed with its day."""

from typing import Any

import pytest

from service.console.verify_site import rebuild_tables
from service.journal.event import EventName
from service.quota.receive_quota import Received, receive_quota
from service.quota.transfer import Carried
from service.vocabulary import ComponentNo, Epoch, SiteNo, TradeDay
from tests.asking import Browser, code_of
from tests.builders import TODAY, Place
from tests.declarations.port import (
    CASHEW,
    DECLARATIONS,
    MANGO,
    come_in,
    declare,
    publish_pack,
    value_left,
)
from tests.people import CHEN, OFFICER, SUPERVISOR
from tests.places import DONGXING

LIMIT = 800_000


@pytest.fixture
def port(place: Place) -> Place:
    """Dongxing without a horizon: all quota is elsewhere, and comes by transfer."""
    publish_pack(place)
    come_in(place, CHEN)
    return place


def credit(port: Place, fen: int, seq: int = 1) -> None:
    """Quota of Chen comes from the bridge."""
    carried = Carried(
        name=EventName(SiteNo("S02"), Epoch("ab12cd34"), seq),
        to_site=DONGXING,
        to_epoch=port.desk.journal.epoch,
        member=CHEN.number,
        regime="CN",
        day=TODAY,
        amounts={ComponentNo(1): fen},
    )
    assert isinstance(port.do(lambda act: receive_quota(act, carried)), Received)


def complete(by: Browser, reference: str, **others: Any) -> Any:
    said = {"presence": "number_at_kiosk", **others}
    return by.post(f"{DECLARATIONS}/{reference}/complete", said)


def stands(port: Place) -> dict[str, Any]:
    said = port.kiosk().get(f"{DECLARATIONS}?member={CHEN.number}").json()
    found: dict[str, Any] = said["declarations"][0]
    return found


def test_it_waits_until_quota_has_come_and_is_filed_then(port: Place) -> None:
    waiting = declare(port.kiosk(), CASHEW)
    assert (waiting["state"], waiting["why"]) == ("pending", "quota_stopped")
    assert code_of(complete(port.kiosk(), waiting["reference"])) == "quota_stopped"
    credit(port, 80_000)
    said = complete(port.kiosk(), waiting["reference"])
    assert said.status_code == 200, said.text
    filed = said.json()
    assert (filed["reference"], filed["state"], filed["why"]) == (
        waiting["reference"],
        "filed",
        None,
    )
    assert filed["totals"]["exempt_fen"] == 50_000
    assert value_left(port) == 30_000
    assert stands(port) == filed
    assert code_of(complete(port.kiosk(), waiting["reference"])) == "not_pending"


def test_its_event_carries_all_that_was_decided_and_has_the_receipt(port: Place) -> None:
    waiting = declare(port.kiosk(), CASHEW)
    credit(port, 80_000)
    said = complete(port.kiosk(), waiting["reference"]).json()
    spent, completed = port.events()[-2:]
    assert (spent.type, completed.type) == ("quota.spent", "declaration.completed")
    assert completed.data["debit"] == str(spent.name)
    assert (completed.data["spent"], completed.data["policy"]) == ([[1, 50_000]], 1)
    assert said["receipt_of"] == str(completed.name)
    assert port.kiosk().get(f"/v1/receipts/{completed.name}").status_code == 200


def test_of_what_came_too_little_for_the_rest_is_dutiable_or_waits_on(port: Place) -> None:
    waiting = declare(port.kiosk(), CASHEW)
    credit(port, 20_000)
    refused = complete(port.kiosk(), waiting["reference"], excess="leave")
    assert code_of(refused) == "quota_elsewhere" or code_of(refused) == "quota_stopped"
    filed = complete(port.kiosk(), waiting["reference"], excess="dutiable").json()
    assert (filed["totals"]["exempt_fen"], filed["totals"]["excess_fen"]) == (20_000, 30_000)


def test_an_officer_files_it_for_a_member_who_stands_there(port: Place) -> None:
    waiting = declare(port.kiosk(), MANGO)
    credit(port, 80_000)
    kiosk = complete(port.kiosk(), waiting["reference"], presence="officer_attested")
    assert code_of(kiosk) == "presence_insufficient"
    officer = port.signed_in(OFFICER)
    filed = complete(officer, waiting["reference"], presence="officer_attested").json()
    assert filed["state"] == "filed", "goods under quarantine, which the officer has seen"


def test_what_a_kiosk_completes_alone_is_referred_like_any_other(port: Place) -> None:
    waiting = declare(port.kiosk(), MANGO)
    credit(port, 80_000)
    assert complete(port.kiosk(), waiting["reference"]).json()["state"] == "referred"


def test_completed_it_is_taken_back_with_its_quota(port: Place) -> None:
    waiting = declare(port.kiosk(), CASHEW)
    credit(port, 80_000)
    complete(port.kiosk(), waiting["reference"])
    path = f"{DECLARATIONS}/{waiting['reference']}/withdraw"
    said = port.signed_in(OFFICER).post(path, {"reason": "mistake"})
    assert said.json()["state"] == "withdrawn"
    assert value_left(port) == 80_000


def test_it_lapses_with_its_day_and_the_member_is_told_so(port: Place) -> None:
    waiting = declare(port.kiosk(), CASHEW)
    supervisor = port.signed_in(SUPERVISOR, step_up=True)
    assert supervisor.post("/v1/day/close").status_code == 200
    port.open_day(TradeDay("2026-11-25"))
    come_in(port, CHEN)
    assert (stands(port)["reference"], stands(port)["state"]) == (waiting["reference"], "lapsed")
    refused = complete(port.signed_in(OFFICER), waiting["reference"])
    assert code_of(refused) == "declaration_lapsed"
    assert code_of(complete(port.kiosk(), "S01.00000000.1")) == "unknown_reference"


def test_the_tables_are_those_of_a_replay(port: Place) -> None:
    waiting = declare(port.kiosk(), CASHEW, MANGO)
    credit(port, 52_000)
    assert complete(port.kiosk(), waiting["reference"]).status_code == 200
    assert [each.table for each in port.read(rebuild_tables) if not each.equal] == []
