"""A peek says what a scan would come to. It admits nobody; a refusal it shows is recorded."""

from typing import Any

import httpx
import pytest

from service.desk import Counter
from service.feeds.apply_items import FeedItem
from service.members.apply import apply_listed
from tests.asking import Browser, code_of
from tests.builders import KIOSK, Place
from tests.people import CHEN, DAWEI, LENDER, NOBODY, OFFICER, Person

PEEK, CHECK_IN = "/v1/check-ins/peek", "/v1/check-ins"
KEY = "a-key-of-one-single-peek"


def peek(browser: Browser, who: Person, **others: Any) -> dict[str, Any]:
    said = browser.post(PEEK, {"member": who.number, **others})
    assert said.status_code == 200, said.text
    return dict(said.json())


def test_a_peek_welcomes_and_admits_nobody(place: Place) -> None:
    before = len(place.events())
    seen = peek(place.kiosk(), CHEN)
    assert seen == {
        "outcome": "welcome",
        "direction": "in",
        "member": {
            "member": CHEN.number,
            "name": "陈*福",
            "group": "G001",
            "group_name": "河洲村第1互助组",
            "supported": False,
        },
        "lanes": ["person", "goods"],
        "inside": None,
        "hits": [],
    }
    assert len(place.events()) == before
    assert place.kiosk().post(CHECK_IN, {"member": CHEN.number}).status_code == 201


def test_a_peek_that_welcomes_needs_no_key(place: Place) -> None:
    said = place.kiosk().post(PEEK, {"member": CHEN.number}, key="")
    assert (said.status_code, said.json()["outcome"]) == (200, "welcome")


def test_a_refusal_that_is_shown_is_recorded_at_once(place: Place) -> None:
    seen = peek(place.kiosk(), LENDER)
    assert (seen["outcome"], seen["member"]) == ("see_officer", None)
    [event] = place.events("scan.refused")
    assert (event.data["outcome"], event.data["member"]) == ("suspended", LENDER.number)


@pytest.mark.parametrize(
    ("scan", "word"), [("hello", "unreadable"), (str(NOBODY), "unknown_member")]
)
def test_a_scan_of_nobody_is_recorded_too(place: Place, scan: str, word: str) -> None:
    assert place.kiosk().post(PEEK, {"scan": scan}).json()["outcome"] == word
    assert [event.data["outcome"] for event in place.events("scan.refused")] == [word]


def test_a_retried_peek_records_its_refusal_once(place: Place) -> None:
    kiosk, body = place.kiosk(), {"member": LENDER.number}
    first, second = (kiosk.post(PEEK, body, key=KEY) for _ in range(2))
    assert first.content == second.content
    assert len(place.events("scan.refused")) == 1


def test_who_is_inside_is_offered_to_go_out_and_nothing_is_recorded(place: Place) -> None:
    kiosk = place.kiosk()
    entered = kiosk.post(CHECK_IN, {"member": CHEN.number}).json()
    before = len(place.events())
    seen = peek(kiosk, CHEN)
    assert seen["outcome"] == "already_inside"
    assert seen["inside"] == {
        "since": entered["at"],
        "terminal": KIOSK,
        "reference": entered["reference"],
    }
    assert peek(kiosk, CHEN, direction="out")["outcome"] == "welcome"
    assert len(place.events()) == before


def test_an_officer_is_told_why(place: Place) -> None:
    seen = peek(place.signed_in(OFFICER), LENDER)
    assert (seen["outcome"], seen["member"]["member"]) == ("suspended", LENDER.number)
    [event] = place.events("scan.refused")
    assert event.data["presence"] == "officer_attested"


def test_a_public_screen_does_not_even_say_that_a_suspended_member_is_inside(
    place: Place,
) -> None:
    place.kiosk().post(CHECK_IN, {"member": DAWEI.number})
    suspended = {name: getattr(DAWEI, name) for name in Person.__slots__}
    place.relist(Person(**{**suspended, "standing": "停用", "reason": "待核实"}))
    seen = peek(place.kiosk(), DAWEI)
    assert (seen["outcome"], seen["member"], seen["inside"]) == ("see_officer", None, None)


def test_a_verdict_that_changed_since_the_look_is_shown_and_not_recorded_as_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the writing the office took the suspension back."""
    look = Counter.look
    items = place.archive().items("members", at_ms=place.machine.wall_ms)
    listed = next(item for item in items if item["member"] == LENDER.number)
    reinstated = FeedItem("members", 99, {**listed, "standing": "active"})

    async def look_and_be_late(counter: Counter, query: Any) -> Any:
        seen = await look(counter, query)
        await place.desk.database.write(lambda session: apply_listed(session, reinstated))
        return seen

    monkeypatch.setattr(Counter, "look", look_and_be_late)
    assert peek(place.kiosk(), LENDER)["outcome"] == "welcome"
    assert place.events("scan.refused") == []


# --- What can be guessed is counted ---


def tries(kiosk: Browser, *scans: str) -> httpx.Response:
    return [kiosk.post(PEEK, {"scan": scan}) for scan in scans][-1]


@pytest.mark.parametrize(
    "spelling", [str(CHEN.number), f" {CHEN.number}", "{0}-{1}", "{0} {1}", "x{0}{1}"]
)
def test_numbers_are_counted_however_they_are_spelt(place: Place, spelling: str) -> None:
    digits = str(CHEN.number)
    scan = spelling.format(digits[:4], digits[4:])
    assert code_of(tries(place.kiosk(), *[scan] * 21)) == "too_many_tries"


def test_cards_are_not_counted_since_nobody_guesses_one(place: Place) -> None:
    kiosk, card = place.kiosk(), place.card(CHEN)
    assert tries(kiosk, *[card] * 25).status_code == 200


def test_a_peek_and_a_check_in_by_number_count_together(place: Place) -> None:
    kiosk = place.kiosk()
    tries(kiosk, *[str(CHEN.number)] * 20)
    said = kiosk.post(CHECK_IN, {"member": CHEN.number})
    assert (said.status_code, code_of(said)) == (429, "too_many_tries")
    assert place.events("checkin") == []
