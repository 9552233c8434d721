"""A run of journal events as it goes up: the bytes as written, and the signed head after the last.

gzip of lines. Each line but the last is one event, exactly as the journal holds it (canonical JSON
has no line breaks); the last tells the end. Bundles carry the same bytes.
"""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any, Final

from service.journal.event import Event, EventName, chain_hash
from service.journal.events import MAX_EVENT_BYTES
from service.journal.sign_checkpoint import checkpoint_bytes
from service.journal.store import Checkpoint, Head
from service.kit import canonical_json
from service.kit.cose import Flaw, from_text, to_text
from service.sites.keys import Signer, is_signed_by
from service.sites.records import SITE_RECORD_PREFIX
from service.vocabulary import Epoch, SiteNo

MOST_EVENTS: Final = 500
LARGEST_BATCH_BYTES: Final = 256 * 1024
"""Compressed. A single event beyond it still goes, alone: none is above 32 KiB."""

_LARGEST_UNPACKED: Final = MOST_EVENTS * (MAX_EVENT_BYTES + 1) + 16 * 1024


class BatchFlaw(StrEnum):
    """Why bytes are no batch of this journal; nothing of them is kept."""

    TOO_LARGE = "batch_too_large"
    UNREADABLE = "batch_unreadable"
    NOT_GENUINE = "batch_not_genuine"


@dataclass(frozen=True, slots=True)
class JournalBatch:
    """Events in a row, the last of them at ``end.seq``.

    ``record`` is the signed site record that the chain begins from, told with event 1. ``base``
    is the signed head before the first event, told where what lies below was pruned.
    """

    events: tuple[bytes, ...]
    end: Checkpoint
    record: bytes | None = None
    base: Checkpoint | None = None

    @property
    def first(self) -> int:
        return self.end.seq - len(self.events) + 1


def write_batch(batch: JournalBatch) -> bytes:
    """The batch as sent. The same batch gives the same bytes."""
    trailer = {
        "base": _tell(batch.base) if batch.base else None,
        "end": _tell(batch.end),
        "record": to_text(SITE_RECORD_PREFIX, batch.record) if batch.record else None,
    }
    lines = (*batch.events, canonical_json.encode(trailer))
    return gzip.compress(b"".join(line + b"\n" for line in lines), mtime=0)


def read_batch(data: bytes, site: SiteNo, epoch: Epoch) -> JournalBatch | BatchFlaw:
    """Read a batch of that journal: whole, and every line the event its place says.

    Whether it is signed and links, ``is_genuine`` and the receiver's own chain tell.
    """
    unpacked = _unpack(data)
    if isinstance(unpacked, BatchFlaw):
        return unpacked
    *events, last = unpacked.split(b"\n")[:-1] or [b""]
    try:
        batch = _put_together(tuple(events), canonical_json.decode(last), epoch)
        names = [Event.from_bytes(each).name for each in events]
    except (ValueError, KeyError, TypeError):
        return BatchFlaw.UNREADABLE
    if not 1 <= len(events) <= MOST_EVENTS or batch.first < 1:
        return BatchFlaw.UNREADABLE
    if names != [EventName(site, epoch, seq) for seq in range(batch.first, batch.end.seq + 1)]:
        return BatchFlaw.UNREADABLE
    return batch


def chain_from(before: bytes, events: Sequence[bytes]) -> list[bytes]:
    """The chain's hash after each event, from the hash before the first."""
    return list(accumulate(events, chain_hash, initial=before))[1:]


def is_genuine(point: Checkpoint, site: SiteNo, signing: bytes) -> bool:
    """Whether the key of these 32 bytes signed that head of its epoch."""
    signed = checkpoint_bytes(site, point.epoch, point.seq, point.head, point.at_ms)
    return is_signed_by(signing, signed, point.signature)


def sign_end(site: SiteNo, epoch: Epoch, head: Head, *, signer: Signer, at_ms: int) -> Checkpoint:
    """A checkpoint for the end of a batch, which is seldom where the journal keeps one."""
    signed = checkpoint_bytes(site, epoch, head.seq, head.hash, at_ms)
    return Checkpoint(epoch, head.seq, head.hash, at_ms, signer.key.sign(signed))


def _unpack(data: bytes) -> bytes | BatchFlaw:
    """Never more than a batch may be, whatever a few bytes claim to unfold to."""
    if len(data) > LARGEST_BATCH_BYTES + MAX_EVENT_BYTES:
        return BatchFlaw.TOO_LARGE
    reader = zlib.decompressobj(wbits=31)
    try:
        unpacked = reader.decompress(data, _LARGEST_UNPACKED)
    except zlib.error:
        return BatchFlaw.UNREADABLE
    if reader.unconsumed_tail:
        return BatchFlaw.TOO_LARGE
    is_whole = reader.eof and not reader.unused_data and unpacked.endswith(b"\n")
    return unpacked if is_whole else BatchFlaw.UNREADABLE


def _tell(point: Checkpoint) -> dict[str, Any]:
    return {
        "at": point.at_ms,
        "head": point.head.hex(),
        "seq": point.seq,
        "signature": point.signature.hex(),
    }


def _put_together(events: tuple[bytes, ...], told: dict[str, Any], epoch: Epoch) -> JournalBatch:
    record = from_text(SITE_RECORD_PREFIX, told["record"]) if told["record"] else None
    if isinstance(record, Flaw):
        raise ValueError("a batch whose record is none")
    base = _read_point(told["base"], epoch) if told["base"] else None
    return JournalBatch(events, _read_point(told["end"], epoch), record, base)


def _read_point(told: dict[str, Any], epoch: Epoch) -> Checkpoint:
    seq, at_ms = told["seq"], told["at"]
    if not isinstance(seq, int) or not isinstance(at_ms, int):
        raise TypeError("a checkpoint without seq or time")
    head, signature = (bytes.fromhex(told[name]) for name in ("head", "signature"))
    return Checkpoint(epoch, seq, head, at_ms, signature)
