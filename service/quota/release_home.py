"""Give a member's home up before its horizon ends, so that another site may have it sooner."""

from service.journal.act import Act
from service.journal.event import Event
from service.quota.lease_rules import home_of, next_longest_period
from service.quota.load_ledger import load_lease
from service.quota.rules import QuotaRefusal
from service.vocabulary import MemberNo


def release_home(act: Act, member: MemberNo) -> Event | QuotaRefusal:
    """Hold no root of the member's periods from the next month on, until a newer item names us.

    The event names the feed item that it ends: 0 is the listing. Refuses with ``DAY_NOT_OPEN`` or
    ``NOT_HOME``.
    """
    if act.day is None:
        return QuotaRefusal.DAY_NOT_OPEN
    from_day = next_longest_period(act.day)
    lease = load_lease(act.session, act.journal, act.day, member)
    home = home_of(lease.namings, from_day)
    if home is None or home.site != lease.site or home.item in lease.given_up:
        return QuotaRefusal.NOT_HOME
    return act.record(
        "quota.root_released", {"member": member, "item": home.item, "from_day": from_day}
    )
