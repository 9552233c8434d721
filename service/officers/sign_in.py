"""Sign an officer in at a station."""

from functools import partial

from service.journal.act import Act
from service.officers.accept_pin import accept_pin
from service.officers.prove_pin import PinProof
from service.officers.rules import SignInRefused
from service.officers.sessions import Sessions
from service.officers.store import Officer


def sign_in(
    act: Act, proof: PinProof, *, token_hash: str, sessions: Sessions
) -> Officer | SignInRefused:
    """Begin a session at the act's terminal, in place of whoever was signed in there.

    Refuses as ``accept_pin`` does; a refusal leaves the terminal's session as it is.
    """
    officer = accept_pin(act, proof, site=sessions.site)
    if isinstance(officer, SignInRefused):
        return officer
    assert act.terminal is not None, "officers sign in at a paired station"
    act.actor = officer.officer
    act.record("officer.signed_in", {"officer": officer.officer})
    sessions.end(act.terminal)
    # Not before it is on the record: nobody acts whose coming was not written down.
    begun = partial(sessions.begin, act.terminal, officer.officer)
    act.session.when_durable(partial(begun, token_hash=token_hash, at_ms=act.moment.at_ms))
    return officer
