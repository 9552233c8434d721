"""Record a scan that admitted nobody; it changes nothing else."""

from service.checkin.judge_scan import Judged
from service.journal.act import Act
from service.journal.event import Event
from service.vocabulary import CaptureMode


def record_refusal(act: Act, judged: Judged, *, capture_mode: CaptureMode) -> Event:
    """Write down who was refused (if known) and by which rule."""
    return act.record(
        "scan.refused",
        {
            "outcome": judged.outcome,
            "member": judged.member.member if judged.member else None,
            "presence": judged.scan.presence,
            "capture_mode": capture_mode,
            "direction": judged.scan.direction,
        },
    )
