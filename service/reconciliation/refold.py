"""Prove the hub: every journal it holds is linked and signed, and its tables are their fold."""

from collections.abc import Mapping
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

Journal = tuple[SiteNo, Epoch]
Base = tuple[SiteNo, Epoch, int, int]
"""A place where branches part: site, epoch, the branch that goes on, and the seq."""

Ends = Mapping[tuple[SiteNo, Epoch, int], Head]
"""Up to where each branch is looked at, by site, epoch and branch."""


@dataclass(slots=True)
class HeldProof:
    """What was found: events that hold, where each main branch ends, and every flaw in words."""

    events: int = 0
    ends: dict[Journal, Head] = field(default_factory=dict)
    flaws: list[str] = field(default_factory=list)


def verify_held(session: Session, trust: TrustList, ends: Ends | None = None) -> HeldProof:
    """Walk every branch of every journal from its record, or from where it parted, and hold its
    end against the head that the site signed.

    With ``ends`` only these branches: what they had up to there is counted, and must still be so.
    """
    proof, branches = HeldProof(), store.all_branches(session)
    bases = {(each.site, each.epoch, each.parent, each.base_seq): b"" for each in branches}
    for branch in branches:
        if ends is None or branch[:3] in ends:
            end = branch.stored if ends is None else ends[branch[:3]]
            _verify_branch(session, _Walk(branch, end), trust, proof, bases)
    return proof


def refold(fresh: Session, stored: Session, ends: Mapping[Journal, int] | None = None) -> None:
    """Apply every event of every main branch of ``stored`` to the empty tables of ``fresh``; with
    ``ends`` only those journals, each up to that seq."""
    for branch in store.all_branches(stored):
        end = branch.applied_seq if ends is None else ends.get((branch.site, branch.epoch), 0)
        after = 0
        while branch.branch == MAIN and after < end:
            some = [each for each in store.events_after(stored, branch, after) if each.seq <= end]
            if not some:
                break
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


def refold_here(session: Session) -> None:
    """Apply every event that a hub holds to its own tables, which were emptied; what it has put
    aside stays so."""
    for branch in store.all_branches(session):
        if branch.branch == MAIN:
            aside = {
                each.seq
                for each in store.aside_of(session, branch.site)
                if each.epoch == branch.epoch
            }
            after = 0
            while some := store.events_after(session, branch, after):
                after = some[-1].seq
                apply_held(session, branch, [e for e in some if e.seq not in aside], APPLY)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A branch to be walked, and up to where its events are counted."""

    branch: Branch
    counted: Head

    @property
    def journal(self) -> Journal:
        return self.branch.site, self.branch.epoch

    def begin(self, bases: dict[Base, bytes], gaps: Mapping[int, bytes]) -> bytes:
        """The hash before its first event."""
        branch = self.branch
        if branch.branch == MAIN:
            bases[(*self.journal, MAIN, 0)] = sha256(branch.signed_record).digest()
        base = bases.get((*self.journal, branch.parent, branch.base_seq))
        return base or gaps.get(branch.base_seq, b"")


def _verify_branch(
    session: Session, walk: _Walk, trust: TrustList, proof: HeldProof, bases: dict[Base, bytes]
) -> None:
    """``bases`` are the places where branches part, to be filled in: a branch parts from one that
    comes before it."""
    branch, journal = walk.branch, walk.journal
    name, gaps = f"{branch.site}.{branch.epoch}/{branch.branch}", store.gap_ends(session, branch)
    seq, head = branch.base_seq, walk.begin(bases, gaps)
    for stored in store.all_events(session, branch):
        if stored.seq != seq + 1:
            head = gaps.get(stored.seq - 1, b"")
        if chain_hash(head, stored.bytes) != stored.hash:
            proof.flaws.append(f"{name}: event {stored.seq} does not link")
        seq, head = stored.seq, stored.hash
        if (*journal, branch.branch, seq) in bases:
            bases[(*journal, branch.branch, seq)] = head
        proof.events += seq <= walk.counted.seq
        if seq == walk.counted.seq and head != walk.counted.hash:
            proof.flaws.append(f"{name}: event {seq} is another than was proved before")
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
