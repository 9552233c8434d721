"""The chain's head is signed with every commit, and older signatures are thinned."""

from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.journal import store
from service.journal.act import Act
from service.journal.sign_checkpoint import KEPT_EVERY, checkpoint_bytes
from tests.builders import Place

TICKET = {"lane": "help", "number": 1}


def checkpoints(place: Place) -> list[store.Checkpoint]:
    return place.read(store.all_checkpoints)


def take_tickets(act: Act, first: int, count: int) -> None:
    for number in range(first, first + count):
        act.record("turn.taken", {"lane": "help", "number": number})


def last_seq(place: Place) -> int:
    return place.events()[-1].name.seq


def test_the_newest_checkpoint_signs_the_head(place: Place) -> None:
    newest = checkpoints(place)[-1]
    assert newest.seq == last_seq(place)
    public = Ed25519PublicKey.from_public_bytes(place.desk.identity.keys.signer.public)
    journal = place.desk.journal
    at_ms = place.machine.wall_ms
    public.verify(
        newest.signature,
        checkpoint_bytes(journal.site, journal.epoch, newest.seq, newest.head, at_ms),
    )


def test_the_newest_replaces_the_one_before(place: Place) -> None:
    before = checkpoints(place)
    place.do(lambda act: act.record("turn.taken", TICKET))
    after = checkpoints(place)
    assert (len(before), len(after)) == (1, 1)
    assert after[0].seq == before[0].seq + 1


def test_of_older_ones_one_for_every_hundred_events_stays(place: Place) -> None:
    for first in range(1, 300, 30):
        place.do(partial(take_tickets, first=first, count=30))
    seqs = [each.seq for each in checkpoints(place)]
    assert seqs[-1] == last_seq(place) > 3 * KEPT_EVERY
    assert [seq // KEPT_EVERY for seq in seqs] == [0, 1, 2, 3]


def test_a_commit_that_records_nothing_signs_nothing(place: Place) -> None:
    before = checkpoints(place)[-1].signature
    place.machine.wait(60)
    place.do(lambda act: None)
    assert checkpoints(place)[-1].signature == before
