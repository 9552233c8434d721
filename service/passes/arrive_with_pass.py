"""Come in at the kiosk with a pass: an entry and a turn; an officer honours the pass thereafter."""

from service.checkin.check_in_member import CheckedIn, check_in_member
from service.checkin.judge_scan import Judged, Scan
from service.checkin.read_scan import Named
from service.checkin.rules import Lane
from service.checkin.store import Inside, find_inside
from service.journal.act import Act
from service.passes.judge_shown import Destination, JudgedPass, Showing
from service.passes.peek_pass import peek_pass
from service.passes.rules import Verdict
from service.vocabulary import CaptureMode, Direction, Presence


def arrive_with_pass(
    act: Act, showing: Showing, here: Destination, *, lane: Lane
) -> CheckedIn | Inside | JudgedPass | Judged:
    """Check the bearer in on the word of a pass that stands, so that the hall calls them.

    The pass is not redeemed: nobody has compared its bearer yet. It names them as a number would,
    and vouches for somebody whom this site does not know. Returns the ``Inside`` of who came in
    before, the ``JudgedPass`` of any verdict but an admission, or the ``Judged`` entry that this
    site refuses.
    """
    judged = peek_pass(act, showing, here, at=CaptureMode.KIOSK)
    said = judged.said
    if judged.judgement.verdict is not Verdict.ADMITTED or said is None:
        return judged
    inside = find_inside(act.session, said.member, act.day)
    if inside:
        return inside
    scan = Scan(Named(said.member, Presence.NUMBER_AT_KIOSK), Direction.IN, vouched=True)
    keys = here.identity.field_keys
    return check_in_member(act, scan, lane=lane, capture_mode=CaptureMode.KIOSK, keys=keys)
