"""Record what an officer checked and found of a member, and what it came to."""

from dataclasses import dataclass
from typing import Any

from service.checkin.store import find_inside
from service.hits.find_hits import case_of, find_hits
from service.hits.rules import Case
from service.hits.store import Hit
from service.inspection import store
from service.inspection.goods_rules import Difference, Load, difference_of, judge_load
from service.inspection.measure_goods import measure_goods
from service.inspection.rules import Inspected, InspectionRefusal, Seal, Subject, judge_inspection
from service.journal.act import Act
from service.kit.plates import read_plate
from service.members.store import find_member
from service.policies.rules import Policy
from service.policies.store import policy_in_force
from service.vocabulary import MemberNo, PassId


@dataclass(frozen=True, slots=True)
class OfPass:
    """The pass because of which an inspection is made, and the words of what stands against it."""

    of: PassId
    settles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HitsUnread:
    """Risk hits on this case that the officer has not read; nothing was recorded."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is recorded beside the words of the officer."""

    bits: int
    load: Load | None
    differences: tuple[Difference, ...]
    plate: str | None


def record_inspection(
    act: Act, member: MemberNo, said: Inspected, *, of_pass: OfPass | None = None
) -> store.Inspection | InspectionRefusal | HitsUnread:
    """Record an inspection of a member who is inside; the officer's draft about them goes.

    ``of_pass`` is a genuine pass for this site that the member shows: then they need not have
    come in, nor be on this site's list. Refuses as ``judge_inspection``, ``measure_goods`` and
    ``judge_load`` do, and while a risk hit holds that ``said`` does not name.
    """
    policy = policy_in_force(act.session, act.day)
    judged = _judge(act, member, said, policy, of_pass=of_pass)
    if isinstance(judged, InspectionRefusal):
        return judged
    hits = find_hits(
        act.session, _case(act, member, judged, policy, of_pass), now_ms=act.moment.at_ms
    )
    unread = tuple(each for each in hits if each.reference not in said.hits)
    if unread:
        return HitsUnread(unread)
    data = _data(act, member, said, judged, of_pass=of_pass)
    event = act.record(
        "inspection.recorded",
        {**data, "policy": policy.version, "hits": [each.reference for each in hits]},
    )
    if act.actor:
        store.drop_draft(act.session, act.actor, member)
    recorded = store.find_inspection(act.session, str(event.name))
    assert recorded is not None  # it was just applied
    return recorded


def _judge(
    act: Act, member: MemberNo, said: Inspected, policy: Policy, *, of_pass: OfPass | None
) -> _Judged | InspectionRefusal:
    subject = Subject(
        is_known=find_member(act.session, member) is not None,
        is_inside=find_inside(act.session, member, act.day) is not None,
        has_pass=of_pass is not None,
    )
    bits = judge_inspection(said, subject, policy.terms.checks, day_is_open=act.day is not None)
    if isinstance(bits, InspectionRefusal):
        return bits
    plate = read_plate(said.plate) if said.plate else None
    if said.plate and plate is None:
        return InspectionRefusal.BAD_PLATE
    if said.load is None:
        return _Judged(bits, None, (), plate)
    load = measure_goods(act.session, member, said.load, policy, act.day)
    if isinstance(load, InspectionRefusal):
        return load
    tolerance = policy.terms.tolerances.weight_per_myriad
    differences = tuple(difference_of(each, tolerance) for each in load.lines)
    refusal = judge_load(differences, said.result, said.findings)
    return refusal or _Judged(bits, load, differences, plate)


def _case(
    act: Act, member: MemberNo, judged: _Judged, policy: Policy, of_pass: OfPass | None
) -> Case:
    known = case_of(act.session, member)
    lines = judged.load.lines if judged.load else ()
    rows = {each.goods: policy.find_row(each.goods) for each in lines}
    return Case(
        member=known.member,
        group=known.group,
        goods=tuple((code, row.heading if row else "") for code, row in rows.items()),
        plate=judged.plate,
        from_site=of_pass.of.site if of_pass else None,
    )


def _data(
    act: Act, member: MemberNo, said: Inspected, judged: _Judged, *, of_pass: OfPass | None
) -> dict[str, Any]:
    inside = find_inside(act.session, member, act.day)
    load = judged.load
    return {
        "member": member,
        "entry": inside.reference if inside else None,
        "pass": str(of_pass.of) if of_pass else None,
        "settles": sorted(of_pass.settles) if of_pass else [],
        "checks": judged.bits,
        "result": said.result,
        "findings": list(said.findings),
        "seals": [_seal(each) for each in said.seals],
        "goods": _lines(load, judged.differences) if load else None,
        "declaration": load.declaration if load else None,
        "plate": judged.plate,
        "batch": [said.batch.members, said.batch.hash.hex()] if said.batch else None,
        "confirmed": said.is_confirmed,
    }


def _seal(seal: Seal) -> list[str | None]:
    return [seal.number, seal.kind, seal.photo]


def _lines(load: Load, differences: tuple[Difference, ...]) -> list[dict[str, Any]]:
    return [
        {
            "goods": line.goods,
            "origin": line.origin,
            "unit": line.unit,
            "amount": line.amount,
            "value_fen": line.value_fen,
            "declared": line.declared,
            "difference": difference,
        }
        for line, difference in zip(load.lines, differences, strict=True)
    ]
