"""Let a member in or out: judge, record once, give a turn."""

from dataclasses import dataclass

from service.checkin.judge_scan import Gate, Judged, Scan, judge_scan
from service.checkin.record_refusal import record_refusal
from service.checkin.rules import Accepted, Lane, Refused
from service.checkin.waiting import Waiting, waiting_behind
from service.journal.act import Act
from service.journal.event import Event
from service.kit.pii import FieldKeys
from service.vocabulary import CaptureMode, Direction


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A recorded check-in or check-out, durable once the commit group is; a turn on entry only."""

    judged: Judged
    event: Event
    turn: Waiting | None


def check_in_member(
    act: Act, scan: Scan, *, lane: Lane, capture_mode: CaptureMode, keys: FieldKeys
) -> CheckedIn | Judged:
    """Record ``scan`` as an entry or an exit; what is refused is recorded as refused.

    Returns the ``Judged`` refusal when nobody was let through.
    """
    judged = judge_scan(act.session, scan, Gate.of(act), keys=keys)
    if isinstance(judged.outcome, Refused):
        record_refusal(act, judged, capture_mode=capture_mode)
        return judged
    if scan.direction is Direction.OUT:
        return CheckedIn(judged, _record_exit(act, judged, capture_mode), None)
    return _record_entry(act, judged, lane, capture_mode)


def _record_entry(act: Act, judged: Judged, lane: Lane, capture_mode: CaptureMode) -> CheckedIn:
    assert act.day is not None and judged.outcome is Accepted.ENTERED
    turn = waiting_behind(act.session, act.day, lane)
    data = {**_who(judged, capture_mode), "lane": lane, "turn": turn.number}
    return CheckedIn(judged, act.record("checkin.entered", data), turn)


def _record_exit(act: Act, judged: Judged, capture_mode: CaptureMode) -> Event:
    entry = judged.inside.reference if judged.inside else None
    return act.record("checkin.left", {**_who(judged, capture_mode), "entry": entry})


def _who(judged: Judged, capture_mode: CaptureMode) -> dict[str, object]:
    named = judged.scan.named
    assert not isinstance(named, Refused)
    return {
        "member": named.member,
        "presence": judged.scan.presence,
        "capture_mode": capture_mode,
        "card_serial": named.card_serial,
    }
