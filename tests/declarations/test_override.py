"""A supervisor lets in what is above the quota: off by default, once, and counted apart."""

from typing import Any

import pytest

from service.console.verify_site import rebuild_tables
from tests.asking import Browser, code_of
from tests.builders import Place
from tests.declarations.port import (
    CASHEW,
    DECLARATIONS,
    come_in,
    declare,
    grant,
    publish_pack,
    value_left,
)
from tests.people import CHEN, OFFICER, OTHER_SUPERVISOR, PIN, SUPERVISOR
from tests.policies.packs import said_in

LIMIT = 800_000
MUCH = {**CASHEW, "amount": 900_000, "value_fen": 900_000}
SUGAR = {"goods": "sugar", "origin": "VN", "amount": 3_000, "value_fen": 2_100}


def allow(place: Place, *, version: int = 1, second: bool = False) -> None:
    said = said_in("cn") | {"overrides": True, "second_officer_overrides": second}
    publish_pack(place, said, version=version)


@pytest.fixture
def port(place: Place) -> Place:
    allow(place)
    grant(place)
    come_in(place, CHEN)
    return place


def override(by: Browser, reference: str, **others: Any) -> Any:
    said = {"reason": "hardship", **others}
    return by.post(f"{DECLARATIONS}/{reference}/override", said)


def supervisor(place: Place) -> Browser:
    return place.signed_in(SUPERVISOR, step_up=True)


def totals(by: Browser) -> dict[str, int]:
    said: dict[str, int] = by.get("/v1/day").json()["totals"]
    return said


def test_what_is_above_the_quota_comes_in_by_an_event_of_its_own(port: Place) -> None:
    filed = declare(port.kiosk(), MUCH)
    assert filed["above_quota_fen"] == 100_000
    said = override(supervisor(port), filed["reference"])
    assert said.status_code == 200, said.text
    shown = said.json()
    assert (shown["overridden_fen"], shown["override_reason"]) == (100_000, "hardship")
    assert (shown["totals"]["exempt_fen"], shown["totals"]["excess_fen"]) == (LIMIT, 0)
    assert shown["above_quota_fen"] == 0
    quota, declaration = port.events()[-2:]
    assert (quota.type, declaration.type) == ("quota.overridden", "declaration.overridden")
    assert (quota.data["declaration"], quota.actor) == (filed["reference"], SUPERVISOR.officer)
    assert declaration.data["override"] == str(quota.name)
    assert value_left(port) == 0, "the quota itself is what it was"


def test_it_is_counted_apart_on_the_day_and_its_closing_slip(port: Place) -> None:
    filed = declare(port.kiosk(), MUCH)
    by = supervisor(port)
    before = totals(by)
    assert (before["exempt_fen"], before["dutiable_fen"]) == (LIMIT, 100_000)
    override(by, filed["reference"])
    after = totals(by)
    assert (after["exempt_fen"], after["dutiable_fen"]) == (LIMIT, 0)
    assert (after["overrides"], after["overridden_fen"], after["declared"]) == (1, 100_000, 1)
    closed = by.post("/v1/day/close").json()
    assert closed["totals"] == after | {"inside": closed["totals"]["inside"]}
    assert port.events("day.closed")[0].data["totals"]["overridden_fen"] == 100_000


def test_what_was_taken_back_or_waits_counts_for_nothing(port: Place) -> None:
    filed = declare(port.kiosk(), CASHEW)
    declare(port.kiosk(), MUCH, excess="leave")
    said = totals(supervisor(port))
    assert (said["declared"], said["exempt_fen"], said["waiting"]) == (1, 50_000, 1)
    path = f"{DECLARATIONS}/{filed['reference']}/withdraw"
    port.signed_in(OFFICER).post(path, {"reason": "mistake"})
    assert totals(supervisor(port))["exempt_fen"] == 0


def test_above_a_cap_the_amount_is_counted_too(port: Place) -> None:
    filed = declare(port.kiosk(), SUGAR)
    assert override(supervisor(port), filed["reference"]).status_code == 200
    amounts = port.events("quota.overridden")[0].data["amounts"]
    assert [[each[0], each[2]] for each in amounts] == [[1, 1_400], [2, 2_000]]


def test_goods_that_are_never_exempt_are_not_made_so(place: Place) -> None:
    said = said_in("cn") | {"overrides": True}
    said["listed_goods"] = [{**said["listed_goods"][0], "headings": ["0801"], "from": "2010-04-16"}]
    publish_pack(place, said)
    grant(place)
    come_in(place, CHEN)
    filed = declare(place.kiosk(), CASHEW)
    assert filed["lines"][0]["outcome"] == "non_exempt"
    assert code_of(override(supervisor(place), filed["reference"])) == "nothing_above_quota"
    assert place.events("quota.overridden") == []


def test_once_is_enough_and_it_must_be_its_day(port: Place) -> None:
    filed = declare(port.kiosk(), MUCH)
    by = supervisor(port)
    assert override(by, filed["reference"]).status_code == 200
    assert code_of(override(by, filed["reference"])) == "already_overridden"
    assert code_of(override(by, "S01.00000000.1")) == "unknown_reference"


def test_an_officer_alone_overrides_nothing(port: Place) -> None:
    filed = declare(port.kiosk(), MUCH)
    assert code_of(override(port.signed_in(OFFICER), filed["reference"])) == "not_allowed"
    assert code_of(override(port.signed_in(SUPERVISOR), filed["reference"])) == "step_up_needed"


def test_it_is_off_unless_the_policy_allows_it(place: Place) -> None:
    publish_pack(place)
    grant(place)
    come_in(place, CHEN)
    filed = declare(place.kiosk(), MUCH)
    said = override(supervisor(place), filed["reference"])
    assert code_of(said) == "quota_override_not_allowed"
    shown = place.kiosk().get(f"{DECLARATIONS}?member={CHEN.number}").json()
    assert shown["overrides"] == "nobody"


def test_where_the_policy_asks_another_officer_vouches_too(place: Place) -> None:
    allow(place, second=True)
    grant(place)
    come_in(place, CHEN)
    filed = declare(place.kiosk(), MUCH)
    by = supervisor(place)
    assert code_of(override(by, filed["reference"])) == "second_officer_needed"
    alone = {"officer": SUPERVISOR.officer, "pin": PIN}
    assert code_of(override(by, filed["reference"], second=alone)) == "second_officer_needed"
    wrong = {"officer": OTHER_SUPERVISOR.officer, "pin": "914725"}
    assert code_of(override(by, filed["reference"], second=wrong)) == "wrong_code_or_pin"
    second = {"officer": OTHER_SUPERVISOR.officer, "pin": PIN}
    assert override(by, filed["reference"], second=second).status_code == 200
    assert place.events("quota.overridden")[0].data["second_officer"] == OTHER_SUPERVISOR.officer


def test_what_waits_for_quota_that_does_not_come_is_filed_with_it(place: Place) -> None:
    allow(place)
    come_in(place, CHEN)
    waiting = declare(place.kiosk(), CASHEW)
    assert waiting["state"] == "pending"
    said = override(supervisor(place), waiting["reference"], reason="home_unreachable").json()
    assert (said["state"], said["overridden_fen"]) == ("filed", 50_000)
    assert [each.type for each in place.events()[-3:]] == [
        "declaration.completed",
        "quota.overridden",
        "declaration.overridden",
    ]
    assert [each.table for each in place.read(rebuild_tables) if not each.equal] == []


def test_refused_halfway_nothing_is_recorded(place: Place) -> None:
    publish_pack(place)
    come_in(place, CHEN)
    waiting = declare(place.kiosk(), CASHEW)
    by = supervisor(place)
    before = [each.type for each in place.events()]
    assert code_of(override(by, waiting["reference"])) == "quota_override_not_allowed"
    assert [each.type for each in place.events()] == before
    assert value_left(place) == 0
