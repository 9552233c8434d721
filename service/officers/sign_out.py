"""Sign an officer out of a station, or an operator out of the hub."""

from service.journal.act import Act
from service.officers.sessions import SessionBook
from service.vocabulary import OfficerNo


def sign_out(act: Act, token_hash: str, *, sessions: SessionBook) -> OfficerNo | None:
    """End the session of this cookie where the act is done; whose it was, if it still ran."""
    officer = sessions.whose(act, token_hash)
    if officer is None:
        return None
    act.actor = officer
    act.record("officer.signed_out", {"officer": officer})
    sessions.end(act, token_hash)
    return officer
