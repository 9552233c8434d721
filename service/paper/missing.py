"""Which slips of a phase nobody has accounted for yet."""

from service.paper import rules, store
from service.session import Session


def missing_of(session: Session, phase: store.Phase) -> list[int]:
    """The serials still to be keyed or voided, in order."""
    accounted = frozenset(slip.serial for slip in store.slips_of(session, phase.reference))
    return rules.missing_serials(phase.slips, accounted)
