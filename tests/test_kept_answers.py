"""The same key gets the same answer, not a second act; for 35 days."""

import hashlib

import pytest

from service import kept_answers
from service.journal.act import Act
from service.kept_answers import KEPT_MS, Answer, Kept
from service.kit.clock import Trust
from service.session import Session
from tests.asking import code_of
from tests.builders import TODAY, Place
from tests.people import CHEN, DAWEI, OFFICER, SUPERVISOR
from tests.places import NOW_MS

KEY = "a-key-of-the-kiosk-itself"
CHECK_IN = "/v1/check-ins"


def keep(place: Place, key: str, at_ms: int) -> None:
    kept = Kept(key, "T01/-", "digest", at_ms, Answer(201, "application/json", b"{}"))
    place.do(lambda act: kept_answers.keep(act.session, kept))


def kept_keys(place: Place, *keys: str) -> list[str]:
    def found(session: Session) -> list[str]:
        return [key for key in keys if kept_answers.find(session, key)]

    return place.read(found)


def test_a_retry_gets_the_same_answer_and_acts_once(place: Place) -> None:
    kiosk, body = place.kiosk(), {"member": CHEN.number}
    first, second = (kiosk.post(CHECK_IN, body, key=KEY) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert len(place.events("checkin.entered")) == 1


def test_a_retry_after_a_restart_gets_the_same_answer(place: Place) -> None:
    body = {"member": CHEN.number}
    before = place.kiosk().post(CHECK_IN, body, key=KEY)
    place.restart()
    assert place.kiosk().post(CHECK_IN, body, key=KEY).content == before.content
    assert len(place.events("checkin.entered")) == 1


def test_a_refusal_is_the_last_word_too(place: Place) -> None:
    kiosk = place.kiosk()
    kiosk.post(CHECK_IN, {"member": CHEN.number})
    again = [kiosk.post(CHECK_IN, {"member": CHEN.number}, key=KEY) for _ in range(2)]
    assert [code_of(each) for each in again] == ["already_inside"] * 2
    assert len(place.events("scan.refused")) == 1


def test_another_request_under_the_same_key_is_refused(place: Place) -> None:
    kiosk = place.kiosk()
    kiosk.post(CHECK_IN, {"member": CHEN.number}, key=KEY)
    said = kiosk.post(CHECK_IN, {"member": DAWEI.number}, key=KEY)
    assert (said.status_code, code_of(said)) == (422, "key_reused")


def test_another_caller_under_the_same_key_is_refused(place: Place) -> None:
    place.kiosk().post(CHECK_IN, {"member": CHEN.number}, key=KEY)
    said = place.pair("kiosk").post(CHECK_IN, {"member": CHEN.number}, key=KEY)
    assert (said.status_code, code_of(said)) == (422, "key_reused")


def test_a_stranger_with_the_right_key_is_told_nothing(place: Place) -> None:
    place.kiosk().post(CHECK_IN, {"member": CHEN.number}, key=KEY)
    said = place.browser().post(CHECK_IN, {"member": CHEN.number}, key=KEY)
    assert (said.status_code, code_of(said)) == (401, "terminal_not_paired")


@pytest.mark.parametrize("key", ["", "x" * 15, "x" * 65])
def test_a_write_needs_a_key_of_16_to_64_characters(place: Place, key: str) -> None:
    said = place.kiosk().post(CHECK_IN, {"member": CHEN.number}, key=key)
    assert (said.status_code, code_of(said)) == (400, "key_missing")
    assert place.events("checkin") == []


def test_whoever_must_step_up_comes_again_with_the_same_key(closed_place: Place) -> None:
    closed_place.machine.trust = Trust.NONE
    station = closed_place.signed_in(SUPERVISOR)
    asked = {"day": TODAY}
    assert code_of(station.post("/v1/day/open", asked, key=KEY)) == "step_up_needed"
    station = closed_place.signed_in(SUPERVISOR, step_up=True)
    assert station.post("/v1/day/open", asked, key=KEY).json()["state"] == "open"


def test_an_answer_is_kept_35_days_and_no_day_longer(place: Place) -> None:
    now_ms = place.machine.wall_ms
    keep(place, "just-35-days-old", now_ms - KEPT_MS)
    keep(place, "older-than-35-days", now_ms - KEPT_MS - 1)
    forgotten = place.do(lambda act: kept_answers.forget_old(act.session, act.moment.at_ms))
    assert forgotten == 1
    assert kept_keys(place, "just-35-days-old", "older-than-35-days") == ["just-35-days-old"]


def close_the_day(place: Place) -> None:
    station = place.signed_in(SUPERVISOR, step_up=True)
    assert station.post("/v1/day/close").status_code == 200


def test_closing_the_day_forgets_what_is_too_old(place: Place) -> None:
    keep(place, "of-last-spring", NOW_MS - 2 * KEPT_MS)
    close_the_day(place)
    assert kept_keys(place, "of-last-spring") == []


def test_a_clock_that_nobody_stands_for_forgets_nothing(place: Place) -> None:
    keep(place, "of-last-spring", NOW_MS - 2 * KEPT_MS)
    place.machine.trust = Trust.NONE
    close_the_day(place)
    assert kept_keys(place, "of-last-spring") == ["of-last-spring"]


def test_what_is_kept_of_a_request_gives_its_body_away_to_nobody(place: Place) -> None:
    """A body may hold a PIN of six digits, which a plain hash would give away."""
    station = place.station()
    station.post("/v1/session", {"officer": OFFICER.officer, "pin": "480273"}, key=KEY)
    kept = place.read(lambda session: kept_answers.find(session, KEY))
    assert kept is not None
    body = b'{"officer": "1001", "pin": "480273"}'
    text = "POST /v1/session \0" + hashlib.sha256(body).hexdigest()
    assert kept.digest == place.desk.derive("body", text), "keyed, and of the whole request"
    assert b"480273" not in kept.answer.body


def test_an_act_carries_its_key_into_the_journal(place: Place) -> None:
    place.kiosk().post(CHECK_IN, {"member": CHEN.number}, key=KEY)
    assert [event.key for event in place.events("checkin")] == [KEY]


def test_a_failing_act_keeps_no_answer(place: Place) -> None:
    def fail(act: Act) -> None:
        kept = Kept(KEY, "T01/-", "digest", NOW_MS, Answer(200, "application/json", b"{}"))
        kept_answers.keep(act.session, kept)
        raise LookupError

    with pytest.raises(LookupError):
        place.do(fail)
    assert kept_keys(place, KEY) == []
