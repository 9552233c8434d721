"""Inspect the bearer of a pass here: what a draw or a referral asks for before it is honoured."""

from service.inspection.record_inspection import HitsUnread, OfPass, record_inspection
from service.inspection.rules import Finding, Inspected, InspectionRefusal
from service.inspection.store import Inspection
from service.journal.act import Act
from service.passes.judge_shown import Destination, JudgedPass, Showing, judge_shown
from service.passes.peek_pass import record_shown
from service.passes.rules import OF_COMPARING, RESOLVABLE, Verdict, find_doubts

_MAY_BE_INSPECTED = RESOLVABLE | {Verdict.ADMITTED}
_OTHERWISE = frozenset({Verdict.REFERRED_CLOCK, Verdict.REFERRED_HIT})
"""A PIN vouches for the time, and hits are read by their names."""

_TOLD_BY = {
    Finding.BEARER_DIFFERS: Verdict.REFERRED_MISMATCH,
    Finding.CERTIFICATE_DIFFERS: Verdict.REFERRED_MISMATCH,
    Finding.SEAL_BROKEN: Verdict.REFERRED_SEAL,
}


def inspect_again(
    act: Act, showing: Showing, here: Destination, said: Inspected
) -> Inspection | InspectionRefusal | HitsUnread | JudgedPass:
    """Record an inspection made because of a pass: it settles what stands against the pass now,
    ``showing.compared`` and its findings among it, and nothing that is said later.

    One that nothing here could settle is not inspected for: its ``JudgedPass`` is returned. The
    verdict is recorded before it is settled, so that no draw goes by unseen.
    """
    judged = judge_shown(act.session, showing, here)
    verdict = judged.judgement.verdict
    if verdict not in OF_COMPARING:  # that was recorded when somebody compared
        record_shown(act, judged)
    of, claimed, shown = judged.pass_id, judged.said, judged.shown
    if verdict not in _MAY_BE_INSPECTED or of is None or claimed is None or shown is None:
        return judged
    found = {_TOLD_BY[each] for each in said.findings if each in _TOLD_BY}
    settles = find_doubts(shown) - _OTHERWISE | found
    return record_inspection(act, claimed.member, said, of_pass=OfPass(of, settles))
