"""Open the periods whose whole allowance this site holds, before anything is debited from them."""

from service.journal.act import Act
from service.policies.store import policy_in_force
from service.quota.rules import Ledger, written
from service.vocabulary import MemberNo


def open_periods(act: Act, member: MemberNo, ledger: Ledger) -> None:
    """Record the limits of the member's periods that begin here; nothing, if all are open."""
    if ledger.opening:
        policy = policy_in_force(act.session, act.day)
        act.record(
            "quota.period_opened",
            {
                "ledger": act.journal.tenure.ledger,
                "member": member,
                "limits": written(ledger.opening),
                "policy": policy.version,
                "regime": policy.regime,
            },
        )
