"""Give back what a declaration used up: once, by who debited it, while the period is open."""

from service.journal.act import Act
from service.journal.event import Event, EventName
from service.quota import store
from service.quota.rules import Amounts, QuotaRefusal, judge_refund, written


def refund_quota(
    act: Act, debit: EventName, back: Amounts | None = None, *, kind: str = "spent"
) -> Event | QuotaRefusal:
    """Refund what the event ``debit`` recorded as spent (or ``sent``: inside a pass that its
    destination declared void), or ``back`` of it.

    Of a debit over a day and a month, what is over stays spent. Refuses with ``DAY_NOT_OPEN``,
    ``UNKNOWN_DEBIT``, ``OTHER_EPOCH``, ``ALREADY_REFUNDED``, ``MORE_THAN_DEBITED``,
    ``BAD_AMOUNT``, ``UNKNOWN_COMPONENT`` or ``PERIOD_OVER``.
    """
    if act.day is None:
        return QuotaRefusal.DAY_NOT_OPEN
    found = store.find_debit(act.session, debit)
    if found is None or found[1].kind != kind:
        return QuotaRefusal.UNKNOWN_DEBIT
    ledger = act.journal.tenure.ledger
    member, debited = found
    vector = judge_refund(debited, ledger=ledger, day=act.day, back=back)
    if isinstance(vector, QuotaRefusal):
        return vector
    return act.record(
        "quota.refunded",
        {
            "ledger": ledger,
            "member": member,
            "debit": str(debit),
            "amounts": written(vector),
        },
    )
