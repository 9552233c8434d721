"""Let a member use up quota: all components of one act together, or none of them."""

from service.journal.act import Act
from service.journal.event import Event
from service.quota.load_ledger import load_ledger
from service.quota.open_periods import open_periods
from service.quota.rules import Amounts, QuotaRefusal, judge_debit, written
from service.vocabulary import MemberNo


def spend_quota(act: Act, member: MemberNo, amounts: Amounts) -> Event | QuotaRefusal:
    """Spend ``amounts`` (component to whole fen, grams, pieces) on the open day.

    Refuses with ``DAY_NOT_OPEN``, ``BAD_AMOUNT``, ``UNKNOWN_COMPONENT``, ``NOT_ENOUGH`` or
    ``HORIZON_PASSED``; then nothing was recorded.
    """
    if act.day is None:
        return QuotaRefusal.DAY_NOT_OPEN
    ledger = load_ledger(act.session, act.journal, act.day, member)
    vector = judge_debit(ledger, amounts)
    if isinstance(vector, QuotaRefusal):
        return vector
    open_periods(act, member, ledger)
    return act.record(
        "quota.spent",
        {
            "ledger": act.journal.tenure.ledger,
            "member": member,
            "amounts": written(vector),
        },
    )
