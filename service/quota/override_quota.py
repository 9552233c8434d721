"""A supervisor lets a member take more than the quota: off by default, and counted apart."""

from dataclasses import dataclass
from enum import StrEnum

from service.journal.act import Act
from service.journal.event import Event
from service.policies.rules import Policy
from service.policies.store import policy_in_force
from service.quota.load_ledger import load_ledger
from service.quota.rules import Amounts, QuotaRefusal, place, written
from service.vocabulary import MemberNo, OfficerNo


class OverrideReason(StrEnum):
    """Why a supervisor lets somebody exceed the quota; free text would name people."""

    HOME_UNREACHABLE = "home_unreachable"
    WRONG_DEBIT = "wrong_debit"
    HARDSHIP = "hardship"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Override:
    """Why, for which declaration, and by which other officer it was vouched for with a PIN."""

    reason: OverrideReason
    declaration: str | None = None
    second_officer: OfficerNo | None = None


def override_quota(
    act: Act, member: MemberNo, amounts: Amounts, said: Override
) -> Event | QuotaRefusal:
    """Record ``amounts`` as taken beside the quota, by the act's officer.

    Who may is the route's business. Refuses with ``DAY_NOT_OPEN``, ``OVERRIDE_NOT_ALLOWED`` or
    ``SECOND_OFFICER_NEEDED`` by the policy, ``BAD_AMOUNT`` or ``UNKNOWN_COMPONENT``.
    """
    if act.day is None:
        return QuotaRefusal.DAY_NOT_OPEN
    refusal = _judge(policy_in_force(act.session, act.day), act.actor, said.second_officer)
    if refusal:
        return refusal
    ledger = load_ledger(act.session, act.journal, act.day, member)
    vector = place(ledger, amounts)
    if isinstance(vector, QuotaRefusal):
        return vector
    return act.record(
        "quota.overridden",
        {
            "ledger": act.journal.tenure.ledger,
            "member": member,
            "amounts": written(vector),
            "limits": written({slot: ledger.accounts[slot].allowance for slot in vector}),
            "reason": said.reason,
            "declaration": said.declaration,
            "second_officer": said.second_officer,
        },
    )


def _judge(
    policy: Policy, officer: OfficerNo | None, second: OfficerNo | None
) -> QuotaRefusal | None:
    terms = policy.terms
    if not terms.overrides:
        return QuotaRefusal.OVERRIDE_NOT_ALLOWED
    if terms.second_officer_overrides and second in (None, officer):
        return QuotaRefusal.SECOND_OFFICER_NEEDED
    return None
