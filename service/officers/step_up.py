"""Let a signed-in officer give the PIN again before a graver act."""

from service.desk import Caller
from service.journal.act import Act
from service.officers.accept_pin import accept_pin
from service.officers.prove_pin import PinProof
from service.officers.rules import SignInRefusal, SignInRefused
from service.officers.sessions import SessionBook
from service.officers.store import Officer


def step_up(
    act: Act, caller: Caller, proof: PinProof, *, sessions: SessionBook
) -> Officer | SignInRefused:
    """Raise the caller's session for 300 s.

    Refuses as ``accept_pin`` does, and a proof for another officer than the caller.
    """
    if proof.officer != caller.officer:
        return SignInRefused(SignInRefusal.WRONG)
    officer = accept_pin(act, proof, site=sessions.site)
    if isinstance(officer, SignInRefused):
        return officer
    act.record("officer.stepped_up", {"officer": officer.officer})
    sessions.step_up(act, caller)
    return officer
