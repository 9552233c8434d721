"""Issue a pass: one cleared inspection, carried to the one place that may honour it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from service.declarations.send_declaration import send_declaration
from service.inspection.rules import Result
from service.inspection.store import Inspection as InspectedHere
from service.inspection.store import find_inspection
from service.journal.act import Act
from service.journal.event import Event, EventName
from service.journal.store import head_of
from service.kit import canonical_json
from service.kit.pii import FieldKeys, mask_name, open_sealed
from service.members.store import certificate_index_of, find_member
from service.passes import store
from service.passes.carry_goods import load_of, with_goods, written_goods
from service.passes.excess import Excess, find_excess
from service.passes.issue_rules import (
    Destination,
    Evidence,
    PassRefusal,
    expiry_s,
    judge_issue,
    judge_load,
)
from service.passes.rules import (
    Audience,
    BearerHint,
    CarriedQuota,
    Check,
    DecodeFault,
    Inspection,
    Outcome,
    Pass,
)
from service.passes.token import HINT_BYTES, ReadPass, decode_pass, encode_pass
from service.policies.find_notice import find_notice
from service.policies.rules.notices import SiteState
from service.policies.store import policy_in_force
from service.quota.rules import QuotaRefusal
from service.quota.send_quota import Sending, send_quota
from service.sites.identity import SiteIdentity
from service.sites.load_trust import load_trust
from service.sites.records import SiteRecord
from service.sites.store import last_standing
from service.vocabulary import ComponentNo, MemberNo, SiteNo, TradeDay

KEPT_AFTER_END_MS = 24 * 3600 * 1000
"""A text is kept a day longer than its pass is valid (docs/protocol.md, Rebuild)."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """Which inspection goes where, and what quota it takes along."""

    inspection: str
    to_site: SiteNo
    quota: Mapping[ComponentNo, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IssuedNow:
    """A pass as it is handed out."""

    issued: store.Issued
    text: str
    said: Pass


class _Refused(Exception):
    """What was recorded of this pass is undone."""

    def __init__(self, refusal: PassRefusal | QuotaRefusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def issue_pass(
    act: Act, issuing: Issuing, identity: SiteIdentity, *, zone: str
) -> IssuedNow | PassRefusal | QuotaRefusal | Excess:
    """Sign a pass for one site, and debit here what it carries, all or nothing. Goods, vehicle,
    batch and seals are those of the inspection.

    ``zone`` is the site's own, for a policy that names none. Refuses as ``judge_issue``,
    ``judge_load`` and ``send_quota`` do; with ``DAY_OVER``, and with the ``Excess`` of more than
    a QR code 13-M holds.
    """
    inspection = find_inspection(act.session, issuing.inspection)
    trust = load_trust(act.session, identity.trust, at_ms=act.moment.at_ms)
    to = trust.destination(issuing.to_site, act.moment.at_ms)
    evidence = _evidence(act, inspection) if inspection else None
    refusal = judge_issue(evidence, _destination(act, issuing.to_site, to), act.day)
    if refusal or inspection is None or to is None:
        return refusal or PassRefusal.DESTINATION_UNKNOWN
    load = load_of(act, inspection, issuing.to_site, has_quota=bool(issuing.quota))
    if refusal := judge_load(load):
        return refusal
    said = _said(act, issuing, inspection, to, zone=zone)
    if isinstance(said, PassRefusal):
        return said
    said = replace(
        with_goods(said, inspection),
        hint=_hint(act, inspection.member, issuing.to_site, identity.field_keys),
    )
    return _sign(act, inspection, said, identity)


def _evidence(act: Act, inspection: InspectedHere) -> Evidence:
    earlier = store.issued_for(act.session, inspection.reference)
    member = find_member(act.session, inspection.member)
    return Evidence(
        is_cleared=inspection.result == Result.CLEARED,
        is_ours=_is_ours(act, inspection),
        day=inspection.day,
        was_for_a_pass=inspection.of_pass is not None,
        is_used=any(each.returned_by is None for each in earlier),
        is_suspended=member is not None and member.standing == "suspended",
    )


def _is_ours(act: Act, inspection: InspectedHere) -> bool:
    name = EventName.parse(inspection.reference)
    return name is not None and name.epoch in act.journal.tenure.epochs


def _destination(act: Act, site: SiteNo, record: SiteRecord | None) -> Destination:
    notice = find_notice(act.session, site, act.moment.at_ms)
    return Destination(
        is_here=site == act.journal.site,
        is_known=record is not None,
        is_revoked=record is not None
        and last_standing(act.session, site, record.epoch) is not None,
        is_closed=notice is not None and notice.state is SiteState.CLOSED,
    )


def _said(
    act: Act, issuing: Issuing, inspection: InspectedHere, to: SiteRecord, *, zone: str
) -> Pass | PassRefusal:
    """What the pass says, under the name that its event is about to have."""
    day = inspection.day
    policy = policy_in_force(act.session, day)
    expires_s = expiry_s(act.moment.at_ms, day, policy.zone or zone, policy.terms.passes)
    if expires_s is None:
        return PassRefusal.DAY_OVER
    remarks = canonical_json.decode(inspection.findings)
    outcome = Outcome.CLEARED_WITH_REMARKS if remarks else Outcome.CLEARED
    return Pass(
        audience=Audience(to.site, to.epoch),
        seq=head_of(act.session, act.journal.epoch, act.journal.genesis).seq + 1,
        issued_s=act.moment.at_ms // 1000,
        expires_s=expires_s,
        member=inspection.member,
        inspection=Inspection(outcome, Check(inspection.checks)),
        policy=inspection.policy,
        quota=_carried(issuing.quota, day),
    )


def _carried(amounts: Mapping[ComponentNo, int], day: TradeDay) -> CarriedQuota | None:
    return CarriedQuota(day, tuple(sorted(amounts.items()))) if amounts else None


def _hint(act: Act, number: MemberNo, to: SiteNo, keys: FieldKeys) -> BearerHint | None:
    """A site is sure to hold its own members only; of others it may not have heard yet."""
    member = find_member(act.session, number)
    if member is None or member.site == to or not member.sealed_name:
        return None
    name = open_sealed(keys, member.sealed_name, f"member:{number}:name")
    index = certificate_index_of(act.session, number)
    return BearerHint(mask_name(name), bytes.fromhex(index)[:HINT_BYTES])


def _sign(
    act: Act, inspection: InspectedHere, said: Pass, identity: SiteIdentity
) -> IssuedNow | PassRefusal | QuotaRefusal | Excess:
    text = encode_pass(said, identity.keys.signer)
    if isinstance(text, DecodeFault):
        is_long = text is DecodeFault.TOO_LONG
        return find_excess(said) if is_long else PassRefusal.DOES_NOT_FIT
    read, first = decode_pass(text), act.first
    assert isinstance(read, ReadPass), "nothing is signed that would not be read back"
    try:
        with act.session.undoing():
            event = _record(act, inspection, read)
            _send(act, said, event.name)
            if inspection.declaration:
                send_declaration(act, inspection.declaration, with_pass=str(event.name))
    except _Refused as refused:
        act.first = first
        return refused.refusal
    until_ms = said.expires_s * 1000 + KEPT_AFTER_END_MS
    store.put_text(act.session, str(event.name), text, until_ms=until_ms)
    issued = store.find_issued(act.session, str(event.name))
    assert issued is not None  # it was just applied
    return IssuedNow(issued, text, said)


def _record(act: Act, inspection: InspectedHere, read: ReadPass) -> Event:
    said = read.said
    event = act.record(
        "pass.issued",
        {
            "inspection": inspection.reference,
            "member": said.member,
            "to_site": said.audience.site,
            "to_epoch": said.audience.epoch,
            "issued_s": said.issued_s,
            "expires_s": said.expires_s,
            "outcome": said.inspection.outcome,
            "checks": int(said.inspection.checks),
            "policy": said.policy,
            "hinted": said.hint is not None,
            "quota": [[*each] for each in said.quota.amounts] if said.quota else [],
            "digest": read.digest.hex(),
            **written_goods(said),
        },
    )
    assert event.name.seq == said.seq, "the pass has the name of the event that issued it"
    return event


def _send(act: Act, said: Pass, name: EventName) -> None:
    """Debit what goes along; it has the name of the pass and no other (rule R14)."""
    if said.quota is None:
        return
    to = said.audience
    amounts = dict(said.quota.amounts)
    sent = send_quota(act, Sending(said.member, to.site, to.epoch, amounts, carrier=name))
    if isinstance(sent, QuotaRefusal):
        raise _Refused(sent)
