"""A policy is signed, dated data: it says which proof of presence each act needs, and how long."""

from typing import Any

import pytest

from service.policies.rules import BEFORE_ANY, Policy, read_policy
from service.policies.store import policy_in_force
from service.vocabulary import Presence, TradeDay
from tests.builders import TODAY, Place

CARD, NUMBER, ATTESTED = (
    Presence.CARD_AT_KIOSK,
    Presence.NUMBER_AT_KIOSK,
    Presence.OFFICER_ATTESTED,
)


def published(version: int, from_day: str, **others: Any) -> dict[str, Any]:
    policy = {"presence": {"check_in": ["card_at_kiosk"]}, "annul_seconds": 60, **others}
    return {
        "type": "policy.published",
        "v": 1,
        "version": version,
        "from_day": from_day,
        "policy": policy,
    }


def in_force(place: Place, day: str | None = TODAY) -> Policy:
    return place.read(lambda session: policy_in_force(session, TradeDay(day) if day else None))


@pytest.mark.parametrize(
    ("act", "presence", "suffices"),
    [
        ("check_in", CARD, True),
        ("check_in", NUMBER, False),
        ("check_in", ATTESTED, True),
        ("check_out", CARD, False),
        ("check_out", ATTESTED, True),
        ("an_act_nobody_named", ATTESTED, True),
        ("an_act_nobody_named", CARD, False),
    ],
)
def test_what_the_policy_does_not_name_needs_an_officer(
    act: str, presence: Presence, suffices: bool
) -> None:
    policy = Policy(1, {"check_in": frozenset({CARD})}, annul_seconds=60)
    assert policy.accepts(act, presence) is suffices


@pytest.mark.parametrize("act", ["check_in", "check_out"])
@pytest.mark.parametrize("presence", Presence)
def test_before_any_policy_a_kiosk_works_by_card_and_number(act: str, presence: Presence) -> None:
    assert BEFORE_ANY.accepts(act, presence)
    assert BEFORE_ANY.annul_seconds == 600


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"presence": {}},
        {"presence": {"check_in": ["face_scan"]}, "annul_seconds": 60},
        {"presence": {}, "annul_seconds": "soon"},
    ],
)
def test_what_is_no_policy_is_refused_when_it_arrives(said: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        read_policy(1, said)


def test_a_site_without_a_policy_works_by_what_holds_before_any(place: Place) -> None:
    assert in_force(place) == BEFORE_ANY


def test_a_policy_is_in_force_from_its_day_on(place: Place) -> None:
    place.publish("policies", published(1, "2026-11-24"), published(2, "2026-11-25"))
    days = ("2026-11-23", "2026-11-24", "2026-11-25", "2027-05-01")
    assert [in_force(place, day).version for day in days] == [0, 1, 2, 2]


def test_of_two_for_one_day_the_newer_version_holds(place: Place) -> None:
    place.publish("policies", published(1, TODAY), published(2, TODAY, annul_seconds=5))
    assert (in_force(place).version, in_force(place).annul_seconds) == (2, 5)


def test_with_no_day_open_no_dated_policy_holds(place: Place) -> None:
    place.publish("policies", published(1, "2010-04-16"))
    assert in_force(place, None) == BEFORE_ANY


def test_a_version_that_was_published_stands(place: Place) -> None:
    place.publish("policies", published(1, TODAY))
    place.publish("policies", published(1, TODAY, annul_seconds=7))
    assert in_force(place).annul_seconds == 60
