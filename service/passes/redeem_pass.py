"""Honour a pass, once: judge again, let its bearer in, credit what it carries, all or nothing."""

from dataclasses import dataclass

from service.checkin.check_in_member import CheckedIn, check_in_member
from service.checkin.judge_scan import Judged, Scan
from service.checkin.read_scan import Named
from service.checkin.rules import Lane
from service.checkin.store import find_inside
from service.checkin.waiting import Waiting
from service.journal.act import Act
from service.journal.event import Event, EventName
from service.kit.pii import FieldKeys
from service.passes.carry_goods import written_goods
from service.passes.judge_shown import Destination, JudgedPass, Showing, judge_shown
from service.passes.peek_pass import hold_shown, record_draw, record_shown
from service.passes.rules import CarriedQuota, Comparison, Verdict
from service.policies.store import policy_in_force
from service.quota.receive_quota import Received, receive_quota
from service.quota.rules import QuotaRefusal
from service.quota.transfer import Carried
from service.vocabulary import CaptureMode, Direction, MemberNo, Presence


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A pass that was honoured. ``credit`` is what became of the quota it carried, if it did."""

    judged: JudgedPass
    event: Event
    turn: Waiting | None
    credit: Received | QuotaRefusal | None


@dataclass(frozen=True, slots=True)
class CameIn:
    """The entry that a bearer is inside by; ``is_new`` when the pass made it."""

    entry: str
    is_new: bool
    turn: Waiting | None = None


def redeem_pass(
    act: Act, showing: Showing, here: Destination, *, lane: Lane = Lane.PERSON
) -> Redeemed | JudgedPass | Judged:
    """Honour a pass whose bearer the officer has compared.

    Returns the ``JudgedPass`` of any other verdict than an admission, or the ``Judged`` entry
    that this site refuses; either is recorded. Raises ``ValueError`` before anything was compared.
    """
    if showing.compared is Comparison.NOT_YET:
        raise ValueError("nobody compared the bearer")
    judged = judge_shown(act.session, showing, here)
    said, read = judged.said, judged.read
    if judged.judgement.verdict is not Verdict.ADMITTED or said is None or read is None:
        record_shown(act, judged)
        return judged
    came = let_in(act, said.member, lane=lane, keys=here.identity.field_keys)
    if isinstance(came, Judged):
        return came
    record_draw(act, judged)
    hold_shown(act.session, judged, here)
    event = _record(act, judged, came)
    credit = _credit(act, judged, said.quota) if said.quota else None
    return Redeemed(judged, event, came.turn, credit)


def let_in(act: Act, member: MemberNo, *, lane: Lane, keys: FieldKeys) -> CameIn | Judged:
    """Check the bearer in, unless they came in before; their pass vouches for a stranger."""
    inside = find_inside(act.session, member, act.day)
    if inside:
        return CameIn(inside.reference, is_new=False)
    named = Named(member, Presence.OFFICER_ATTESTED)
    scan = Scan(named, Direction.IN, attested=True, vouched=True)
    done = check_in_member(act, scan, lane=lane, capture_mode=CaptureMode.STATION, keys=keys)
    if isinstance(done, CheckedIn):
        return CameIn(str(done.event.name), is_new=True, turn=done.turn)
    return done


def _record(act: Act, judged: JudgedPass, came: CameIn) -> Event:
    said, read = judged.said, judged.read
    assert said is not None and read is not None
    return act.record(
        "pass.redeemed",
        {
            "pass": str(judged.pass_id),
            "digest": read.digest.hex(),
            "member": said.member,
            "entry": came.entry,
            "came_in": came.is_new,
            "outcome": said.inspection.outcome,
            "checks": int(said.inspection.checks),
            "policy": said.policy,
            "resolved": sorted(judged.resolved),
            "cautions": list(judged.judgement.cautions),
            **written_goods(said),
        },
    )


def _credit(act: Act, judged: JudgedPass, quota: CarriedQuota) -> Received | QuotaRefusal:
    """The credit has the name of the pass (rule R14). All sites that have one policies feed are of
    one regime, so what comes from one of them is of ours."""
    of, said = judged.pass_id, judged.said
    assert of is not None and said is not None
    return receive_quota(
        act,
        Carried(
            name=EventName(*of),
            to_site=said.audience.site,
            to_epoch=said.audience.epoch,
            member=said.member,
            regime=policy_in_force(act.session, act.day).regime,
            day=quota.day,
            amounts=dict(quota.amounts),
        ),
    )
