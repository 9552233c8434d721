"""Judge a compared PIN in the transaction of the act that needs it."""

from service.journal.act import Act
from service.officers import store
from service.officers.prove_pin import PinProof
from service.officers.rules import SecretTry, SignInRefused
from service.officers.weigh_secret import weigh_secret
from service.vocabulary import SiteNo


def accept_pin(act: Act, proof: PinProof, *, site: SiteNo) -> store.Officer | SignInRefused:
    """The officer whose PIN it is, or why it does not count.

    A PIN that was set anew meanwhile makes the proof a wrong one; a new one-time code from the
    authority ends the PIN that the old one had set (``PIN_NOT_SET``). Wrong tries, of whatever
    kind, lead to a pause (``WAIT``); the try is recorded here.
    """
    officer = store.officer(act.session, proof.officer)
    kept = store.verifier(act.session, proof.officer)
    tried = SecretTry(
        officer_is_here=officer is not None and officer.works_at(site),
        pin_is_set=kept is not None and officer is not None and kept.code_hash == officer.code_hash,
        is_right=proof.is_right and kept is not None and kept.verifier == proof.verifier,
    )
    refused = weigh_secret(act, proof.officer, tried)
    if refused is not None:
        return refused
    assert officer is not None, "a secret opens for a listed officer only"
    return officer
