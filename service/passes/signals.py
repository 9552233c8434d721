"""How each verdict on a pass is shown: colour, shape, words, and what the officer does then."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from service.passes.rules import Judgement, Verdict


class Colour(StrEnum):
    """Never alone: each colour has its shape and its word."""

    GREEN = "green"
    AMBER = "amber"
    BLUE = "blue"
    RED = "red"


class Shape(StrEnum):
    """What the banner shows beside its word."""

    TICK = "tick"
    HAND = "hand"
    PERSON = "person"
    OCTAGON = "octagon"


class NextStep(StrEnum):
    """What the officer does then."""

    CONFIRM = "confirm"
    INSPECT_AGAIN = "inspect_again"
    INSPECT_BY_HAND = "inspect_by_hand"
    COMPARE_TIME = "compare_time"
    SHOW_THE_WAY = "show_the_way"
    SEND_BACK = "send_back"
    LET_WAIT = "let_wait"
    SHOW_RECORD = "show_record"
    UPDATE_LISTS = "update_lists"
    CALL_SUPERVISOR = "call_supervisor"
    SCAN_AGAIN = "scan_again"


@dataclass(frozen=True, slots=True)
class Signal:
    """How a verdict is shown, beside its words."""

    colour: Colour
    shape: Shape
    next: NextStep


def _refer(step: NextStep) -> Signal:
    return Signal(Colour.AMBER, Shape.HAND, step)


def _refuse(step: NextStep) -> Signal:
    return Signal(Colour.RED, Shape.OCTAGON, step)


SIGNALS: Final[Mapping[Verdict, Signal]] = {
    Verdict.ADMITTED: Signal(Colour.GREEN, Shape.TICK, NextStep.CONFIRM),
    Verdict.DRAW: Signal(Colour.BLUE, Shape.PERSON, NextStep.INSPECT_AGAIN),
    Verdict.REFERRED_MISMATCH: _refer(NextStep.INSPECT_AGAIN),
    Verdict.REFERRED_SEAL: _refer(NextStep.INSPECT_AGAIN),
    Verdict.REFERRED_HIT: _refer(NextStep.INSPECT_AGAIN),
    Verdict.REFERRED_STALE_LISTS: _refer(NextStep.INSPECT_AGAIN),
    Verdict.REFERRED_CLOCK: _refer(NextStep.COMPARE_TIME),
    Verdict.REFERRED_RESTORED_SITE: _refer(NextStep.INSPECT_BY_HAND),
    Verdict.REFERRED_KEY_REVOKED: _refer(NextStep.INSPECT_AGAIN),
    Verdict.WRONG_DESTINATION: _refuse(NextStep.SHOW_THE_WAY),
    Verdict.EXPIRED: _refuse(NextStep.SEND_BACK),
    Verdict.NOT_YET_VALID: _refuse(NextStep.LET_WAIT),
    Verdict.REVOKED: _refuse(NextStep.CALL_SUPERVISOR),
    Verdict.ALREADY_REDEEMED: _refuse(NextStep.SHOW_RECORD),
    Verdict.VOIDED: _refuse(NextStep.SHOW_RECORD),
    Verdict.UNKNOWN_KEY: _refer(NextStep.UPDATE_LISTS),
    Verdict.NOT_GENUINE: _refuse(NextStep.CALL_SUPERVISOR),
    Verdict.UNREADABLE: _refer(NextStep.SCAN_AGAIN),
}


class PublicVerdict(StrEnum):
    """What a kiosk may say of a pass before bystanders: where and until when it is good, and
    nothing of the person."""

    WELCOME = "pass_welcome"
    WRONG_DESTINATION = "wrong_destination"
    EXPIRED = "pass_expired"
    NOT_YET_VALID = "not_yet_valid"
    UNREADABLE = "pass_unreadable"
    SEE_OFFICER = "see_officer"


_PUBLIC: Final[Mapping[Verdict, PublicVerdict]] = {
    Verdict.ADMITTED: PublicVerdict.WELCOME,
    Verdict.WRONG_DESTINATION: PublicVerdict.WRONG_DESTINATION,
    Verdict.EXPIRED: PublicVerdict.EXPIRED,
    Verdict.NOT_YET_VALID: PublicVerdict.NOT_YET_VALID,
    Verdict.UNREADABLE: PublicVerdict.UNREADABLE,
}


def public_verdict(verdict: Verdict) -> PublicVerdict:
    """The word for a kiosk: draws, referrals and refusals of a person all read the same."""
    return _PUBLIC.get(verdict, PublicVerdict.SEE_OFFICER)


def signal_of(judgement: Judgement) -> Signal:
    """The signal of a verdict; an admission that has a caution is amber."""
    signal = SIGNALS[judgement.verdict]
    if judgement.verdict is Verdict.ADMITTED and judgement.cautions:
        return _refer(signal.next)
    return signal


def words_of(judgement: Judgement) -> dict[str, str]:
    """The keys of its words in the pages' catalogues: the word, the sentence, the next step."""
    return {
        "word": f"pass.verdict.{judgement.verdict}",
        "sentence": f"pass.sentence.{judgement.verdict}",
        "next": f"pass.next.{SIGNALS[judgement.verdict].next}",
    }
