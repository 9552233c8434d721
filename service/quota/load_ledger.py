"""Load all that decides about a member's quota: accounts, limits, and who holds the root."""

from service.feeds import store as feeds_store
from service.feeds.page import FOR_ALL
from service.journal.append_event import Journal
from service.members.store import find_member
from service.policies.store import policy_in_force
from service.quota import lease_store, store
from service.quota.lease_rules import Lease, Naming, judge_root
from service.quota.rules import Ledger, PeriodKey, open_ledger, slots_of
from service.session import Session
from service.vocabulary import MemberNo, TradeDay


def load_ledger(session: Session, journal: Journal, day: TradeDay, member: MemberNo) -> Ledger:
    """The member's ledger here on ``day``, as it stands once what is held here is opened."""
    limits = slots_of(policy_in_force(session, day).components, day)
    known = store.accounts_of(
        session,
        journal.tenure.ledger,
        member,
        periods=(PeriodKey(day), PeriodKey(day[:7])),
    )
    lease = load_lease(session, journal, day, member)
    roots = {slot: judge_root(lease, slot.period) for slot in limits}
    return open_ledger(day, limits, roots=roots, known=known)


def load_lease(session: Session, journal: Journal, day: TradeDay, member: MemberNo) -> Lease:
    """What this site knows of who holds the member's root."""
    tenure = journal.tenure
    granted = lease_store.horizons_of(session, journal.site)
    return Lease(
        site=journal.site,
        day=day,
        enrolled_day=tenure.enrolled_day,
        members=feeds_store.position_of(session, "members", FOR_ALL).number,
        policies=feeds_store.position_of(session, "policies", FOR_ALL).number,
        horizons=tuple(horizon for epoch, horizon in granted if epoch in tenure.epochs),
        namings=tuple(_namings(session, member)),
        given_up=lease_store.releases_of(session, member),
    )


def _namings(session: Session, member: MemberNo) -> list[Naming]:
    listed = find_member(session, member)
    first = [Naming(0, listed.site)] if listed else []
    return [*first, *lease_store.moves_of(session, member)]
