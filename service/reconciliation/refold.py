"""Prove the hub: every journal it holds is linked and signed, and its tables are their fold."""

from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from service.journal.event import chain_hash
from service.journal.store import Head
from service.kit.cose import Flaw
from service.reconciliation.apply import APPLY
from service.session import Session
from service.sites.records import KeyRole, SiteRecord, open_site_record
from service.sites.trust_list import TrustList
from service.sync import held_store as store
from service.sync.apply_held import apply_held
from service.sync.held_store import MAIN, Branch
from service.sync.journal_batch import is_genuine
from service.vocabulary import Epoch, SiteNo


@dataclass(slots=True)
class HeldProof:
    """What was found: events that hold, where each main branch ends, and every flaw in words."""

    events: int = 0
    ends: dict[tuple[SiteNo, Epoch], Head] = field(default_factory=dict)
    flaws: list[str] = field(default_factory=list)


def verify_held(session: Session, trust: TrustList) -> HeldProof:
    """Walk every branch of every journal from its record, or from where it parted, and hold its
    end against the head that the site signed."""
    proof = HeldProof()
    hashes: dict[tuple[SiteNo, Epoch, int, int], bytes] = {}
    for branch in store.all_branches(session):
        _verify_branch(session, branch, trust, proof, hashes)
    return proof


def refold(fresh: Session, stored: Session) -> None:
    """Apply every event of every main branch of ``stored`` to the empty tables of ``fresh``."""
    for branch in store.all_branches(stored):
        if branch.branch == MAIN:
            after = 0
            while some := store.events_after(stored, branch, after):
                apply_held(fresh, branch, some, APPLY)
                after = some[-1].seq
    while _some_apply_now(fresh, stored):
        pass


def _some_apply_now(fresh: Session, stored: Session) -> bool:
    """Try again what was put aside, since what it builds on came later; whether any applied."""
    aside = store.all_aside(fresh)
    for each in aside:
        store.take_back(fresh, each)
        main = store.branches(stored, each.site, each.epoch)[0]
        again = store.events_after(stored, main, each.seq - 1, count=1)
        apply_held(fresh, main, again, APPLY)
    return len(store.all_aside(fresh)) < len(aside)


def _verify_branch(
    session: Session,
    branch: Branch,
    trust: TrustList,
    proof: HeldProof,
    hashes: dict[tuple[SiteNo, Epoch, int, int], bytes],
) -> None:
    name, gaps = f"{branch.site}.{branch.epoch}/{branch.branch}", store.gap_ends(session, branch)
    journal = (branch.site, branch.epoch)
    head = hashes.get((*journal, branch.parent, branch.base_seq), b"")
    if branch.branch == MAIN:
        head = sha256(branch.signed_record).digest()
    seq = branch.base_seq
    for stored in store.all_events(session, branch):
        if stored.seq != seq + 1:
            head = gaps.get(stored.seq - 1, b"")
        if chain_hash(head, stored.bytes) != stored.hash:
            proof.flaws.append(f"{name}: event {stored.seq} does not link")
        seq, head = stored.seq, stored.hash
        hashes[(*journal, branch.branch, seq)] = head
        proof.events += 1
    if (seq, head) != branch.stored or not _is_signed(session, branch, trust):
        proof.flaws.append(f"{name}: its end {branch.stored_seq} is not as its site signed it")
    if branch.branch == MAIN:
        proof.ends[journal] = Head(seq, head)


def _is_signed(session: Session, branch: Branch, trust: TrustList) -> bool:
    points = store.newest_points(session, branch)
    return (
        bool(points)
        and (points[0].seq, points[0].head) == branch.stored
        and any(is_genuine(points[0], branch.site, key.signing) for key in _keys(branch, trust))
    )


def _keys(branch: Branch, trust: TrustList) -> list[SiteRecord]:
    """The records of an epoch's key: the one its chain begins from, and those that came since."""
    first = open_site_record(branch.signed_record, partial(trust.keys_ever, KeyRole.RECORDS))
    known = [each for each in trust.sites if (each.site, each.epoch) == branch[:2]]
    return known if isinstance(first, Flaw) else [first, *known]
