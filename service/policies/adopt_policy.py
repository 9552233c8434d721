"""Fix the policy of a day that is being opened, so that nothing published later changes it."""

from service.journal.act import Act
from service.policies.rules import Policy
from service.policies.store import policy_in_force


def adopt_policy(act: Act) -> Policy:
    """Record which version ``act.day`` is opened under, and return that policy.

    A day opened before any policy was held adopts none: the first that arrives for it counts.
    """
    policy = policy_in_force(act.session, act.day)
    if policy.version:
        act.record("policy.adopted", {"version": policy.version})
    return policy
