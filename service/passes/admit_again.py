"""Let somebody in whose redemption was annulled: an officer's act, and no second redemption."""

from service.checkin.judge_scan import Judged
from service.checkin.rules import Lane
from service.journal.act import Act
from service.journal.event import Event
from service.kit.pii import FieldKeys
from service.passes import store
from service.passes.issue_rules import PassRefusal
from service.passes.redeem_pass import let_in
from service.vocabulary import MemberNo, PassId


def admit_again(
    act: Act, of: PassId, *, keys: FieldKeys, lane: Lane = Lane.PERSON
) -> Event | PassRefusal | Judged:
    """Admit the bearer of a pass, once. Refuses with ``NOT_REDEEMED``, ``NOT_ANNULLED`` or
    ``ALREADY_ADMITTED``, or returns the ``Judged`` entry that this site refuses."""
    end = store.find_end(act.session, of)
    if end is None or end.member is None:
        return PassRefusal.NOT_REDEEMED
    if not end.annulled:
        return PassRefusal.NOT_ANNULLED
    if end.admitted:
        return PassRefusal.ALREADY_ADMITTED
    came = let_in(act, MemberNo(end.member), lane=lane, keys=keys)
    if isinstance(came, Judged):
        return came
    data = {"pass": str(of), "member": end.member, "entry": came.entry}
    return act.record("pass.admitted", data)
