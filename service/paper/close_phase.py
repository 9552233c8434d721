"""End a paper phase, once every slip is keyed or accounted for."""

from service.journal.act import Act
from service.paper import store
from service.paper.missing import missing_of
from service.paper.rules import PaperRefusal


def close_phase(act: Act, reference: str) -> store.Phase | PaperRefusal:
    """Close the phase opened by event ``reference``.

    Refuses with ``PHASE_UNKNOWN``, ``PHASE_CLOSED`` or ``SERIALS_MISSING``.
    """
    phase = store.find_phase(act.session, reference)
    if phase is None:
        return PaperRefusal.PHASE_UNKNOWN
    if phase.closed_at_ms is not None:
        return PaperRefusal.PHASE_CLOSED
    if missing_of(act.session, phase):
        return PaperRefusal.SERIALS_MISSING
    slips = store.slips_of(act.session, reference)
    voided = sum(slip.reason is not None for slip in slips)
    act.record("paper.closed", {"phase": reference, "keyed": len(slips) - voided, "voided": voided})
    return phase._replace(closed_at_ms=act.moment.at_ms)
