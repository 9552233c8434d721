"""Lift a risk hit before its time is over."""

from service.hits import store
from service.hits.rules import HitRefusal, LiftReason
from service.journal.act import Act


def lift_hit(act: Act, reference: str, reason: LiftReason) -> store.Hit | HitRefusal:
    """Record that a hit holds no more. Refuses with ``UNKNOWN_HIT`` or ``LIFTED``."""
    hit = store.find_hit(act.session, reference)
    if hit is None:
        return HitRefusal.UNKNOWN_HIT
    if hit.lifted_ms is not None:
        return HitRefusal.LIFTED
    act.record("hit.lifted", {"hit": reference, "reason": reason})
    return hit._replace(lifted_ms=act.moment.at_ms)
