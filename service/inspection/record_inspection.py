"""Record what an officer checked and found of a member, and what it came to."""

from service.checkin.store import find_inside
from service.inspection import store
from service.inspection.rules import Inspected, InspectionRefusal, Subject, judge_inspection
from service.journal.act import Act
from service.members.store import find_member
from service.policies.store import policy_in_force
from service.vocabulary import MemberNo, PassId


def record_inspection(
    act: Act, member: MemberNo, said: Inspected, *, of_pass: PassId | None = None
) -> store.Inspection | InspectionRefusal:
    """Record an inspection of a member who is inside; the officer's draft about them goes.

    ``of_pass`` is a genuine pass for this site that the member shows: then they need not have
    come in, nor be on this site's list. Refuses as ``judge_inspection`` does.
    """
    policy = policy_in_force(act.session, act.day)
    inside = find_inside(act.session, member, act.day)
    subject = Subject(
        is_known=find_member(act.session, member) is not None,
        is_inside=inside is not None,
        has_pass=of_pass is not None,
    )
    bits = judge_inspection(said, subject, policy.terms.checks, day_is_open=act.day is not None)
    if isinstance(bits, InspectionRefusal):
        return bits
    event = act.record(
        "inspection.recorded",
        {
            "member": member,
            "entry": inside.reference if inside else None,
            "pass": str(of_pass) if of_pass else None,
            "checks": bits,
            "result": said.result,
            "findings": list(said.findings),
            "seals": [[each.number, each.kind] for each in said.seals],
            "policy": policy.version,
        },
    )
    if act.actor:
        store.drop_draft(act.session, act.actor, member)
    recorded = store.find_inspection(act.session, str(event.name))
    assert recorded is not None  # it was just applied
    return recorded
