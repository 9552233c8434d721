"""Sign an officer in at a station, or an operator at the hub."""

from service.journal.act import Act
from service.officers.accept_pin import accept_pin
from service.officers.prove_pin import PinProof
from service.officers.rules import SignInRefused
from service.officers.sessions import SessionBook
from service.officers.store import Officer


def sign_in(
    act: Act, proof: PinProof, *, token_hash: str, sessions: SessionBook
) -> Officer | SignInRefused:
    """Begin a session where the act is done; at a terminal in place of whoever was signed in there.

    Refuses as ``accept_pin`` does; a refusal leaves the terminal's session as it is.
    """
    officer = accept_pin(act, proof, site=sessions.site)
    if isinstance(officer, SignInRefused):
        return officer
    act.actor = officer.officer
    act.record("officer.signed_in", {"officer": officer.officer})
    sessions.begin(act, officer.officer, token_hash=token_hash)
    return officer
