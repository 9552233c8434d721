"""Sign an officer out of a station."""

from service.journal.act import Act
from service.officers.sessions import Sessions
from service.vocabulary import OfficerNo


def sign_out(act: Act, token_hash: str, *, sessions: Sessions) -> OfficerNo | None:
    """End the session of this cookie at the act's terminal; whose it was, if it still ran."""
    assert act.terminal is not None, "officers sign out at a paired station"
    found = sessions.find(act.terminal, token_hash, at_ms=act.moment.at_ms)
    if found is None:
        return None
    act.actor = found.officer
    act.record("officer.signed_out", {"officer": found.officer})
    sessions.end(act.terminal)
    return found.officer
