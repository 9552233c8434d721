"""Inspect the bearer of a pass here: what a draw or a referral asks for before it is honoured."""

from service.inspection.record_inspection import HitsUnread, record_inspection
from service.inspection.rules import Inspected, InspectionRefusal
from service.inspection.store import Inspection
from service.journal.act import Act
from service.passes.judge_shown import Destination, JudgedPass, Showing, judge_shown
from service.passes.peek_pass import record_shown
from service.passes.rules import RESOLVABLE, Verdict

_MAY_BE_INSPECTED = RESOLVABLE | {Verdict.ADMITTED}


def inspect_again(
    act: Act, showing: Showing, here: Destination, said: Inspected
) -> Inspection | InspectionRefusal | HitsUnread | JudgedPass:
    """Record an inspection made because of a pass. One that nothing here could settle is not
    inspected for: its ``JudgedPass`` is returned. The verdict is recorded before it is settled,
    so that no draw goes by unseen."""
    judged = judge_shown(act.session, showing, here)
    record_shown(act, judged)
    of, claimed = judged.pass_id, judged.said
    if judged.judgement.verdict not in _MAY_BE_INSPECTED or of is None or claimed is None:
        return judged
    return record_inspection(act, claimed.member, said, of_pass=of)
