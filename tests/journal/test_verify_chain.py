"""A journal is proved from its raw bytes, and each kind of damage is named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, update

from service.console.verify_site import SiteProof, verify_site
from service.journal import store
from service.journal.event import EventName, chain_hash
from service.journal.store import StoredEvent
from service.journal.tables import JournalCheckpoint, JournalEvent
from service.session import Session, columns_of, prepared
from service.vocabulary import Epoch
from tests.builders import Place

_EVENT = columns_of(JournalEvent)
_POINT = columns_of(JournalCheckpoint)
_AT = _EVENT.seq == bindparam("which")
SET_BYTES = prepared(update(JournalEvent).where(_AT).values(bytes=bindparam("its_bytes")))
SET_HASH = prepared(update(JournalEvent).where(_AT).values(hash=bindparam("its_hash")))
SET_SEQ = prepared(update(JournalEvent).where(_AT).values(seq=bindparam("its_seq")))
DROP_ALL = prepared(delete(JournalEvent))
DROP = prepared(delete(JournalEvent).where(_AT))
SET_SIGNATURE = prepared(update(JournalCheckpoint).values(signature=bindparam("its_signature")))
SET_HEAD = prepared(update(JournalCheckpoint).values(head=bindparam("its_head")))
DROP_CHECKPOINTS = prepared(delete(JournalCheckpoint))


@pytest.fixture
def journal(place: Place) -> Place:
    """A site with some tickets in its journal after the founding."""
    for number in range(1, 4):
        take(place, number)
    return place


def take(place: Place, number: int) -> None:
    place.do(lambda act: act.record("turn.taken", {"lane": "help", "number": number}))


def damage(place: Place, work: Callable[[Session], Any]) -> list[str]:
    """What verifying says after somebody had the disk in hand."""
    database = place.desk.database
    database.group.before_commit = lambda session: None  # a thief signs no checkpoint
    place.runner.run(database.write(work))
    return prove(place).chain.flaws


def prove(place: Place) -> SiteProof:
    identity = place.desk.identity
    return place.read(lambda session: verify_site(session, identity, rebuild=False))


def last(place: Place) -> int:
    return place.events()[-1].name.seq


def name(place: Place, seq: int) -> str:
    journal = place.desk.journal
    return f"{journal.site}.{journal.epoch}.{seq}"


def test_a_sound_journal_holds(journal: Place) -> None:
    proof = prove(journal)
    assert proof.holds and proof.chain.flaws == []
    assert (proof.chain.events, proof.chain.checkpoints) == (last(journal), 1)


def test_a_journal_without_events_holds(closed_place: Place) -> None:
    damage(closed_place, lambda session: session.run(DROP_CHECKPOINTS))
    assert damage(closed_place, lambda session: session.run(DROP_ALL)) == []


def test_a_flipped_bit_is_found(journal: Place) -> None:
    written = bytearray(journal.events()[3].to_bytes())
    written[40] ^= 1
    flaws = damage(journal, lambda s: s.run(SET_BYTES, which=4, its_bytes=bytes(written)))
    assert f"{name(journal, 4)}: does not link to the event before it" in flaws


def test_bytes_that_are_no_event_are_found(journal: Place) -> None:
    flaws = damage(journal, lambda s: s.run(SET_BYTES, which=4, its_bytes=b'{"a": 1}'))
    assert f"{name(journal, 4)}: its bytes are not an event in canonical form" in flaws


def test_a_missing_event_is_found(journal: Place) -> None:
    flaws = damage(journal, lambda session: session.run(DROP, which=4))
    assert f"{name(journal, 5)}: follows 3, so something between is missing" in flaws


def test_an_altered_hash_is_found_twice(journal: Place) -> None:
    flaws = damage(journal, lambda s: s.run(SET_HASH, which=4, its_hash=bytes(32)))
    assert flaws == [
        f"{name(journal, 4)}: does not link to the event before it",
        f"{name(journal, 5)}: does not link to the event before it",
    ]


def test_an_event_that_stands_under_another_number_is_found(journal: Place) -> None:
    end = last(journal)
    flaws = damage(journal, lambda s: s.run(SET_SEQ, which=end, its_seq=end + 1))
    assert f"{name(journal, end + 1)}: calls itself {name(journal, end)}" in flaws


def test_an_end_cut_off_is_found_since_its_head_was_signed(journal: Place) -> None:
    end = last(journal)
    flaws = damage(journal, lambda session: session.run(DROP, which=end))
    epoch = journal.desk.journal.epoch
    assert f"checkpoint {epoch}.{end}: signs a head that the journal does not have" in flaws
    assert f"epoch {epoch}: its last event {end - 1} is not signed" in flaws


def test_an_unsigned_end_is_found(journal: Place) -> None:
    flaws = damage(journal, lambda session: session.run(DROP_CHECKPOINTS))
    epoch = journal.desk.journal.epoch
    assert flaws == [f"epoch {epoch}: its last event {last(journal)} is not signed"]


@pytest.mark.parametrize("signature", [bytes(64), b"", b"short"])
def test_a_forged_checkpoint_is_found(journal: Place, signature: bytes) -> None:
    flaws = damage(journal, lambda s: s.run(SET_SIGNATURE, its_signature=signature))
    name = f"checkpoint {journal.desk.journal.epoch}.{last(journal)}"
    assert flaws == [f"{name}: its signature is not this site's"]


def test_a_checkpoint_over_another_head_is_found(journal: Place) -> None:
    flaws = damage(journal, lambda s: s.run(SET_HEAD, its_head=bytes(32)))
    assert len(flaws) == 2
    assert flaws[0].endswith("signs a head that the journal does not have")
    assert flaws[1].endswith("its signature is not this site's")


def test_a_history_of_a_key_that_is_not_the_sites_is_found(journal: Place) -> None:
    taken = journal.events()[-1]
    name = EventName(taken.name.site, Epoch("00000000"), 1)
    alien = replace(taken, name=name).to_bytes()
    stored = StoredEvent(name.epoch, 1, chain_hash(b"", alien), alien)
    flaws = damage(journal, lambda session: store.append(session, stored))
    assert flaws == ["epoch 00000000: its last event 1 is not signed"]
