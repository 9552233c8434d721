"""Account for slips that stand for nobody: unused, spoiled, lost."""

from service.journal.act import Act
from service.paper import rules, store
from service.paper.missing import missing_of
from service.paper.rules import PaperRefusal, Slips, VoidReason


def void_slips(act: Act, slips: Slips, reason: VoidReason) -> list[int] | PaperRefusal:
    """Void what is still missing of this run; the serials voided.

    Refuses with ``SERIAL_UNKNOWN`` when no open phase holds the whole run, and with
    ``NOTHING_MISSING``.
    """
    phase = store.phase_touching(act.session, slips)
    if phase is None or phase.closed_at_ms is not None or not _holds(phase.slips, slips):
        return PaperRefusal.SERIAL_UNKNOWN
    serials = [each for each in missing_of(act.session, phase) if each in slips.serials()]
    if not serials:
        return PaperRefusal.NOTHING_MISSING
    act.record("paper.voided", {"phase": phase.reference, "serials": serials, "reason": reason})
    return serials


def _holds(outer: rules.Slips, inner: rules.Slips) -> bool:
    return outer.first <= inner.first <= inner.last <= outer.last
