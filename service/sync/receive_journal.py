"""The hub takes a batch of a site's journal in: proved, linked, stored as written, then applied.

Nobody's order of arrival matters and nothing is taken twice. What contradicts what is held, though
the same key signed both, is a fork: it is kept whole under its own branch and never applied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from service.journal.apply import Appliers
from service.journal.sign_checkpoint import KEPT_EVERY
from service.journal.store import Head, StoredEvent
from service.kit.cose import Flaw
from service.session import Session
from service.sites.records import KeyRole, SiteRecord, open_site_record
from service.sites.trust_list import TrustList
from service.sync import held_store as store
from service.sync.apply_held import apply_held, retry_aside
from service.sync.held_store import MAIN, Branch
from service.sync.journal_batch import (
    MOST_EVENTS,
    BatchFlaw,
    JournalBatch,
    chain_from,
    is_genuine,
)
from service.vocabulary import Epoch, SiteNo

KNOWN_TOLD: Final = 24
"""Places told to whom a batch does not link: they reach back over sixteen million events."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose journal it is, by whose word, and when it came (ms, UTC)."""

    site: SiteNo
    epoch: Epoch
    trust: TrustList
    at_ms: int


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A genuine batch that continues nothing that is held; where the hub's chain stands."""

    known: tuple[Head, ...]


def receive_journal(
    session: Session, batch: JournalBatch, sender: Sender, appliers: Appliers
) -> Branch | Unlinked | BatchFlaw:
    """Take ``batch`` in; the branch that it now is part of.

    Refuses with ``BatchFlaw.NOT_GENUINE`` what no key of that epoch has signed as it came.
    Repeating a batch changes nothing (docs/protocol.md, The wire).
    """
    session.lock(f"journals of {sender.site}")
    record = _signer(batch, sender)
    if record is None:
        return BatchFlaw.NOT_GENUINE
    held = store.branches(session, sender.site, sender.epoch) or _begun(batch, sender, record)
    linked = _link(session, batch, held)
    if linked is not None:
        branch = _go_on(session, batch, linked, held)
    elif batch.base and _leaves_gap(batch, held, sender.site, record):
        branch = _go_over_gap(session, batch, held)
    else:
        return Unlinked(_known(session, held))
    return _finish(session, batch, branch, sender, appliers)


@dataclass(frozen=True, slots=True)
class _Link:
    """A branch that a batch continues: its hashes, and from which seq on they are other ones."""

    branch: Branch
    hashes: list[bytes]
    parts_at: int | None


def _signer(batch: JournalBatch, sender: Sender) -> SiteRecord | None:
    """The record of the key that signed the end of the batch; also one that has ended since: what
    an old key signed is history, and history may always come."""
    for record in sender.trust.records_of(bytes.fromhex(sender.epoch)):
        if record.site == sender.site and is_genuine(batch.end, sender.site, record.signing):
            return record
    return None


def _begun(batch: JournalBatch, sender: Sender, record: SiteRecord) -> list[Branch]:
    """An empty journal of which this is the first batch, from the record that comes with it."""
    said = batch.record if _is_first_record(batch.record, sender, record) else None
    genesis = sha256(said).digest() if said else b""
    return [
        Branch(
            sender.site,
            sender.epoch,
            MAIN,
            parent=MAIN,
            base_seq=0,
            signed_record=said or b"",
            stored_seq=0,
            stored_head=genesis,
            durable_seq=0,
            durable_head=genesis,
            applied_seq=0,
            heard_ms=sender.at_ms,
        )
    ]


def _is_first_record(message: bytes | None, sender: Sender, record: SiteRecord) -> bool:
    if message is None:
        return False
    said = open_site_record(message, lambda kid: sender.trust.keys_ever(KeyRole.RECORDS, kid))
    return not isinstance(said, Flaw) and (said.site, said.signing) == (
        sender.site,
        record.signing,
    )


def _link(session: Session, batch: JournalBatch, held: Sequence[Branch]) -> _Link | None:
    """The branch that goes furthest with the batch, if it continues any."""
    links = [each for each in (_link_to(session, batch, b, held) for b in held) if each]
    whole = [each for each in links if each.parts_at is None]
    return max(
        whole or links,
        key=lambda link: (link.parts_at or 0, link.branch.stored_seq, -link.branch.branch),
        default=None,
    )


def _link_to(
    session: Session, batch: JournalBatch, branch: Branch, held: Sequence[Branch]
) -> _Link | None:
    last = min(batch.end.seq, branch.stored_seq)
    ours = hashes_along(session, branch, held, first=batch.first - 1, last=last)
    before = ours.get(batch.first - 1)
    if before is None:
        return None
    hashes = chain_from(before, batch.events)
    if hashes[-1] != batch.end.head:
        return None
    theirs = zip(range(batch.first, last + 1), hashes, strict=False)
    parts_at = next((seq for seq, each in theirs if ours.get(seq, each) != each), None)
    return _Link(branch, hashes, parts_at)


def hashes_along(
    session: Session, branch: Branch, held: Sequence[Branch], *, first: int, last: int
) -> dict[int, bytes]:
    """The chain's hashes from ``first`` to ``last`` as a branch sees them, those of the branches
    it parted from included; seq 0 is the record's."""
    found: dict[int, bytes] = {}
    while True:
        found |= store.hashes(session, branch, first=max(first, branch.base_seq + 1), last=last)
        if branch.branch == MAIN:
            break
        last = min(last, branch.base_seq)
        branch = next(each for each in held if each.branch == branch.parent)
    ends = store.gap_ends(session, branch)
    found |= {seq: each for seq, each in ends.items() if first <= seq <= last}
    if first <= 0 and branch.signed_record:
        found[0] = sha256(branch.signed_record).digest()
    return found


def _go_on(session: Session, batch: JournalBatch, link: _Link, held: Sequence[Branch]) -> Branch:
    branch, after = link.branch, link.branch.stored_seq
    if link.parts_at is not None:
        after = link.parts_at - 1
        number = max(each.branch for each in held) + 1
        branch = branch._replace(branch=number, parent=branch.branch, base_seq=after)
        branch = branch._replace(durable_seq=0, durable_head=b"", applied_seq=0)
    return _append(session, batch, branch, link.hashes, after=after)


def _leaves_gap(
    batch: JournalBatch, held: Sequence[Branch], site: SiteNo, record: SiteRecord
) -> bool:
    """Whether a batch goes on above what the site had pruned, from a head that it signs."""
    base = batch.base
    return (
        base is not None
        and base.seq == batch.first - 1
        and base.seq > held[0].stored_seq
        and is_genuine(base, site, record.signing)
        and chain_from(base.head, batch.events)[-1] == batch.end.head
    )


def _go_over_gap(session: Session, batch: JournalBatch, held: Sequence[Branch]) -> Branch:
    assert batch.base is not None, "_leaves_gap has seen it"
    main, base = held[0], batch.base
    first = main.stored_seq + 1
    store.put_gap(session, main, first=first, last=base.seq, head=base.head)
    hashes = chain_from(base.head, batch.events)
    return _append(session, batch, main, hashes, after=base.seq)


def _append(
    session: Session, batch: JournalBatch, branch: Branch, hashes: list[bytes], *, after: int
) -> Branch:
    """Store what is new of the batch above ``after``, and its signed end."""
    rows = [
        StoredEvent(branch.epoch, seq, linked, written)
        for seq, linked, written in zip(
            range(batch.first, batch.end.seq + 1), hashes, batch.events, strict=True
        )
        if seq > after
    ]
    if not rows:
        return branch
    store.add_events(session, branch, rows)
    _thin_points(session, branch, batch.end.seq)
    store.put_point(session, branch, batch.end)
    return branch._replace(stored_seq=batch.end.seq, stored_head=batch.end.head)


def _thin_points(session: Session, branch: Branch, end: int) -> None:
    """Let the newest signed head go for one at ``end``, if it is of the same hundred; but from
    each head that is kept to the next is never more than one batch can carry back."""
    points = store.newest_points(session, branch)
    before = points[1].seq if len(points) == 2 else branch.base_seq
    is_of_same = bool(points) and points[0].seq // KEPT_EVERY == end // KEPT_EVERY
    if is_of_same and end - before <= MOST_EVENTS:
        store.drop_point(session, branch, points[0].seq)


def _finish(
    session: Session, batch: JournalBatch, branch: Branch, sender: Sender, appliers: Appliers
) -> Branch:
    """Apply what a main branch has gained, and note where the branch now ends."""
    branch = branch._replace(heard_ms=sender.at_ms)
    if branch.branch == MAIN:
        while some := store.events_after(session, branch, branch.applied_seq):
            apply_held(session, branch, some, appliers)
            branch = branch._replace(applied_seq=some[-1].seq)
    store.put_branch(session, branch)
    if branch.branch == MAIN:
        retry_aside(session, sender.site, appliers)
    return branch


def _known(session: Session, held: Sequence[Branch]) -> tuple[Head, ...]:
    """Places of the main chain: its end, and back from there in steps that double."""
    main = held[0]
    back = (main.stored_seq - (2**step - 1) for step in range(KNOWN_TOLD))
    seqs = [seq for seq in back if seq >= 0]
    found = [hashes_along(session, main, held, first=seq, last=seq).get(seq) for seq in seqs]
    return tuple(Head(seq, each) for seq, each in zip(seqs, found, strict=True) if each)
