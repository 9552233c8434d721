"""Judge whether a trade day may open by the clock alone: the hours have come, no notice forbids."""

from service.policies.find_notice import find_notice
from service.policies.rules.hours import may_open_itself
from service.policies.rules.notices import SiteState
from service.policies.store import policy_in_force
from service.session import Session
from service.vocabulary import SiteNo, TradeDay


def judge_opening(session: Session, site: SiteNo, day: TradeDay, *, at_ms: int, zone: str) -> bool:
    """Whether ``day`` may open itself at ``site`` now; ``zone`` counts where the policy has none.

    A supervisor may open a day at any hour: these rules bind only the clock.
    """
    policy = policy_in_force(session, day)
    zone = policy.zone or zone
    notice = find_notice(session, site, at_ms)
    is_closed = notice is not None and notice.state is SiteState.CLOSED
    return not is_closed and may_open_itself(policy.hours, day, at_ms, zone)
