"""Say what a pass comes to; a draw, hit or refusal that is shown is recorded at once."""

from service.days.take_day_over import take_day_over
from service.journal.act import Act
from service.passes import store
from service.passes.human_code import human_code
from service.passes.issue_pass import KEPT_AFTER_END_MS
from service.passes.judge_shown import Destination, Drawn, JudgedPass, Showing, judge_shown
from service.passes.rules import Verdict
from service.session import Session
from service.vocabulary import CaptureMode, Direction, Presence


def peek_pass(
    act: Act, showing: Showing, here: Destination, *, at: CaptureMode = CaptureMode.STATION
) -> JudgedPass:
    """Judge a pass and record what of it must not be shown unrecorded. Admits nobody."""
    judged = judge_shown(act.session, showing, here)
    record_shown(act, judged, at=at)
    hold_shown(act.session, judged, here)
    return judged


def hold_shown(session: Session, judged: JudgedPass, here: Destination) -> None:
    """Keep the text of a genuine pass for this site until a day after its end."""
    if held := text_to_hold(session, judged, here):
        store.hold_text(session, held)


def text_to_hold(session: Session, judged: JudgedPass, here: Destination) -> store.Held | None:
    """What an officer may look for by its code, unless it is held already."""
    of, said, read = judged.pass_id, judged.said, judged.read
    if of is None or said is None or read is None or said.audience.site != here.identity.site:
        return None
    code = human_code(of, read.digest)
    if store.find_held(session, code) is not None:
        return None
    until_ms = judged.extended_to_s * 1000 + KEPT_AFTER_END_MS
    return store.Held(code, said.member, judged.showing.text, until_ms)


def must_record(judged: JudgedPass) -> bool:
    """Whether a verdict leaves a trace when it is shown: all but an admission does, and of a draw
    it is left once."""
    if judged.judgement.verdict is Verdict.DRAW:
        return judged.draw is not None and not judged.draw.is_recorded
    return judged.judgement.verdict is not Verdict.ADMITTED


def record_shown(act: Act, judged: JudgedPass, *, at: CaptureMode = CaptureMode.STATION) -> None:
    """Record a draw as a draw, and everything else that is no admission as a refused scan."""
    if not must_record(judged):
        return
    if judged.judgement.verdict is Verdict.DRAW:
        record_draw(act, judged)
        return
    said = judged.said
    act.record(
        "scan.refused",
        {
            "outcome": judged.judgement.verdict,
            "member": said.member if said else None,
            # A pass names its bearer, and shows nobody's presence until an officer compares.
            "presence": None if at is CaptureMode.KIOSK else Presence.OFFICER_ATTESTED,
            "capture_mode": at,
            "direction": Direction.IN,
        },
    )


def record_draw(act: Act, judged: JudgedPass) -> Drawn | None:
    """Record the draw of a pass for this site, drawn or not, once."""
    draw, said = judged.draw, judged.said
    if draw is None or said is None or draw.is_recorded:
        return draw
    take_day_over(act)
    act.record(
        "draw.recorded",
        {
            "pass": str(judged.pass_id),
            "member": said.member,
            "link": draw.link,
            "rate": draw.rate,
            "drawn": draw.is_drawn,
        },
    )
    return draw
