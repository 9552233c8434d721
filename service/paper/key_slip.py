"""Key one slip in: whom it let in or out, and when, as is written on it."""

from dataclasses import dataclass

from service.checkin.judge_scan import Gate, Scan, judge_scan
from service.checkin.read_scan import Named
from service.checkin.rules import Refused
from service.checkin.store import find_record
from service.journal.act import Act
from service.journal.event import EventName
from service.kit.pii import FieldKeys
from service.members.store import find_member
from service.paper import rules, store
from service.paper.rules import Keying, PaperRefusal, Slips
from service.session import Session
from service.vocabulary import CaptureMode, Direction, MemberNo, Presence


@dataclass(frozen=True, slots=True)
class WrittenSlip:
    """What stands on a slip. ``claimed_ms`` is its time (UTC) on the day of its phase."""

    serial: int
    member: MemberNo
    direction: Direction
    claimed_ms: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """A keyed slip; ``remark`` is the word by which a machine would have refused the member."""

    reference: str
    remark: str | None


def key_slip(
    act: Act, slip: WrittenSlip, *, phase: store.Phase | None, keys: FieldKeys
) -> Keyed | PaperRefusal:
    """Record the slip now, under the day that its ``phase`` names.

    It happened: a member who ought not to have been let in is recorded, and remarked upon.
    Refuses as ``judge_keying`` does.
    """
    refusal = rules.judge_keying(
        Keying(
            phase_is_open=phase is not None and phase.closed_at_ms is None,
            free=_is_free(act.session, slip.serial),
            member_is_known=find_member(act.session, slip.member) is not None,
            claimed_ms=slip.claimed_ms,
            now_ms=act.moment.at_ms,
        )
    )
    if refusal or phase is None:
        return refusal or PaperRefusal.SERIAL_UNKNOWN
    gate = Gate(act.journal.site, slip.claimed_ms, phase.day)
    remark = _remark(act.session, slip, gate, keys)
    event = act.record(
        "paper.keyed",
        {
            "phase": phase.reference,
            "serial": slip.serial,
            "member": slip.member,
            "direction": slip.direction,
            "for_day": phase.day,
            "claimed_at": slip.claimed_ms,
            "presence": Presence.OFFICER_ATTESTED,
            "capture_mode": CaptureMode.PAPER,
            "remark": remark,
        },
    )
    return Keyed(str(event.name), remark)


def phase_of(session: Session, serial: int) -> store.Phase | None:
    """The phase in which the slip with this serial was handed out."""
    return store.phase_touching(session, Slips(serial, serial))


def _is_free(session: Session, serial: int) -> bool:
    """A slip that was keyed wrongly and annulled may be keyed again."""
    slip = store.find_slip(session, serial)
    name = EventName.parse(slip.reference) if slip else None
    record = find_record(session, name) if name else None
    return slip is None or (record is not None and record.annulled)


def _remark(session: Session, slip: WrittenSlip, gate: Gate, keys: FieldKeys) -> str | None:
    named = Named(slip.member, Presence.OFFICER_ATTESTED)
    scan = Scan(named, slip.direction, attested=True)
    outcome = judge_scan(session, scan, gate, keys=keys).outcome
    told = isinstance(outcome, Refused) and outcome is not Refused.ALREADY_INSIDE
    return outcome if told else None
