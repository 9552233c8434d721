"""Take a redemption back, when the bearer did not get in after all: the pass stays used up."""

from service.checkin import annul_check_in as checkin
from service.checkin.rules import AnnulRefusal, judge_annulment
from service.journal.act import Act
from service.passes import store
from service.passes.issue_rules import AnnulReason, PassRefusal
from service.passes.rules import Settlement
from service.policies.store import policy_in_force
from service.vocabulary import PassId


def annul_redemption(act: Act, of: PassId, reason: AnnulReason) -> store.End | PassRefusal:
    """Annul a redemption within the policy's time, and the entry that it made.

    Refuses with ``NOT_REDEEMED``, ``ANNULLED`` or ``ANNUL_TOO_LATE``.
    """
    end = store.find_end(act.session, of)
    if end is None or end.how is not Settlement.REDEEMED:
        return PassRefusal.NOT_REDEEMED
    late = judge_annulment(
        annulled=end.annulled,
        recorded_ms=end.at_ms,
        now_ms=act.moment.at_ms,
        policy=policy_in_force(act.session, end.day),
    )
    if late:
        is_late = late is AnnulRefusal.TOO_LATE
        return PassRefusal.ANNUL_TOO_LATE if is_late else PassRefusal.ANNULLED
    act.record(
        "pass.redemption_annulled", {"pass": str(of), "member": end.member, "reason": reason}
    )
    if end.came_in and end.entry:  # an entry that was taken back already stays so
        checkin.annul_check_in(act, end.entry, checkin.AnnulReason.OTHER)
    return end
