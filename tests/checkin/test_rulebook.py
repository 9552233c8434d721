"""Who may come in or go out: the rulebook, one line a rule."""

from dataclasses import replace
from itertools import product

import pytest

from service.checkin.rules import (
    PRIVATE_REFUSALS,
    Accepted,
    AnnulRefusal,
    Arrival,
    Bearer,
    Lane,
    Refused,
    is_recorded_at_peek,
    judge_annulment,
    judge_arrival,
    public_word,
    read_ticket,
    ticket,
    usual_wait_seconds,
)
from service.policies.rules import BEFORE_ANY, Policy
from service.policies.rules.notices import EntryRefusal
from service.vocabulary import Direction, Presence, TradeDay

YESTERDAY, TODAY = TradeDay("2026-11-23"), TradeDay("2026-11-24")
IN, OUT = Direction.IN, Direction.OUT
CARD, NUMBER, ATTESTED = (
    Presence.CARD_AT_KIOSK,
    Presence.NUMBER_AT_KIOSK,
    Presence.OFFICER_ATTESTED,
)
CARDS_ONLY = Policy(1, {"check_in": frozenset({CARD}), "check_out": frozenset()}, 600)


def bearer(
    standing: str = "active",
    until: TradeDay = TODAY,
    *,
    minor: bool = False,
    card_revoked: bool = False,
    inside: bool = False,
) -> Bearer:
    return Bearer(standing, until, minor, card_revoked, inside)


def arrival(
    who: Bearer | None = None,
    way: Direction = IN,
    by: Presence = CARD,
    *,
    day: TradeDay | None = TODAY,
    policy: Policy = BEFORE_ANY,
    barred: EntryRefusal | None = None,
) -> Arrival:
    return Arrival(who, way, by, day, policy, barred)


RULEBOOK: dict[str, tuple[Arrival, Accepted | Refused]] = {
    "a member in good standing comes in": (arrival(bearer()), Accepted.ENTERED),
    "the last valid day counts": (arrival(bearer(until=TODAY)), Accepted.ENTERED),
    "the day after it does not": (arrival(bearer(until=YESTERDAY)), Refused.EXPIRED),
    "who is listed expired is": (arrival(bearer("expired")), Refused.EXPIRED),
    "who is suspended stays out": (arrival(bearer("suspended")), Refused.SUSPENDED),
    "suspended is said before expired": (
        arrival(bearer("suspended", YESTERDAY)),
        Refused.SUSPENDED,
    ),
    "a minor declares nothing": (arrival(bearer(minor=True)), Refused.MINOR),
    "a lost card admits nobody": (arrival(bearer(card_revoked=True)), Refused.CARD_REVOKED),
    "a card reported lost admits nobody either": (
        arrival(replace(bearer(), card_reported_lost=True)),
        Refused.CARD_REPORTED_LOST,
    ),
    "a lost card is said first": (
        arrival(bearer("suspended", card_revoked=True)),
        Refused.CARD_REVOKED,
    ),
    "who is inside comes in no second time": (
        arrival(bearer(inside=True)),
        Refused.ALREADY_INSIDE,
    ),
    "an officer attests no second time either": (
        arrival(bearer(inside=True), by=ATTESTED),
        Refused.ALREADY_INSIDE,
    ),
    "standing is said before being inside": (
        arrival(bearer("suspended", inside=True)),
        Refused.SUSPENDED,
    ),
    "an officer attests no suspended member": (
        arrival(bearer("suspended"), by=ATTESTED),
        Refused.SUSPENDED,
    ),
    "nobody known comes in": (arrival(None), Refused.UNKNOWN_MEMBER),
    "nobody known goes out": (arrival(None, OUT), Refused.UNKNOWN_MEMBER),
    "with no day open nobody comes in": (arrival(bearer(), day=None), Refused.DAY_NOT_OPEN),
    "with no day open nobody goes out": (
        arrival(bearer(inside=True), OUT, day=None),
        Refused.DAY_NOT_OPEN,
    ),
    "the day is said before standing": (
        arrival(bearer("suspended"), day=None),
        Refused.DAY_NOT_OPEN,
    ),
    "whom a hit is about goes to an officer": (
        replace(arrival(bearer()), is_hit=True),
        Refused.REFERRED_HIT,
    ),
    "standing is said before a hit": (
        replace(arrival(bearer("suspended")), is_hit=True),
        Refused.SUSPENDED,
    ),
    "a hit keeps nobody in": (
        replace(arrival(bearer(inside=True), OUT), is_hit=True),
        Accepted.LEFT,
    ),
    "who is inside goes out": (arrival(bearer(inside=True), OUT), Accepted.LEFT),
    "who never came in may go, and it is noted": (
        arrival(bearer(), OUT),
        Accepted.LEFT_WITHOUT_ENTRY,
    ),
    "nobody suspended is kept in": (arrival(bearer("suspended", inside=True), OUT), Accepted.LEFT),
    "nobody expired is kept in": (arrival(bearer("expired", inside=True), OUT), Accepted.LEFT),
    "a lost card still lets its bearer out": (
        arrival(bearer(card_revoked=True, inside=True), OUT),
        Accepted.LEFT,
    ),
    "a typed number suffices where the policy says so": (
        arrival(bearer(), by=NUMBER),
        Accepted.ENTERED,
    ),
    "a typed number does not where it does not": (
        arrival(bearer(), by=NUMBER, policy=CARDS_ONLY),
        Refused.PRESENCE_INSUFFICIENT,
    ),
    "a card does not where only an officer will do": (
        arrival(bearer(inside=True), OUT, policy=CARDS_ONLY),
        Refused.PRESENCE_INSUFFICIENT,
    ),
    "an officer always will do": (
        arrival(bearer(inside=True), OUT, ATTESTED, policy=CARDS_ONLY),
        Accepted.LEFT,
    ),
    "presence is said before standing, which a stranger shall not learn": (
        arrival(bearer("suspended"), by=NUMBER, policy=CARDS_ONLY),
        Refused.PRESENCE_INSUFFICIENT,
    ),
    "nobody comes in while the site is closed": (
        arrival(bearer(), barred=EntryRefusal.SITE_CLOSED),
        Refused.SITE_CLOSED,
    ),
    "nor outside the hours of a notice, attested or not": (
        arrival(bearer(), by=ATTESTED, barred=EntryRefusal.OUTSIDE_HOURS),
        Refused.OUTSIDE_HOURS,
    ),
    "nor who is not among the named": (
        arrival(bearer(), barred=EntryRefusal.NOT_DESIGNATED),
        Refused.NOT_DESIGNATED,
    ),
    "nor when as many are inside as may be": (
        arrival(bearer(), barred=EntryRefusal.SITE_FULL),
        Refused.SITE_FULL,
    ),
    "a closed site is said before presence": (
        arrival(bearer(), by=NUMBER, policy=CARDS_ONLY, barred=EntryRefusal.SITE_CLOSED),
        Refused.SITE_CLOSED,
    ),
    "presence is said before who is named, which a stranger shall not learn": (
        arrival(bearer(), by=NUMBER, policy=CARDS_ONLY, barred=EntryRefusal.NOT_DESIGNATED),
        Refused.PRESENCE_INSUFFICIENT,
    ),
    "standing is said before who is named": (
        arrival(bearer("suspended"), barred=EntryRefusal.NOT_DESIGNATED),
        Refused.SUSPENDED,
    ),
    "nobody is kept in a closed site": (
        arrival(bearer(inside=True), OUT, barred=EntryRefusal.SITE_CLOSED),
        Accepted.LEFT,
    ),
}


@pytest.mark.parametrize("rule", RULEBOOK)
def test_the_rulebook(rule: str) -> None:
    case, verdict = RULEBOOK[rule]
    assert judge_arrival(case) is verdict


def test_every_outcome_that_a_member_can_meet_is_in_the_rulebook() -> None:
    of_the_scan = {
        Refused.UNREADABLE,
        Refused.RECEIPT_NO_CARD,
        Refused.CARD_NOT_GENUINE,
        Refused.CARD_UNKNOWN_KEY,
    }
    met = {verdict for _, verdict in RULEBOOK.values()}
    assert met == {*Accepted, *Refused} - of_the_scan


def every_bearer() -> list[Bearer]:
    flags = (False, True)
    return [
        Bearer(*fields)
        for fields in product(
            ("active", "suspended", "expired"), (YESTERDAY, TODAY), flags, flags, flags
        )
    ]


@pytest.mark.parametrize("who", every_bearer())
@pytest.mark.parametrize("by", Presence)
def test_a_member_is_inside_at_most_once_and_is_never_kept_in(who: Bearer, by: Presence) -> None:
    coming, going = judge_arrival(arrival(who, IN, by)), judge_arrival(arrival(who, OUT, by))
    assert coming is not Accepted.ENTERED or not who.inside
    assert going is (Accepted.LEFT if who.inside else Accepted.LEFT_WITHOUT_ENTRY)


def test_a_public_screen_has_one_word_for_all_that_concerns_a_persons_standing() -> None:
    said = {refused: public_word(refused) for refused in Refused}
    assert {refused for refused, word in said.items() if word == "see_officer"} == PRIVATE_REFUSALS
    assert {
        Refused.SUSPENDED,
        Refused.EXPIRED,
        Refused.MINOR,
        Refused.REFERRED_HIT,
    } == PRIVATE_REFUSALS


def test_a_public_screen_says_of_a_lost_card_only_that_it_was_replaced() -> None:
    assert public_word(Refused.CARD_REVOKED) == "card_revoked"
    assert public_word(Refused.CARD_REPORTED_LOST) == "card_revoked"


def test_a_peek_records_every_refusal_but_the_choice_to_go_out() -> None:
    recorded = {outcome for outcome in (*Accepted, *Refused) if is_recorded_at_peek(outcome)}
    assert recorded == set(Refused) - {Refused.ALREADY_INSIDE}


@pytest.mark.parametrize(
    ("annulled", "waited_ms", "verdict"),
    [
        (False, 0, None),
        (False, 600_000, None),
        (False, 600_001, AnnulRefusal.TOO_LATE),
        (False, -3_600_000, None),  # the clock was set back meanwhile
        (True, 0, AnnulRefusal.ALREADY_ANNULLED),
        (True, 600_001, AnnulRefusal.ALREADY_ANNULLED),
    ],
)
def test_a_record_is_taken_back_once_and_within_ten_minutes(
    annulled: bool, waited_ms: int, verdict: AnnulRefusal | None
) -> None:
    judged = judge_annulment(annulled=annulled, recorded_ms=0, now_ms=waited_ms, policy=BEFORE_ANY)
    assert judged is verdict


@pytest.mark.parametrize(
    ("lane", "number", "text"),
    [
        (Lane.PERSON, 1, "P001"),
        (Lane.GOODS, 12, "G012"),
        (Lane.GREEN, 123, "V123"),
        (Lane.HELP, 1234, "H1234"),
    ],
)
def test_a_ticket_is_a_letter_and_three_digits_or_more(lane: Lane, number: int, text: str) -> None:
    assert ticket(lane, number) == text
    assert read_ticket(text) == (lane, number)


@pytest.mark.parametrize(
    "text", ["", "P", "X001", "001", "P-01", "P0o1", "P１", "p001", "P" + "9" * 10]
)
def test_what_is_no_ticket_is_none(text: str) -> None:
    assert read_ticket(text) is None


@pytest.mark.parametrize(
    ("waits_ms", "seconds"),
    [([], None), ([5_000], 5), ([1_000, 9_000_000, 2_000], 2), ([1_000, 3_000], 3), ([999], 0)],
)
def test_the_usual_wait_is_the_median_of_what_was_measured(
    waits_ms: list[int], seconds: int | None
) -> None:
    assert usual_wait_seconds(waits_ms) == seconds
