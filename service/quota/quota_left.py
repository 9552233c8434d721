"""What a member may still take today, and how that comes about."""

from dataclasses import dataclass

from service.journal.append_event import Journal
from service.policies.store import policy_in_force
from service.quota.lease_rules import counting_horizons, home_of, horizon_days_left
from service.quota.load_ledger import load_lease, load_ledger
from service.quota.rules import (
    Account,
    PeriodKey,
    Root,
    Slot,
    first_day,
    period_key,
)
from service.session import Session
from service.vocabulary import ComponentNo, MemberNo, Period, SiteNo, TradeDay, Unit


@dataclass(frozen=True, slots=True)
class PartLeft:
    """One component: what is left of it now in its own unit, and its account behind that.

    ``root`` says whether the whole allowance is held here, or why not.
    """

    component: ComponentNo
    code: str
    unit: Unit
    period: Period
    period_key: PeriodKey
    limit: int
    left: int
    root: Root
    account: Account


@dataclass(frozen=True, slots=True)
class QuotaLeft:
    """All components on the open day. ``home`` is the site that holds the root, if known here;
    ``horizon_days`` how many more days this site holds any."""

    day: TradeDay
    parts: tuple[PartLeft, ...]
    home: SiteNo | None
    horizon_days: int | None


def quota_left(session: Session, journal: Journal, day: TradeDay, member: MemberNo) -> QuotaLeft:
    """The member's quota here on ``day``. Changes nothing, and opens nothing."""
    ledger = load_ledger(session, journal, day, member)
    lease = load_lease(session, journal, day, member)
    parts = []
    for each in policy_in_force(session, day).components:
        key = period_key(each.period, day)
        slot = Slot(each.number, key)
        account = ledger.accounts[slot]
        parts.append(
            PartLeft(
                component=each.number,
                code=each.code,
                unit=each.unit,
                period=each.period,
                period_key=key,
                limit=account.allowance,
                left=ledger.usable(slot),
                root=ledger.roots[slot],
                account=account,
            )
        )
    home = home_of(lease.namings, first_day(PeriodKey(day)))
    until = max((each.until_day for each in counting_horizons(lease)), default=None)
    return QuotaLeft(day, tuple(parts), home.site if home else None, horizon_days_left(until, day))
