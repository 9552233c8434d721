"""The rules of the trade, pure: dates, quota, catalogue, hours, terms, notices, and the policy."""

from service.policies.rules.policy import BEFORE_ANY, Pack, Policy, policy_of, policy_on
from service.policies.rules.quota import QuotaComponent, component_limits
from service.policies.rules.read_pack import read_pack, read_policy

__all__ = [
    "BEFORE_ANY",
    "Pack",
    "Policy",
    "QuotaComponent",
    "component_limits",
    "policy_of",
    "policy_on",
    "read_pack",
    "read_policy",
]
