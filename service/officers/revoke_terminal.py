"""Take a screen's pairing away, at once."""

from service.journal.act import Act
from service.officers import store
from service.officers.rules import RevocationReason, TerminalRefusal
from service.vocabulary import TerminalNo


def revoke_terminal(
    act: Act, number: TerminalNo, reason: RevocationReason
) -> store.Terminal | TerminalRefusal:
    """From here on the screen, and whoever is signed in there, is nobody.

    Refuses ``UNKNOWN`` and ``ALREADY_REVOKED``.
    """
    known = store.terminal(act.session, number)
    if known is None:
        return TerminalRefusal.UNKNOWN
    if known.revoked_at_ms is not None:
        return TerminalRefusal.ALREADY_REVOKED
    act.record("terminal.revoked", {"terminal": number, "reason": reason})
    return known._replace(revoked_at_ms=act.moment.at_ms)
