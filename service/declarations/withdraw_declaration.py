"""Take a declaration back on its day: its quota is given back, once, where it was debited."""

from enum import StrEnum

from service.declarations import store
from service.declarations.rules.states import State, WithdrawRefusal, judge_withdrawal
from service.journal.act import Act
from service.journal.event import Event, EventName
from service.quota.refund_quota import refund_quota
from service.quota.rules import QuotaRefusal


class WithdrawReason(StrEnum):
    """Why a declaration is taken back; free text would name people."""

    MISTAKE = "mistake"
    LEFT = "left"
    OTHER = "other"


def withdraw_declaration(
    act: Act, reference: str, reason: WithdrawReason
) -> store.Filed | WithdrawRefusal:
    """Withdraw the declaration named ``reference``; what it was before.

    Refuses with ``UNKNOWN_REFERENCE``, ``ALREADY_WITHDRAWN``, ``TOO_LATE`` once its day is over,
    ``GONE_WITH_PASS`` while a pass vouches elsewhere for what was spent, or ``OTHER_EPOCH`` for
    the debit of an earlier life of this machine.
    """
    name = EventName.parse(reference)
    filed = store.find_declaration(act.session, name) if name else None
    refusal = judge_withdrawal(
        State(filed.state) if filed else None,
        filed_on=filed.day if filed else None,
        day=act.day,
        is_gone=filed is not None and filed.sent_with is not None,
    )
    if filed is None or refusal:
        return refusal or WithdrawRefusal.UNKNOWN_REFERENCE
    refund = _refund(act, filed)
    if isinstance(refund, QuotaRefusal):
        assert refund is QuotaRefusal.OTHER_EPOCH, f"an open day's debit goes back: {refund}"
        return WithdrawRefusal.OTHER_EPOCH
    data = {"declaration": str(filed.name), "reason": reason, "refund": refund}
    act.record("declaration.withdrawn", data)
    return filed


def _refund(act: Act, filed: store.Filed) -> str | QuotaRefusal | None:
    """The name of the event that gave the quota back; ``None`` where none was spent."""
    debit = EventName.parse(filed.debit or "")
    if debit is None:
        return None
    refunded = refund_quota(act, debit)
    return str(refunded.name) if isinstance(refunded, Event) else refunded
