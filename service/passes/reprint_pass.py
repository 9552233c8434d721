"""Hand a pass out again, the same to the letter."""

from service.passes import store
from service.passes.issue_pass import IssuedNow
from service.passes.issue_rules import PassRefusal
from service.passes.token import ReadPass, decode_pass
from service.session import Session


def reprint_pass(session: Session, reference: str) -> IssuedNow | PassRefusal:
    """The text of a pass that went out from here. Refuses with ``UNKNOWN_PASS``, ``ANNULLED`` or,
    once it has been over for a day, ``TEXT_GONE``."""
    issued = store.find_issued(session, reference)
    if issued is None:
        return PassRefusal.UNKNOWN_PASS
    if issued.annulled or issued.returned_by:
        return PassRefusal.ANNULLED
    text = store.find_text(session, reference)
    read = decode_pass(text) if text else None
    if text is None or not isinstance(read, ReadPass):
        return PassRefusal.TEXT_GONE
    return IssuedNow(issued, text, read.said)
