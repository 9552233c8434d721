"""What the events of quota, and the feed items that say who holds it, do to their tables."""

from collections.abc import Callable
from typing import Any

from service.feeds.apply_items import FeedItem
from service.journal.event import Event, EventName
from service.quota import lease_store, rules, store
from service.quota.rules import Account, Debit, QuotaRefusal, Slot, Vector, read_vector
from service.session import Session

Move = Callable[[Account, int], Account | QuotaRefusal]


def apply_period_opened(session: Session, event: Event) -> None:
    limits = _vector(event, "limits")
    for slot, limit in limits.items():
        account = _account(session, event, slot, limit)
        _put(session, event, slot, rules.open_root(account))


def apply_spent(session: Session, event: Event) -> None:
    _debit(session, event, "spent", rules.spend)


def apply_sent(session: Session, event: Event) -> None:
    _debit(session, event, "sent", rules.send)


def apply_refunded(session: Session, event: Event) -> None:
    _move(session, event, _vector(event, "amounts"), rules.refund)
    debit = EventName.parse(event.data["debit"])
    assert debit is not None
    store.settle_debit(session, debit)


def apply_received(session: Session, event: Event) -> None:
    store.add_received(session, event.data["transfer"], event.name)
    _move(session, event, _vector(event, "credited"), _credit)


def apply_overridden(session: Session, event: Event) -> None:
    _move(session, event, _vector(event, "amounts"), rules.override)


def apply_released(session: Session, event: Event) -> None:
    data = event.data
    lease_store.put_release(session, data["member"], data["item"], data["from_day"])


def apply_horizon(session: Session, item: FeedItem) -> None:
    said = item.data
    lease_store.put_horizon(
        session,
        {
            "site": said["site"],
            "epoch": said["epoch"],
            "until_day": said["until_day"],
            "members": said["presumes"]["members"],
            "policies": said["presumes"]["policies"],
            "holds_from": said["holds_from"],
        },
    )


def apply_moved(session: Session, item: FeedItem) -> None:
    said = item.data
    lease_store.put_move(
        session,
        {
            "member": said["member"],
            "item": item.number,
            "site": said["to"],
            "from_day": said["from_day"],
            "old_until": said["old_until"],
        },
    )


def _debit(session: Session, event: Event, kind: str, move: Move) -> None:
    amounts = _vector(event, "amounts")
    _move(session, event, amounts, move)
    debit = Debit(event.data["ledger"], kind, amounts, settled=False)
    store.add_debit(session, event.name, event.data["member"], debit)


def _credit(account: Account, amount: int) -> Account | QuotaRefusal:
    """The event says what was credited: no more and no less."""
    credit = rules.receive(account, amount)
    return credit.account if credit.credited == amount else QuotaRefusal.NOT_ENOUGH


def _move(session: Session, event: Event, amounts: Vector, move: Move) -> None:
    limits = dict(read_vector(event.data.get("limits", ())))
    for slot, amount in amounts.items():
        moved = move(_account(session, event, slot, limits.get(slot)), amount)
        if isinstance(moved, QuotaRefusal):
            raise ArithmeticError(f"{event.name} moves what {slot} does not hold: {moved}")
        _put(session, event, slot, moved)


def _account(session: Session, event: Event, slot: Slot, limit: int | None) -> Account:
    """The account as it is; one that is new takes the limit that the event carries."""
    data = event.data
    known = store.find_account(session, data["ledger"], data["member"], slot)
    if known is None and limit is None:
        raise LookupError(f"{event.name} moves {slot}, which nobody opened")
    return known or Account(limit or 0)


def _put(session: Session, event: Event, slot: Slot, account: Account) -> None:
    store.put_account(session, event.data["ledger"], event.data["member"], slot, account)


def _vector(event: Event, field: str) -> dict[Slot, int]:
    rows: Any = event.data[field]
    return dict(read_vector(rows))


APPLY = {
    "quota.period_opened": apply_period_opened,
    "quota.spent": apply_spent,
    "quota.refunded": apply_refunded,
    "quota.overridden": apply_overridden,
    "quota.root_released": apply_released,
    "transfer.sent": apply_sent,
    "transfer.received": apply_received,
}
FEED_APPLY = {"horizon.granted": apply_horizon, "home.moved": apply_moved}
