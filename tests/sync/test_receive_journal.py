"""What the hub does with a batch: store it as it came, apply what applies, double nothing."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.feeds.archive import archive_of
from service.hub_status import HeldAsideBody, JournalBody
from service.journal.events import CATALOGUE
from service.journal.store import StoredEvent
from service.session import Session
from service.sync import apply_held, held_store
from service.sync.held_store import MAIN
from service.sync.journal_batch import JournalBatch, is_genuine, read_batch
from service.sync.messages import HeadBody
from tests.builders import City
from tests.hub_place import HubPlace
from tests.people import CHEN, DAWEI, LAN
from tests.places import NOW_MS
from tests.sync.teller import Teller


@pytest.fixture
def hezhou(city: City) -> Teller:
    return Teller.of(city.authority)


@pytest.fixture
def hub(city: City, hub_folder: Path, tmp_path: Path, hezhou: Teller) -> Iterator[HubPlace]:
    """The hub, which knows Hezhou's key."""
    shutil.copytree(hub_folder / "hub", tmp_path / "hub")
    shutil.copytree(city.folder / "authority", tmp_path / "authority")
    archive = archive_of(tmp_path / "authority", city.authority)
    archive.publish("sites", [hezhou.item], at_ms=NOW_MS)
    with HubPlace.opened(city, tmp_path) as opened:
        opened.bring(archive)
        yield opened


def journal(hub: HubPlace) -> JournalBody:
    [only] = hub.shows().journals
    return only


def aside(hub: HubPlace) -> list[HeldAsideBody]:
    return hub.shows().aside


def held(hub: HubPlace, teller: Teller, branch: int = MAIN) -> list[StoredEvent]:
    def query(session: Session) -> list[StoredEvent]:
        branches = held_store.branches(session, teller.site, teller.keys.epoch)
        return list(held_store.all_events(session, branches[branch]))

    return hub.read(query)


def crossings(hub: HubPlace) -> int:
    return sum(each.times for each in hub.shows().traffic)


def tickets(teller: Teller, count: int) -> None:
    for number in range(count):
        teller.tell("turn.taken", lane="help", number=number)


# --- Stored as written, once ---


def test_what_came_is_stored_to_the_byte_and_marked(hub: HubPlace, hezhou: Teller) -> None:
    tickets(hezhou, 3)
    said = hezhou.send(hub)
    assert said.status_code == 200
    assert said.json()["head"] == HeadBody.of(hezhou.head(3)).model_dump()
    assert [each.bytes for each in held(hub, hezhou)] == hezhou.events
    assert (journal(hub).stored, journal(hub).applied, journal(hub).durable) == (3, 3, 0)


def test_the_same_batch_twice_changes_nothing(hub: HubPlace, hezhou: Teller) -> None:
    hezhou.enters(CHEN.number)
    first, second = hezhou.send(hub), hezhou.send(hub)
    assert first.json()["head"] == second.json()["head"]
    assert (crossings(hub), journal(hub).forks) == (1, 0)


def test_a_batch_that_overlaps_adds_what_is_new(hub: HubPlace, hezhou: Teller) -> None:
    tickets(hezhou, 4)
    hezhou.send(hub)
    tickets(hezhou, 3)
    assert hezhou.send(hub, hezhou.batch(2)).status_code == 200
    assert [each.bytes for each in held(hub, hezhou)] == hezhou.events


def test_a_batch_ahead_of_its_time_is_told_where_the_chain_ends(
    hub: HubPlace, hezhou: Teller
) -> None:
    tickets(hezhou, 9)
    hezhou.send(hub, hezhou.batch(1, 3))
    said = hezhou.send(hub, hezhou.batch(6))
    assert (said.status_code, said.json()["code"]) == (409, "batch_unlinked")
    known = [HeadBody(**each).head for each in said.json()["known"]]
    assert known == [hezhou.head(seq) for seq in (3, 2, 0)]
    assert journal(hub).stored == 3


def test_a_journal_begins_from_the_record_that_the_authority_signed(
    hub: HubPlace, hezhou: Teller
) -> None:
    tickets(hezhou, 2)
    without = replace(hezhou.batch(), record=None)
    assert hezhou.send(hub, without).status_code == 409
    assert hub.shows().journals == []


# --- Signed, or nothing ---


def test_a_batch_whose_end_another_key_signed_is_refused(
    hub: HubPlace, hezhou: Teller, city: City
) -> None:
    tickets(hezhou, 2)
    stranger = Teller.of(city.authority, "stranger")
    end = replace(stranger, events=hezhou.events).batch().end
    said = hezhou.send(hub, replace(hezhou.batch(), end=end._replace(epoch=hezhou.keys.epoch)))
    assert (said.status_code, said.json()["code"]) == (422, "batch_not_genuine")


def test_an_event_that_was_altered_links_nowhere(hub: HubPlace, hezhou: Teller) -> None:
    tickets(hezhou, 3)
    batch = hezhou.batch()
    altered = batch.events[1].replace(b'"lane":"help"', b'"lane":"kelp"')
    said = hezhou.send(hub, replace(batch, events=(batch.events[0], altered, batch.events[2])))
    assert said.status_code == 409
    assert hub.shows().journals == []


# --- Forks and gaps ---


def test_a_fork_is_kept_whole_and_never_applied(hub: HubPlace, hezhou: Teller) -> None:
    hezhou.enters(CHEN.number)
    clone = hezhou.fork()
    hezhou.enters(DAWEI.number)
    clone.enters(LAN.number)
    hezhou.send(hub)
    said = clone.send(hub)
    assert (said.status_code, said.json()["branch"]) == (200, 1)
    assert [each.bytes for each in held(hub, hezhou)] == hezhou.events
    assert [each.bytes for each in held(hub, hezhou, branch=1)] == clone.events[1:]
    assert (journal(hub).forks, crossings(hub)) == (1, 2)


def test_a_fork_goes_on_as_the_same_fork(hub: HubPlace, hezhou: Teller) -> None:
    tickets(hezhou, 2)
    clone = hezhou.fork()
    tickets(hezhou, 2)
    clone.tell("turn.taken", lane="goods", number=1)
    hezhou.send(hub)
    clone.send(hub)
    clone.send(hub)
    clone.tell("turn.taken", lane="goods", number=2)
    assert clone.send(hub, clone.batch(4)).json()["branch"] == 1
    assert clone.send(hub, clone.batch(2)).json()["branch"] == 1
    assert [each.bytes for each in held(hub, hezhou, branch=1)] == clone.events[2:]
    assert journal(hub).forks == 1


def test_a_fork_of_a_fork_is_a_third_branch(hub: HubPlace, hezhou: Teller) -> None:
    tickets(hezhou, 2)
    clone = hezhou.fork()
    tickets(hezhou, 1)
    clone.tell("turn.taken", lane="goods", number=1)
    again = clone.fork()
    clone.tell("turn.taken", lane="goods", number=2)
    again.tell("turn.taken", lane="goods", number=3)
    branches = [each.send(hub).json()["branch"] for each in (hezhou, clone, again, clone, again)]
    assert branches == [0, 1, 2, 1, 2]
    assert [each.bytes for each in held(hub, hezhou, branch=2)] == again.events[3:]


def test_what_a_site_has_pruned_is_a_gap_with_a_name(hub: HubPlace, hezhou: Teller) -> None:
    tickets(hezhou, 9)
    hezhou.send(hub, hezhou.batch(1, 3))
    assert hezhou.send(hub, hezhou.pruned_batch(7)).status_code == 200
    [gap] = hub.shows().gaps
    assert (gap.first, gap.last, journal(hub).stored) == (4, 6, 9)
    assert hezhou.send(hub, hezhou.pruned_batch(7)).status_code == 200
    assert len(hub.shows().gaps) == 1


def test_a_gap_needs_a_head_that_the_site_has_signed(hub: HubPlace, hezhou: Teller) -> None:
    tickets(hezhou, 9)
    batch = hezhou.pruned_batch(7)
    assert batch.base is not None
    forged = replace(batch, base=batch.base._replace(at_ms=batch.base.at_ms + 1))
    assert hezhou.send(hub, forged).status_code == 409


# --- Stored is not applied ---


def test_the_poisoned_event_stands_alone_and_the_rest_flows(hub: HubPlace, hezhou: Teller) -> None:
    for person in (CHEN, DAWEI, LAN):
        hezhou.enters(person.number)
    poison = hezhou.tell("checkin.annulled", record="no name", reason="mistake")
    hezhou.enters(CHEN.number)
    said = hezhou.send(hub)
    assert [each["seq"] for each in said.json()["aside"]] == [poison.seq]
    assert [each.event for each in aside(hub)] == [str(poison)]
    assert (journal(hub).stored, journal(hub).applied, crossings(hub)) == (5, 5, 4)


def test_only_what_refers_to_it_waits(hub: HubPlace, hezhou: Teller) -> None:
    bad = hezhou.tell("checkin.annulled", record="no name", reason="mistake")
    waits = hezhou.enters(CHEN.number, refs=(str(bad),))
    hezhou.enters(DAWEI.number)
    hezhou.send(hub)
    found = {each.event: (each.reason, each.waits_for) for each in aside(hub)}
    assert found == {
        str(bad): ("does_not_apply", None),
        str(waits): ("waits", str(bad)),
    }
    assert crossings(hub) == 1


def test_an_unknown_type_is_stored_and_applied_after_the_upgrade(
    hub: HubPlace, hezhou: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = hezhou.enters(CHEN.number)
    with monkeypatch.context() as patch:
        without: dict[str, Any] = {**CATALOGUE}
        del without["checkin.entered"]
        patch.setattr(apply_held, "CATALOGUE", without)
        patch.setattr(apply_held, "__version__", "0.0.9")
        hezhou.send(hub)
        assert [(each.event, each.reason) for each in aside(hub)] == [
            (str(entered), "unknown_type")
        ]
    hub.restart()
    assert (aside(hub), crossings(hub)) == ([], 1)


def test_what_did_not_apply_is_tried_again_when_more_arrives(
    hub: HubPlace, hezhou: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = hezhou.enters(CHEN.number)
    hezhou.tell("checkin.annulled", record=str(entered), reason="mistake")
    with monkeypatch.context() as patch:
        patch.setattr("service.reconciliation.store.annul_crossing", lambda *a, **b: 0)
        hezhou.send(hub)
        assert len(aside(hub)) == 1
    tickets(hezhou, 1)
    hezhou.send(hub, hezhou.batch(3))
    assert (aside(hub), crossings(hub)) == ([], 0)


# --- The site's own tail ---


def test_a_site_is_given_its_own_tail_as_it_signed_it(hub: HubPlace, hezhou: Teller) -> None:
    tickets(hezhou, 5)
    hezhou.send(hub)
    epoch = hezhou.keys.epoch
    answer = hezhou.line(hub).ask("GET", f"/sync/v1/journals/{hezhou.site}/{epoch}?after=2")
    batch = read_batch(answer.content, hezhou.site, epoch)
    assert isinstance(batch, JournalBatch)
    assert list(batch.events) == hezhou.events[2:]
    assert is_genuine(batch.end, hezhou.site, hezhou.keys.signer.public)
    end = hezhou.line(hub).ask("GET", f"/sync/v1/journals/{hezhou.site}/{epoch}?after=5")
    assert end.status_code == 204
