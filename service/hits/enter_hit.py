"""Enter a risk hit: from now until then it sends every case that it is about to an officer."""

from service.hits import store
from service.hits.rules import HitReason, HitRefusal, Scope, judge_until
from service.journal.act import Act


def enter_hit(
    act: Act, scope: Scope, *, until_ms: int, reason: HitReason
) -> store.Hit | HitRefusal:
    """Record a hit. Refuses with ``ALREADY_OVER`` or ``TOO_LONG``."""
    refusal = judge_until(until_ms, act.moment.at_ms)
    if refusal:
        return refusal
    event = act.record(
        "hit.entered",
        {"kind": scope.kind, "value": scope.value, "until_ms": until_ms, "reason": reason},
    )
    entered = store.find_hit(act.session, str(event.name))
    assert entered is not None  # it was just applied
    return entered
