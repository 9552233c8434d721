"""What became of a pass that went out, and of the quota it took along, as far as is known here."""

from dataclasses import dataclass
from enum import StrEnum

from service.quota.receive_quota import Received
from service.quota.rules import QuotaRefusal


class IssuedState(StrEnum):
    """How a pass stands at its issuer, who does not hear whether it was honoured."""

    OUT = "out"
    EXPIRED = "expired"
    ANNULLED = "annulled"
    RETURNED = "returned"


class QuotaState(StrEnum):
    """Where the quota is that went with a pass, seen from its issuer."""

    NONE = "none"
    WITH_PASS = "with_pass"
    WAITS_FOR_VOID = "waits_for_void"
    TAKEN_BACK = "taken_back"
    PERIOD_OVER = "period_over"


class CreditOutcome(StrEnum):
    """What became of the quota of a pass that was honoured, in one word."""

    CREDITED = "credited"
    ABOVE_LIMIT = "above_limit"
    STRANDED = "stranded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Sent:
    """A pass that went out, as far as this matters; ``is_refunded`` its quota."""

    is_annulled: bool
    is_returned: bool
    is_over: bool
    has_quota: bool
    is_refunded: bool
    is_period_open: bool


def state_of(sent: Sent) -> IssuedState:
    if sent.is_returned:
        return IssuedState.RETURNED
    if sent.is_annulled:
        return IssuedState.ANNULLED
    return IssuedState.EXPIRED if sent.is_over else IssuedState.OUT


def quota_state_of(sent: Sent) -> QuotaState:
    """It comes back by the destination's void alone, and while its period is open."""
    if not sent.has_quota:
        return QuotaState.NONE
    if sent.is_refunded:
        return QuotaState.TAKEN_BACK
    if not sent.is_period_open:
        return QuotaState.PERIOD_OVER
    return QuotaState.WAITS_FOR_VOID if sent.is_over or sent.is_annulled else QuotaState.WITH_PASS


def outcome_of(credit: Received | QuotaRefusal | None) -> CreditOutcome | None:
    """The worst that happened to any part of it, for the sentence on the screen."""
    if credit is None:
        return None
    if isinstance(credit, QuotaRefusal):
        return CreditOutcome.REFUSED
    if credit.split.stranded:
        return CreditOutcome.STRANDED
    return CreditOutcome.ABOVE_LIMIT if credit.split.above_limit else CreditOutcome.CREDITED
