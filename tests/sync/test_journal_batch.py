"""A batch carries events as they were written, or is no batch at all."""

import gzip
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.journal.event import Event, EventName
from service.journal.store import Head
from service.kit.clock import Moment, Trust
from service.sites.keys import Signer, epoch_of
from service.sync.journal_batch import (
    LARGEST_BATCH_BYTES,
    MOST_EVENTS,
    BatchFlaw,
    JournalBatch,
    chain_from,
    is_genuine,
    read_batch,
    sign_end,
    write_batch,
)
from tests.places import DONGXING, NOW_MS, repeatable

SITE = Signer.make(repeatable("site"))
EPOCH = epoch_of(SITE.public)
GENESIS = bytes(range(32))


def event(seq: int, text: str = "") -> bytes:
    name = EventName(DONGXING, EPOCH, seq)
    moment = Moment(NOW_MS, Trust.SYNCED)
    data = {"lane": text, "number": seq}
    return Event("turn.taken", 1, name, moment, None, None, None, None, (), {}, data).to_bytes()


def batch_of(count: int, *, first: int = 1, text: str = "") -> JournalBatch:
    events = tuple(event(seq, text) for seq in range(first, first + count))
    head = Head(first + count - 1, chain_from(GENESIS, events)[-1])
    return JournalBatch(events, sign_end(DONGXING, EPOCH, head, signer=SITE, at_ms=NOW_MS))


def read(data: bytes) -> JournalBatch | BatchFlaw:
    return read_batch(data, DONGXING, EPOCH)


def test_a_batch_is_read_as_it_was_written() -> None:
    batch = batch_of(3, first=7)
    assert read(write_batch(batch)) == batch
    assert batch.first == 7


def test_record_and_base_travel_along() -> None:
    base = sign_end(DONGXING, EPOCH, Head(6, GENESIS), signer=SITE, at_ms=NOW_MS)
    batch = replace(batch_of(3, first=7), record=b"a signed record", base=base)
    assert read(write_batch(batch)) == batch


def test_its_end_is_signed_by_the_key_of_its_epoch() -> None:
    end = batch_of(3).end
    assert is_genuine(end, DONGXING, SITE.public)
    other = end._replace(head=GENESIS)
    assert not is_genuine(other, DONGXING, SITE.public)
    assert not is_genuine(end, DONGXING, Signer.make(repeatable("another")).public)


def test_a_batch_of_another_journal_is_unreadable() -> None:
    data = write_batch(batch_of(3))
    assert read_batch(data, DONGXING, epoch_of(bytes(32))) is BatchFlaw.UNREADABLE


def test_events_that_are_not_in_a_row_are_unreadable() -> None:
    batch = batch_of(3)
    shuffled = (batch.events[1], batch.events[0], batch.events[2])
    assert read(write_batch(replace(batch, events=shuffled))) is BatchFlaw.UNREADABLE


@pytest.mark.parametrize("count", [0, MOST_EVENTS + 1])
def test_a_batch_has_one_to_five_hundred_events(count: int) -> None:
    full = batch_of(max(count, 1))
    sent = write_batch(replace(full, events=full.events[:count]))
    assert read(sent) is BatchFlaw.UNREADABLE


def test_a_few_bytes_that_unfold_to_many_are_refused() -> None:
    bomb = gzip.compress(b"\n" * (64 * 1024 * 1024), mtime=0)
    assert len(bomb) < LARGEST_BATCH_BYTES
    assert read(bomb) is BatchFlaw.TOO_LARGE
    assert read(bytes(2 * LARGEST_BATCH_BYTES)) is BatchFlaw.TOO_LARGE


def test_two_batches_in_one_body_are_unreadable() -> None:
    data = write_batch(batch_of(2))
    assert read(data + data) is BatchFlaw.UNREADABLE


WHOLE = write_batch(batch_of(20))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_truncated_batch_is_unreadable(length: int) -> None:
    assert read(WHOLE[:length]) is BatchFlaw.UNREADABLE


@given(st.integers(0, len(WHOLE) * 8 - 1))
def test_a_flipped_bit_never_gives_another_batch(bit: int) -> None:
    flipped = bytearray(WHOLE)
    flipped[bit // 8] ^= 1 << bit % 8
    got = read(bytes(flipped))
    assert got == read(WHOLE) or isinstance(got, BatchFlaw)


@given(st.binary(max_size=300))
def test_any_other_bytes_are_unreadable(data: bytes) -> None:
    assert isinstance(read(data), BatchFlaw)
    assert isinstance(read(gzip.compress(data, mtime=0)), BatchFlaw)
