"""After an upgrade that reads more from events: make the hub's tables again from its journals."""

from service.reconciliation import anomaly_store as store
from service.reconciliation.apply import FOLD_VERSION
from service.reconciliation.refold import refold_here
from service.session import Session


def fold_anew(session: Session) -> bool:
    """Fold every held journal again if the tables were folded by another version; whether they
    were. What is put aside is tried again with it."""
    if store.fold_version(session) == FOLD_VERSION:
        return False
    store.empty_fold(session)
    refold_here(session)
    store.put_fold_version(session, FOLD_VERSION)
    return True
