"""Take a pass back where it was issued: it is not handed out again, and nothing is returned."""

from service.journal.act import Act
from service.passes import store
from service.passes.issue_rules import AnnulReason, PassRefusal


def annul_issue(act: Act, reference: str, reason: AnnulReason) -> store.Issued | PassRefusal:
    """Annul a pass here. Wherever its text is, it may still be honoured once, so quota and
    inspection stay with it until the destination declares it void. Refuses with ``UNKNOWN_PASS``
    or ``ANNULLED``."""
    issued = store.find_issued(act.session, reference)
    if issued is None:
        return PassRefusal.UNKNOWN_PASS
    if issued.annulled or issued.returned_by:
        return PassRefusal.ANNULLED
    act.record("pass.issue_annulled", {"pass": reference, "reason": reason})
    return issued
