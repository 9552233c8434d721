"""Who may come in or go out, in one closed list of outcomes for API, screen and journal."""

from dataclasses import dataclass
from enum import StrEnum

from service.policies.rules import Policy
from service.policies.rules.notices import EntryRefusal
from service.vocabulary import Direction, Presence, TradeDay


class Accepted(StrEnum):
    """What a recorded check-in or check-out came to."""

    ENTERED = "entered"
    LEFT = "left"
    LEFT_WITHOUT_ENTRY = "left_without_entry"


class Refused(StrEnum):
    """Why a scan admits nobody. Screens translate each word; the journal keeps it."""

    UNREADABLE = "unreadable"
    CARD_NOT_GENUINE = "card_not_genuine"
    CARD_UNKNOWN_KEY = "card_unknown_key"
    CARD_REVOKED = "card_revoked"
    CARD_REPORTED_LOST = "card_reported_lost"
    RECEIPT_NO_CARD = "receipt_no_card"
    UNKNOWN_MEMBER = "unknown_member"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    MINOR = "minor"
    ALREADY_INSIDE = "already_inside"
    PRESENCE_INSUFFICIENT = "presence_insufficient"
    DAY_NOT_OPEN = "day_not_open"
    SITE_CLOSED = "site_closed"
    OUTSIDE_HOURS = "outside_hours"
    NOT_DESIGNATED = "not_designated"
    SITE_FULL = "site_full"
    REFERRED_HIT = "referred_hit"


class AnnulRefusal(StrEnum):
    """Why a record is not taken back."""

    UNKNOWN_REFERENCE = "unknown_reference"
    ALREADY_ANNULLED = "already_annulled"
    TOO_LATE = "annul_too_late"


class Lane(StrEnum):
    """Where a member waits; ``help`` is for people the machine could not serve."""

    PERSON = "person"
    GOODS = "goods"
    GREEN = "green"
    HELP = "help"


LANE_LETTERS = {Lane.PERSON: "P", Lane.GOODS: "G", Lane.GREEN: "V", Lane.HELP: "H"}

PRIVATE_REFUSALS = frozenset(
    {Refused.SUSPENDED, Refused.EXPIRED, Refused.MINOR, Refused.REFERRED_HIT}
)
"""Reasons a public screen never shows: there it says "please see the officer"."""

SAID_OF_THE_SITE = frozenset({EntryRefusal.SITE_CLOSED, EntryRefusal.OUTSIDE_HOURS})
"""What holds for everybody is said before presence is asked for; what tells of one member, after:
a stranger with somebody's number shall not learn it."""

GONE_CARDS = frozenset({Refused.CARD_REVOKED, Refused.CARD_REPORTED_LOST})
"""A public screen says of either that the card was replaced, and not whose it is: whoever holds
it may have found it."""

SEE_OFFICER = "see_officer"
LONGEST_TURN = 9
"""Digits of a ticket's number; no lane ever gives so many out in a day."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """The member a scan names, as far as the rules care."""

    standing: str
    valid_until: TradeDay
    is_minor: bool
    card_revoked: bool
    inside: bool
    card_reported_lost: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A member at the gate: who, which way, how proved, on which day, under which policy.

    ``barred`` is why the authority's notice lets this member not in, if it does not; ``is_hit``
    when a risk hit sends them to an officer, and none is there.
    """

    bearer: Bearer | None
    direction: Direction
    presence: Presence
    day: TradeDay | None
    policy: Policy
    barred: EntryRefusal | None = None
    is_hit: bool = False


def judge_arrival(arrival: Arrival) -> Accepted | Refused:
    """The outcome, by the first rule that speaks. Leaving is never refused for one's standing or
    the site's: nobody is kept in."""
    bearer = arrival.bearer
    if bearer is None:
        return Refused.UNKNOWN_MEMBER
    if arrival.day is None:
        return Refused.DAY_NOT_OPEN
    if arrival.barred in SAID_OF_THE_SITE and arrival.direction is Direction.IN:
        return Refused(arrival.barred)
    if not arrival.policy.accepts(f"check_{arrival.direction}", arrival.presence):
        return Refused.PRESENCE_INSUFFICIENT
    if arrival.direction is Direction.OUT:
        return Accepted.LEFT if bearer.inside else Accepted.LEFT_WITHOUT_ENTRY
    return _judge_standing(bearer, arrival.day) or _judge_place(bearer, arrival)


def _judge_place(bearer: Bearer, arrival: Arrival) -> Accepted | Refused:
    if arrival.barred:
        return Refused(arrival.barred)
    if bearer.inside:
        return Refused.ALREADY_INSIDE
    return Refused.REFERRED_HIT if arrival.is_hit else Accepted.ENTERED


def _judge_standing(bearer: Bearer, day: TradeDay) -> Refused | None:
    if bearer.card_revoked:
        return Refused.CARD_REVOKED
    if bearer.card_reported_lost:
        return Refused.CARD_REPORTED_LOST
    if bearer.standing == "suspended":
        return Refused.SUSPENDED
    if bearer.standing == "expired" or bearer.valid_until < day:
        return Refused.EXPIRED
    return Refused.MINOR if bearer.is_minor else None


def is_recorded_at_peek(outcome: Accepted | Refused) -> bool:
    """A refusal is recorded when it is shown; of being inside already the screen makes a choice
    to go out, which is recorded when it is made."""
    return isinstance(outcome, Refused) and outcome is not Refused.ALREADY_INSIDE


def public_word(refused: Refused) -> str:
    """What a public screen may say of a refusal."""
    if refused in GONE_CARDS:
        return Refused.CARD_REVOKED.value
    return SEE_OFFICER if refused in PRIVATE_REFUSALS else refused.value


def judge_annulment(
    *, annulled: bool, recorded_ms: int, now_ms: int, policy: Policy
) -> AnnulRefusal | None:
    """Whether a record may still be taken back: once, within the policy's time, bounds included."""
    if annulled:
        return AnnulRefusal.ALREADY_ANNULLED
    if now_ms - recorded_ms > policy.annul_seconds * 1000:
        return AnnulRefusal.TOO_LATE
    return None


def ticket(lane: Lane, number: int) -> str:
    """The number on a ticket: the lane's letter and three digits or more, ``P012``."""
    return f"{LANE_LETTERS[lane]}{number:03d}"


def read_ticket(text: str) -> tuple[Lane, int] | None:
    """A ticket's lane and number, or ``None`` when it is not one."""
    letter, digits = text[:1], text[1:]
    lanes = [lane for lane, its_letter in LANE_LETTERS.items() if its_letter == letter]
    if not lanes or not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_TURN):
        return None
    return lanes[0], int(digits)


def usual_wait_seconds(waits_ms: list[int]) -> int | None:
    """The median of the last measured waits, in seconds; ``None`` before any was measured."""
    if not waits_ms:
        return None
    return sorted(waits_ms)[len(waits_ms) // 2] // 1000
