"""An origin relaxation ends at midnight: Cambodian cashew may come until 23:59:59, not after."""

from pathlib import Path
from typing import Any

from service import site_app
from service.kit.clock import Trust
from service.policies.sign_pack import items_of
from service.vocabulary import TradeDay
from tests.asking import code_of
from tests.builders import City, Place
from tests.declarations.port import (
    CASHEW,
    DECLARATIONS,
    assess,
    come_in,
    declare,
    grant,
    saying,
    value_left,
)
from tests.fake_machine import Machine
from tests.people import CHEN
from tests.policies.packs import said_in

LAST_DAY, DAY_AFTER = TradeDay("2026-11-24"), TradeDay("2026-11-25")
UNTIL_MIDNIGHT = 15 * 3600
"""From 09:00, when tests begin, in Dongxing's own time."""


def turn_the_page(place: Place) -> None:
    turner = site_app.day_turner(place.site, place.app.state.day_witnesses)
    place.runner.run(place.desk.database.write(turner))


def cashew(place: Place, tag: str = "") -> tuple[Any, str]:
    """The origins of cashew as any screen is told, and the tag of the whole answer."""
    headers = {"If-None-Match": tag} if tag else {}
    kiosk = place.kiosk()
    kiosk.client.headers.update(headers)
    answer = kiosk.get("/v1/policy")
    if answer.status_code == 304:
        return None, tag
    rows = {row["code"]: row for row in answer.json()["catalogue"]}
    origins = {each["origin"]: each for each in rows["cashew_in_shell"]["origins"]}
    return origins, answer.headers["etag"]


def test_an_origin_relaxation_that_ends_at_midnight(city: City, folder: Path) -> None:
    said = said_in("cn")
    said["relaxations"][0]["to"] = LAST_DAY
    said["opening_hours"] = {**said["opening_hours"], "tue": [["00:00", "24:00"]]}
    said["opening_hours"]["wed"] = [["00:00", "24:00"]]
    with Place.opened(city, folder, machine=Machine()) as place:
        place.publish("policies", *items_of(said, 1, TradeDay("1996-04-01")))
        turn_the_page(place)
        origins, tag = cashew(place)
        assert origins["KH"] == {
            "origin": "KH",
            "allowed": True,
            "relaxed": True,
            "reason": None,
            "day": LAST_DAY,
        }

        # One second before midnight nothing has changed, and a screen need not read it again.
        place.machine.wait(UNTIL_MIDNIGHT - 1)
        turn_the_page(place)
        assert cashew(place, tag) == (None, tag)

        # At midnight it is over, and the screen can say since when.
        place.machine.wait(1)
        turn_the_page(place)
        origins, new_tag = cashew(place, tag)
        assert new_tag != tag
        assert origins["VN"]["allowed"]
        assert (origins["KH"]["allowed"], origins["KH"]["reason"], origins["KH"]["day"]) == (
            False,
            "origin_no_longer_allowed",
            LAST_DAY,
        )
        assert place.kiosk().get("/v1/policy").json()["day"] == DAY_AFTER


def test_a_page_that_is_not_turned_yet_relaxes_nothing(city: City, folder: Path) -> None:
    """The clock looks at the calendar every five seconds; goods wait for no such look."""
    said = said_in("cn")
    said["relaxations"][0]["to"] = LAST_DAY
    with Place.opened(city, folder, machine=Machine()) as place:
        place.publish("policies", *items_of(said, 1, TradeDay("1996-04-01")))
        turn_the_page(place)
        place.machine.wait(UNTIL_MIDNIGHT - 1)
        assert cashew(place)[0]["KH"]["allowed"]
        place.machine.wait(1)
        assert not cashew(place)[0]["KH"]["allowed"]
        assert place.kiosk().get("/v1/policy").json()["day"] == LAST_DAY
        place.machine.trust = Trust.NONE
        assert cashew(place)[0]["KH"]["allowed"], "a clock nobody vouches for ends nothing"


def test_a_declaration_of_an_origin_whose_relaxation_ends_at_midnight(
    city: City, folder: Path
) -> None:
    said = said_in("cn")
    said["relaxations"][0]["to"] = LAST_DAY
    cambodian = {**CASHEW, "origin": "KH"}
    with Place.opened(city, folder, machine=Machine()) as place:
        place.publish("policies", *items_of(said, 1, TradeDay("1996-04-01")))
        turn_the_page(place)
        grant(place)
        come_in(place, CHEN)
        place.machine.wait(UNTIL_MIDNIGHT - 1)
        shown = assess(place, cambodian)["lines"][0]
        assert (shown["outcome"], shown["until"]) == ("exempt", LAST_DAY)
        filed = declare(place.kiosk(), cambodian)
        left = value_left(place)

        # At midnight, though the page is not turned yet: no longer, and since when.
        place.machine.wait(1)
        shown = assess(place, cambodian)["lines"][0]
        assert (shown["outcome"], shown["until"]) == ("origin_no_longer", LAST_DAY)
        refused = place.kiosk().post(DECLARATIONS, saying(cambodian))
        assert code_of(refused) == "nothing_to_file"

        # Beside goods that may come, it counts for nothing; what was filed before stands.
        both = declare(place.kiosk(), cambodian, CASHEW)
        assert both["totals"]["value_fen"] == CASHEW["value_fen"]
        assert value_left(place) == left - 50_000
        listed = place.kiosk().get(f"{DECLARATIONS}?member={CHEN.number}").json()["declarations"]
        assert listed[-1] == filed
