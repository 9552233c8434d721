"""Credit quota that another site debited for this epoch: once, and within the allowance."""

from dataclasses import dataclass

from service.journal.act import Act
from service.journal.event import Event
from service.policies.store import policy_in_force
from service.quota import store
from service.quota.load_ledger import load_ledger
from service.quota.open_periods import open_periods
from service.quota.rules import Ledger, QuotaRefusal, Split, split_credit, written
from service.quota.transfer import Carried
from service.sites.store import last_standing


@dataclass(frozen=True, slots=True)
class Received:
    """What became of quota that arrived."""

    event: Event
    split: Split


def receive_quota(act: Act, carried: Carried) -> Received | QuotaRefusal:
    """Take in what a genuine transfer or pass carries.

    What lies above the allowance, or came too late for its period, is recorded and not credited.
    Refuses with ``NOT_FOR_US``, ``SENDER_REVOKED``, ``ALREADY_CREDITED``, ``DAY_NOT_OPEN`` or
    ``OTHER_REGIME``.
    """
    if not _is_for(act, carried):
        return QuotaRefusal.NOT_FOR_US
    if _is_revoked(act, carried):
        return QuotaRefusal.SENDER_REVOKED
    if store.is_received(act.session, str(carried.name)):
        return QuotaRefusal.ALREADY_CREDITED
    if act.day is None:
        return QuotaRefusal.DAY_NOT_OPEN
    if policy_in_force(act.session, act.day).regime != carried.regime:
        return QuotaRefusal.OTHER_REGIME
    ledger = load_ledger(act.session, act.journal, act.day, carried.member)
    split = split_credit(ledger, carried.amounts, carried.day)
    open_periods(act, carried.member, ledger)
    return Received(_record(act, carried, ledger, split), split)


def _is_for(act: Act, carried: Carried) -> bool:
    journal = act.journal
    return carried.to_site == journal.site and carried.to_epoch in journal.tenure.epochs


def _is_revoked(act: Act, carried: Carried) -> bool:
    """Who holds a stolen key writes whatever number and day they like, also those that a
    revocation lets stand, and an inspection of the bearer shows nothing of the amounts."""
    return last_standing(act.session, carried.name.site, carried.name.epoch) is not None


def _record(act: Act, carried: Carried, ledger: Ledger, split: Split) -> Event:
    return act.record(
        "transfer.received",
        {
            "ledger": act.journal.tenure.ledger,
            "transfer": str(carried.name),
            "member": carried.member,
            "sent_day": carried.day,
            "credited": written(split.credited),
            "limits": written({slot: ledger.accounts[slot].allowance for slot in split.credited}),
            "above_limit": sorted([*each] for each in split.above_limit.items()),
            "stranded": sorted([*each] for each in split.stranded.items()),
        },
    )
