"""The site's end of the wire: what it gives up to the hub, and what it believes of its answers.

No network here. Whoever carries (a process of this machine, a stick) asks these, in one
transaction each; only what the hub has signed moves what the screens show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.journal import store as journal
from service.journal.restore_proof import RestoreProof, head_proof, is_restore_proof
from service.journal.store import Head, StoredEvent
from service.kit import canonical_json
from service.kit.clock import Clock
from service.kit.cose import Flaw, from_text
from service.session import Session
from service.sites.anchor import Anchor
from service.sites.identity import SiteIdentity
from service.sites.keys import key_id, public_key
from service.sites.load_trust import load_trust
from service.sites.records import (
    SITE_RECORD_PREFIX,
    KeyRole,
    SiteRecord,
    SiteRole,
    is_valid_at,
    open_site_record,
)
from service.sites.store import last_standing
from service.sync import store
from service.sync.journal_batch import (
    LARGEST_BATCH_BYTES,
    MOST_EVENTS,
    JournalBatch,
    sign_end,
    write_batch,
)
from service.sync.messages import HelloBody, Mark, open_mark, open_time
from service.vocabulary import HUB, Epoch


class Heard(StrEnum):
    """What became of something that the hub is said to have signed."""

    BELIEVED = "believed"
    NOT_THE_HUB = "not_the_hub"
    NOT_OURS = "not_ours"
    RESTORED = "restored_by_proof"


@dataclass(frozen=True, slots=True)
class SiteEnd:
    """What the site's end of the wire needs; put together by whoever opened the site.
    ``anchored`` is the newest end that has its anchor, ``None`` while the site writes nothing."""

    identity: SiteIdentity
    clock: Clock
    anchored: Callable[[], Anchor | None]
    proof: RestoreProof
    raise_floor: Callable[[int], None]

    def act_on(self, hearing: Hearing) -> None:
        """What does not need the database: the hub's time is a floor, and a proof that this is an
        old copy stops it."""
        self.raise_floor(hearing.at_ms)
        if hearing.proof is not None:
            self.proof.stop(hearing.proof)


@dataclass(frozen=True, slots=True)
class OwnJournal:
    """One own epoch: where it ends here, and up to where the hub has signed for it."""

    epoch: Epoch
    head: Head
    stored: int


def own_journals(session: Session, end: SiteEnd) -> list[OwnJournal]:
    """Every epoch of this site, earlier ones first; of the present one what is anchored."""
    marks = {each.epoch: each.stored_seq for each in store.all_marks(session)}
    epochs = [*journal.signed_records(session), end.identity.epoch]
    earlier = sorted({each for each in epochs if each != end.identity.epoch})
    return [
        OwnJournal(epoch, _end_of(session, end, epoch), marks.get(epoch, 0))
        for epoch in (*earlier, end.identity.epoch)
    ]


def end_of_own(session: Session, end: SiteEnd) -> Head:
    """Where the present epoch ends here: what is anchored."""
    return _end_of(session, end, end.identity.epoch)


def cut_batch(
    session: Session, end: SiteEnd, epoch: Epoch, *, after: int, most: int
) -> bytes | None:
    """The next batch of an epoch above ``after``: at most ``most`` events and 256 KiB, cut between
    acts, never above the anchor; ``None`` where there is nothing to send."""
    head = _end_of(session, end, epoch)
    is_present = epoch == end.identity.epoch  # an earlier one ends where its key once signed
    most = min(most, MOST_EVENTS) if is_present else MOST_EVENTS
    rows = _rows(session, epoch, after, upto=head.seq, most=most)
    while rows:
        batch = _batch(session, end, epoch, rows)
        data = write_batch(batch)
        if len(data) <= LARGEST_BATCH_BYTES or len(rows) == 1:
            return data
        rows = _between_acts(rows[: len(rows) // 2 + 1])
    return None


def common_head(session: Session, epoch: Epoch, known: Iterable[Head]) -> int:
    """The last place of a chain that the hub names and this journal has too; 0 if none."""
    ours = (each.seq for each in known if journal.hash_at(session, epoch, each.seq) == each.hash)
    return max(ours, default=0)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a site makes of the hub's words: whether to believe them, the hub's time if it told it,
    the marks to keep, and the proof that this machine is an old copy, if there is one."""

    heard: Heard
    at_ms: int = 0
    marks: tuple[store.KeptMark, ...] = ()
    proof: str | None = None


def judge_hello(session: Session, end: SiteEnd, hello: HelloBody, nonce: str) -> Hearing:
    """Judge a greeting: the hub's time, and how far it holds each own epoch.

    A head of ours that the hub holds and we do not have shows that we are an old copy of us.
    """
    keys = _hub_keys(session, end, hello.record)
    at_ms = open_time(hello.time, nonce, keys)
    if isinstance(at_ms, Flaw):
        return Hearing(Heard.NOT_THE_HUB)
    told = [judge_mark(session, end, hello.record, mark) for mark in hello.marks.values()]
    for each in told:
        if each.heard is not Heard.BELIEVED:
            return each
    marks = tuple(mark for each in told for mark in each.marks)
    own = hello.ends.get(end.identity.epoch)
    proof = head_proof(own.point(end.identity.epoch)) if own else ""
    if own and is_restore_proof(session, proof, end.identity):
        return Hearing(Heard.RESTORED, at_ms, marks, proof)
    return Hearing(Heard.BELIEVED, at_ms, marks)


def judge_mark(session: Session, end: SiteEnd, record: str, text: str) -> Hearing:
    """Judge a mark: signed by the hub of this ``record``, for this site; to be kept, unless a newer
    one is."""
    mark = open_mark(text, _hub_keys(session, end, record))
    if isinstance(mark, Flaw):
        return Hearing(Heard.NOT_THE_HUB)
    if mark.site != end.identity.site:
        return Hearing(Heard.NOT_OURS)
    known = store.find_mark(session, mark.epoch)
    is_newer = known is None or known.signed_ms <= mark.at_ms
    return Hearing(Heard.BELIEVED, marks=(_row(mark, text),) if is_newer else ())


def keep_marks(session: Session, hearing: Hearing) -> None:
    """Keep what was judged, for the screens and for pruning."""
    for mark in hearing.marks:
        store.put_mark(session, mark)


def note_try(session: Session, outcome: str, *, reached: bool, at_ms: int) -> None:
    """Note when the hub was tried and what came of it; when it was reached last stays known."""
    before = store.last_try(session)
    reached_ms = at_ms if reached else before.reached_ms if before else None
    store.put_try(session, store.KeptTry(at_ms, outcome, reached_ms))


def _row(mark: Mark, text: str) -> store.KeptMark:
    return store.KeptMark(
        mark.epoch,
        text,
        stored_seq=mark.stored.seq,
        durable_seq=mark.durable.seq,
        confirmed=mark.confirmed,
        aside=mark.aside,
        signed_ms=mark.at_ms,
    )


def _end_of(session: Session, end: SiteEnd, epoch: Epoch) -> Head:
    anchored = end.anchored()
    if anchored is not None and anchored.epoch == epoch:
        return Head(anchored.seq, anchored.head)
    return journal.head_of(session, epoch, b"")


def _rows(session: Session, epoch: Epoch, after: int, *, upto: int, most: int) -> list[StoredEvent]:
    """Events above ``after``, and one more, to see whether the last act goes on."""
    coming = journal.events_after(session, epoch, after, page_size=most + 1)
    rows = [each for each in islice(coming, most + 1) if each.seq <= upto]
    return _between_acts(rows) if len(rows) > most else rows


def _between_acts(rows: Sequence[StoredEvent]) -> list[StoredEvent]:
    """The rows without the last one and the act that it belongs to, unless nothing would be left:
    an act larger than a batch is cut where it has to be."""
    cut = len(rows) - 1
    while cut > 0 and _goes_on(rows[cut]):
        cut -= 1
    return list(rows[: cut or len(rows) - 1])


def _goes_on(stored: StoredEvent) -> bool:
    """Whether an event belongs to the act of the one before it."""
    return bool(canonical_json.decode(stored.bytes)["refs"])


def _batch(
    session: Session, end: SiteEnd, epoch: Epoch, rows: Sequence[StoredEvent]
) -> JournalBatch:
    """A batch of these rows. Of the present epoch its end is signed for it; of an earlier one,
    whose key is put aside, it ends where that one signed."""
    first, last = rows[0], rows[-1]
    record = journal.signed_records(session).get(epoch) if first.seq == 1 else None
    if epoch == end.identity.epoch:
        point = sign_end(
            end.identity.site,
            epoch,
            Head(last.seq, last.hash),
            signer=end.identity.keys.signer,
            at_ms=end.clock.now().at_ms,
        )
        return JournalBatch(tuple(each.bytes for each in rows), point, record)
    signed = journal.checkpoint_between(session, epoch, first.seq, last.seq)
    if signed is None:
        raise LookupError(f"no signed head of {epoch} between {first.seq} and {last.seq}")
    events = tuple(each.bytes for each in rows if each.seq <= signed.seq)
    return JournalBatch(events, signed, record)


def _hub_keys(
    session: Session, end: SiteEnd, said: str
) -> Callable[[bytes], Iterable[Ed25519PublicKey]]:
    """The key of the hub's record, if the authority signed that and it holds now; or none."""
    record = _hub_record(session, end, said)
    if record is None:
        return lambda kid: []
    return lambda kid: [public_key(record.signing)] if kid == key_id(record.signing) else []


def _hub_record(session: Session, end: SiteEnd, said: str) -> SiteRecord | None:
    message: Any = from_text(SITE_RECORD_PREFIX, said)
    now_ms = end.clock.now().at_ms
    trust = load_trust(session, end.identity.trust, at_ms=now_ms)
    if isinstance(message, Flaw):
        return None
    record = open_site_record(message, partial(trust.keys_ever, KeyRole.RECORDS))
    if isinstance(record, Flaw) or record.site != HUB or SiteRole.HUB not in record.roles:
        return None
    is_taken_back = last_standing(session, HUB, record.epoch) is not None
    return record if is_valid_at(record, now_ms) and not is_taken_back else None
