"""Debit quota here for one other site to credit: by a token of its own, or inside a pass."""

from dataclasses import dataclass

from service.journal.act import Act
from service.journal.event import EventName
from service.policies.store import policy_in_force
from service.quota.load_ledger import load_ledger
from service.quota.open_periods import open_periods
from service.quota.rules import Amounts, QuotaRefusal, judge_debit, written
from service.quota.transfer import Carried
from service.vocabulary import Epoch, MemberNo, SiteNo


@dataclass(frozen=True, slots=True)
class Sending:
    """Whose quota goes where. ``carrier`` is the pass that takes it along, if one does: then the
    quota has the pass's name and no other (rule R14)."""

    member: MemberNo
    to_site: SiteNo
    to_epoch: Epoch
    amounts: Amounts
    carrier: EventName | None = None


def send_quota(act: Act, sending: Sending) -> Carried | QuotaRefusal:
    """Debit ``sending`` from the open periods; what was debited, as its carrier must say it.

    Refuses with ``TO_ITSELF``, ``DAY_NOT_OPEN``, ``BAD_AMOUNT``, ``UNKNOWN_COMPONENT``,
    ``NOT_ENOUGH`` or ``HORIZON_PASSED``.
    """
    if act.day is None:
        return QuotaRefusal.DAY_NOT_OPEN
    if sending.to_site == act.journal.site:
        return QuotaRefusal.TO_ITSELF
    ledger = load_ledger(act.session, act.journal, act.day, sending.member)
    vector = judge_debit(ledger, sending.amounts)
    if isinstance(vector, QuotaRefusal):
        return vector
    open_periods(act, sending.member, ledger)
    regime = policy_in_force(act.session, act.day).regime
    event = act.record(
        "transfer.sent",
        {
            "ledger": act.journal.tenure.ledger,
            "member": sending.member,
            "to_site": sending.to_site,
            "to_epoch": sending.to_epoch,
            "amounts": written(vector),
            "regime": regime,
            "carrier": str(sending.carrier) if sending.carrier else None,
        },
    )
    return Carried(
        name=sending.carrier or event.name,
        to_site=sending.to_site,
        to_epoch=sending.to_epoch,
        member=sending.member,
        regime=regime,
        day=act.day,
        amounts=dict(sending.amounts),
    )
