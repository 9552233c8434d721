"""The trade day at the supervisor's station: opened by an act, closed with a slip."""

import httpx
import pytest

from service.days import store
from service.days.close_day import close_day
from service.days.keep_day_open import keep_day_open
from service.days.open_day import open_day
from service.days.rules import DayRefusal
from service.journal.act import Act
from service.journal.store import head_of
from service.kit.clock import Trust
from service.vocabulary import TradeDay
from tests.asking import Browser, code_of
from tests.builders import TODAY, Place
from tests.people import AUDITOR, CHEN, LENDER, OFFICER, OTHER_SUPERVISOR, PIN, SUPERVISOR

TOMORROW, LATER = TradeDay("2026-11-25"), TradeDay("2026-11-27")


def ask_to_open(station: Browser, day: str, **second: str) -> httpx.Response:
    return station.post("/v1/day/open", {"day": day} | ({"second": second} if second else {}))


def vouching(pin: str = PIN) -> dict[str, str]:
    return {"officer": OTHER_SUPERVISOR.officer, "pin": pin}


# --- Opening ---


def test_a_supervisor_opens_today_without_more(closed_place: Place) -> None:
    said = ask_to_open(closed_place.signed_in(SUPERVISOR), TODAY).json()
    assert (said["state"], said["day"], said["opened_by"]) == ("open", TODAY, SUPERVISOR.officer)
    assert said["opened_at"] == closed_place.machine.wall_ms
    [opened] = closed_place.events("day.opened")
    assert opened.day == TODAY, "the event that opens a day stands under it"
    assert opened.data == {
        "day": TODAY,
        "automatic": False,
        "second_officer": None,
        "link": 1,
    }


def test_a_clock_that_lost_its_time_needs_an_officer_who_steps_up(closed_place: Place) -> None:
    closed_place.machine.trust = Trust.NONE
    said = ask_to_open(closed_place.signed_in(SUPERVISOR), TODAY)
    assert (said.status_code, code_of(said)) == (403, "step_up_needed")
    assert closed_place.events("day") == []
    stepped_up = closed_place.signed_in(SUPERVISOR, step_up=True)
    assert ask_to_open(stepped_up, TODAY).json()["state"] == "open"


def test_a_date_far_ahead_needs_a_second_officer(closed_place: Place) -> None:
    station = closed_place.signed_in(SUPERVISOR, step_up=True)
    assert code_of(ask_to_open(station, LATER)) == "second_officer_needed"
    said = ask_to_open(station, LATER, **vouching())
    assert said.json()["day"] == LATER
    [opened] = closed_place.events("day.opened")
    assert opened.data["second_officer"] == OTHER_SUPERVISOR.officer


def test_a_second_officer_is_another_officer(closed_place: Place) -> None:
    station = closed_place.signed_in(SUPERVISOR, step_up=True)
    said = ask_to_open(station, LATER, officer=SUPERVISOR.officer, pin=PIN)
    assert code_of(said) == "second_officer_needed"


def test_a_wrong_second_pin_opens_nothing_and_counts(closed_place: Place) -> None:
    station = closed_place.signed_in(SUPERVISOR, step_up=True)
    assert code_of(ask_to_open(station, LATER, **vouching("111222"))) == "wrong_code_or_pin"
    assert closed_place.events("day") == []
    assert len(closed_place.events("officer.refused")) == 1


@pytest.mark.parametrize(
    ("day", "word"),
    [(TODAY, "day_already_open"), ("2026-11-31", "day_not_a_date")],
)
def test_an_opening_that_is_refused_says_why(place: Place, day: str, word: str) -> None:
    said = ask_to_open(place.signed_in(SUPERVISOR), day)
    assert (said.status_code, code_of(said)) == (409, word)


# --- Closing ---


def test_the_closing_slip_says_what_the_day_came_to_and_where_the_chain_stands(
    place: Place,
) -> None:
    kiosk = place.kiosk()
    for person in (CHEN, LENDER):
        kiosk.post("/v1/check-ins", {"member": person.number})
    slip = place.signed_in(SUPERVISOR, step_up=True).post("/v1/day/close").json()
    assert (slip["state"], slip["day"]) == ("closed", TODAY)
    counted = {"entered": 1, "left": 0, "inside": 1, "refused": 1, "annulled": 0}
    money = ("exempt_fen", "dutiable_fen", "overridden_fen")
    no_goods = dict.fromkeys(("declared", "overrides", "waiting", *money), 0)
    assert slip["totals"] == counted | no_goods
    closed = place.events()[-1]
    assert (closed.type, closed.data["totals"]) == ("day.closed", slip["totals"])
    journal = place.desk.journal
    head = place.read(lambda session: head_of(session, journal.epoch, journal.genesis))
    assert (slip["seq"], slip["head"]) == (head.seq, head.hash.hex())


def test_the_slip_of_a_closed_day_can_be_had_again(place: Place) -> None:
    place.kiosk().post("/v1/check-ins", {"member": CHEN.number})
    slip = place.signed_in(SUPERVISOR, step_up=True).post("/v1/day/close").json()
    place.machine.wait(60)
    again = place.signed_in(OFFICER).get("/v1/day").json()
    assert again["seq"] > slip["seq"]  # an officer has signed in since
    assert again["closing"] == slip["closing"]
    assert (again["closing"]["seq"], again["closing"]["head"]) == (slip["seq"], slip["head"])
    assert (again["state"], again["day"], again["totals"]) == ("closed", TODAY, slip["totals"])


def test_an_open_day_has_no_slip(place: Place) -> None:
    assert place.signed_in(OFFICER).get("/v1/day").json()["closing"] is None


def test_the_day_is_closed_with_the_pin_once_more(place: Place) -> None:
    said = place.signed_in(SUPERVISOR).post("/v1/day/close")
    assert (said.status_code, code_of(said)) == (403, "step_up_needed")
    assert place.browser().get("/v1/status").json()["day"]["state"] == "open"


def test_a_closed_day_is_not_opened_again(place: Place) -> None:
    station = place.signed_in(SUPERVISOR, step_up=True)
    station.post("/v1/day/close")
    assert code_of(ask_to_open(station, TODAY)) == "day_goes_back"
    assert ask_to_open(station, TOMORROW).json()["state"] == "open"


def test_with_no_day_open_nothing_is_closed(closed_place: Place) -> None:
    said = closed_place.signed_in(SUPERVISOR, step_up=True).post("/v1/day/close")
    assert (said.status_code, code_of(said)) == (409, "day_not_open")


# --- How it stands ---


def test_a_closed_site_suggests_its_date_and_who_must_vouch(closed_place: Place) -> None:
    station = closed_place.signed_in(AUDITOR)
    said = station.get("/v1/day").json()
    assert (said["state"], said["day"], said["suggested"]) == ("closed", None, TODAY)
    assert (said["needs"], said["totals"]) == ("nothing", {})
    closed_place.machine.trust = Trust.NONE
    assert station.get("/v1/day").json()["needs"] == "step_up"


def test_the_suggested_date_is_the_sites_own_not_utc(closed_place: Place) -> None:
    closed_place.machine.wait(15 * 3600 - 60)  # 23:59 in Dongxing, 15:59 UTC
    assert closed_place.signed_in(OFFICER).get("/v1/day").json()["suggested"] == TODAY
    closed_place.machine.wait(60)
    assert closed_place.signed_in(OFFICER).get("/v1/day").json()["suggested"] == TOMORROW


# --- The verbs ---


def test_no_two_days_are_open_at_once(place: Place) -> None:
    def open_another(act: Act) -> object:
        return open_day(act, TOMORROW, today=TOMORROW, stepped_up=True)

    assert place.do(open_another) is DayRefusal.ALREADY_OPEN


def test_a_day_turns_by_closing_and_opening_in_one_act(place: Place) -> None:
    totals = {"entered": 3}
    turned = place.do(
        lambda act: keep_day_open(act, today=TOMORROW, totals=lambda: totals, keys=None)
    )
    assert turned == TOMORROW
    closed, opened = place.events("day")[-2:]
    assert (closed.day, closed.data["totals"], opened.day) == (TODAY, totals, TOMORROW)
    assert opened.refs == (str(closed.name),)
    assert opened.data["automatic"] is True


def test_a_day_that_need_not_turn_is_left_alone(place: Place) -> None:
    before = len(place.events())
    assert place.do(lambda act: keep_day_open(act, today=TODAY, totals=dict, keys=None)) is None
    assert len(place.events()) == before


def test_after_closing_an_act_stands_under_no_day(place: Place) -> None:
    def close(act: Act) -> object:
        close_day(act, {}, keys=None)
        return act.day, store.open_day(act.session), store.last_day(act.session)

    assert place.do(close) == (None, None, TODAY)
