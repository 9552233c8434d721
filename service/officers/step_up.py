"""Let a signed-in officer give the PIN again before a graver act."""

from functools import partial

from service.journal.act import Act
from service.officers.accept_pin import accept_pin
from service.officers.prove_pin import PinProof
from service.officers.rules import SignInRefusal, SignInRefused
from service.officers.sessions import Sessions
from service.officers.store import Officer


def step_up(act: Act, proof: PinProof, *, sessions: Sessions) -> Officer | SignInRefused:
    """Raise the session at the act's terminal for 300 s.

    Refuses as ``accept_pin`` does, and a proof for another officer than the act's.
    """
    if proof.officer != act.actor:
        return SignInRefused(SignInRefusal.WRONG)
    officer = accept_pin(act, proof, site=sessions.site)
    if isinstance(officer, SignInRefused):
        return officer
    assert act.terminal is not None, "officers step up at a paired station"
    act.record("officer.stepped_up", {"officer": officer.officer})
    # Not before it is on the record: no right may rest on a PIN that nobody wrote down.
    raised = partial(sessions.step_up, act.terminal, at_ms=act.moment.at_ms)
    act.session.when_durable(raised)
    return officer
