"""A site and the hub over a line: nothing is lost, nothing is doubled, whatever the line does."""

import shutil
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete

from service.console.recover_tail import recover_tail_from_hub
from service.journal.act import Act
from service.journal.store import all_events
from service.journal.take_tail import TailRefusal
from service.session import Session, prepared
from service.sync import held_store, store
from service.sync.held_store import MAIN
from service.sync.held_tables import HeldCheckpoint, HeldEvent, HeldJournal
from service.sync.hub_line import GARBLED, code_of
from tests.builders import Place
from tests.hub_place import Fault, Joined


def own_bytes(place: Place) -> list[bytes]:
    return [each.bytes for each in place.read(lambda session: list(all_events(session)))]


def held_bytes(joined: Joined, branch: int = MAIN) -> list[bytes]:
    identity = joined.place.desk.identity

    def query(session: Session) -> list[bytes]:
        held = held_store.branches(session, identity.site, identity.epoch)
        return [each.bytes for each in held_store.all_events(session, held[branch])]

    return joined.hub.read(query)


def take_tickets(place: Place, count: int) -> None:
    """Some events of which nobody is the subject."""
    before = len(place.events("turn.taken"))
    for number in range(before + 1, before + 1 + count):
        data = {"lane": "help", "number": number}
        place.do(partial(Act.record, kind="turn.taken", data=data))


def forget_journals(session: Session) -> None:
    for each in (HeldJournal, HeldEvent, HeldCheckpoint):
        session.run(prepared(delete(each)))


def marks(joined: Joined) -> list[store.KeptMark]:
    return joined.place.read(store.all_marks)


# --- The way that all goes well ---


def test_after_a_sync_the_hub_holds_the_journal_to_the_byte(joined: Joined) -> None:
    run = joined.sync()
    assert run.is_done, run
    assert held_bytes(joined) == own_bytes(joined.place)
    assert run.pushed.events == len(own_bytes(joined.place))


def test_a_second_run_sends_nothing(joined: Joined) -> None:
    joined.sync()
    joined.bad.asked.clear()
    run = joined.sync()
    assert run.is_done
    assert run.pushed.events == 0
    assert not [each for each in joined.bad.asked if each.startswith("POST /sync/v1/journals")]


def test_the_site_keeps_the_mark_that_the_hub_signed(joined: Joined) -> None:
    joined.sync()
    [mark] = marks(joined)
    assert mark.stored_seq == len(own_bytes(joined.place))
    assert mark.durable_seq == 0, "no backup of the hub has been verified"


def test_pages_come_down_as_from_a_file(joined: Joined) -> None:
    before = joined.site.positions().get("sites/all")
    run = joined.sync()
    assert (before, joined.site.positions()["sites/all"]) == (None, "1.1")
    assert run.pages == 1


def test_a_hub_restored_to_before_it_knew_a_journal_is_sent_all_of_it_again(
    joined: Joined,
) -> None:
    joined.sync()
    joined.hub.write(forget_journals)
    assert joined.sync().is_done
    assert held_bytes(joined) == own_bytes(joined.place)


def test_a_refusal_that_the_line_garbled_ends_a_run_and_no_program(joined: Joined) -> None:
    garbled = httpx.Response(401, json={"code": "requEst_not_genuine"})
    assert code_of(garbled) == GARBLED


# --- Bad lines ---

CUT = [
    Fault.NO_LINE,
    Fault.NO_ANSWER,
    Fault.PORTAL,
    Fault.HALF_THE_BODY,
    Fault.FLIPPED_BIT,
]


@pytest.mark.parametrize("fault", CUT)
@pytest.mark.parametrize("at", [1, 2, 3])
def test_whatever_breaks_in_between_the_next_run_completes_it(
    joined: Joined, fault: Fault, at: int
) -> None:
    take_tickets(joined.place, 70)
    joined.bad.faults = [Fault.NONE] * at + [fault]
    joined.sync()
    run = joined.sync()
    assert run.is_done, run
    assert held_bytes(joined) == own_bytes(joined.place)


def test_a_request_that_arrives_twice_is_taken_once(joined: Joined) -> None:
    joined.bad.faults = [Fault.NONE, Fault.NONE, Fault.TWICE, Fault.TWICE]
    assert joined.sync().is_done
    assert held_bytes(joined) == own_bytes(joined.place)


def test_an_old_batch_that_arrives_late_changes_nothing(joined: Joined) -> None:
    joined.bad.faults = [Fault.NONE, Fault.NONE, Fault.KEPT_FOR_LATER]
    take_tickets(joined.place, 5)
    joined.sync()
    take_tickets(joined.place, 5)
    joined.sync()
    late = joined.bad.deliver_late()
    assert late.status_code == 200
    assert late.json()["branch"] == MAIN
    assert held_bytes(joined) == own_bytes(joined.place)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.NO_LINE, "hub_unreachable"),
        (Fault.NO_ANSWER, "hub_timed_out"),
        (Fault.PORTAL, "not_the_hub"),
    ],
)
def test_what_failed_is_told_and_noted(joined: Joined, fault: Fault, outcome: str) -> None:
    joined.bad.faults = [fault]
    assert joined.sync().outcome == outcome
    tried = joined.place.read(store.last_try)
    assert tried is not None
    assert (tried.outcome, tried.reached_ms) == (outcome, None)


def test_a_stale_challenge_is_asked_anew(joined: Joined) -> None:
    joined.sync()
    take_tickets(joined.place, 1)
    hello, nonce = joined.line.hello()
    joined.hub.machine.wait(3600)
    answer = joined.line.ask("GET", f"/sync/v1/hello?nonce={nonce}")
    assert answer.status_code == 200
    assert hello.marks


def test_batches_halve_when_answers_do_not_come_in_time(joined: Joined) -> None:
    take_tickets(joined.place, 70)
    joined.bad.faults = [Fault.NONE, Fault.NONE, Fault.NO_ANSWER, Fault.NO_ANSWER]
    run = joined.sync()
    assert run.is_done
    assert held_bytes(joined) == own_bytes(joined.place)


# --- Whom the hub believes ---


def test_nobody_brings_the_journal_of_another_site(joined: Joined) -> None:
    joined.sync()
    answer = joined.bad.good.handle_request(
        httpx.Request("POST", "http://127.0.0.1:8080/sync/v1/journals/S01/ab12cd34?from=1")
    )
    assert answer.status_code in (401, 422)


# --- An old copy of a site ---


def put_back(joined: Joined, folder: Path) -> Joined:
    """Somebody puts yesterday's card, anchors and all, back into the machine."""
    place, here = joined.place, joined.place.folder / "S01"

    def swap() -> None:
        shutil.rmtree(here)
        shutil.copytree(folder, here)

    place.restart(meanwhile=swap)
    return Joined.of(place, joined.hub)


def copied(joined: Joined, folder: Path) -> Joined:
    """The card is copied while the machine is off."""
    here = joined.place.folder / "S01"
    joined.place.restart(meanwhile=lambda: shutil.copytree(here, folder))
    return Joined.of(joined.place, joined.hub)


def refusal(place: Place) -> str | None:
    return place.site.restored


def test_an_old_copy_finds_itself_out_and_writes_no_more(joined: Joined, tmp_path: Path) -> None:
    joined.sync()
    on_line = copied(joined, tmp_path / "old")
    take_tickets(joined.place, 3)
    assert on_line.sync().is_done
    old = put_back(joined, tmp_path / "old")
    assert refusal(old.place) is None, "nothing on the machine itself tells"
    assert old.sync().outcome == "restored_by_proof"
    assert refusal(old.place) == "restored_by_proof"
    joined.place.restart()
    assert refusal(joined.place) == "restored_by_proof"
    [journal] = joined.hub.shows().journals
    assert journal.forks == 0


def test_what_an_old_copy_had_written_is_kept_as_a_fork(joined: Joined, tmp_path: Path) -> None:
    joined.sync()
    on_line = copied(joined, tmp_path / "old")
    take_tickets(joined.place, 3)
    held = own_bytes(joined.place)
    assert on_line.sync().is_done
    old = put_back(joined, tmp_path / "old")
    old.place.do(partial(Act.record, kind="turn.taken", data={"lane": "goods", "number": 1}))
    written = own_bytes(old.place)
    run = old.sync()
    assert (run.outcome, run.pushed.is_fork) == ("restored_by_proof", True)
    assert held_bytes(joined) == held
    assert held_bytes(joined, branch=1) == written[-1:]


# --- The way back ---


@pytest.mark.parametrize(("synced", "taken"), [(True, 3), (False, TailRefusal.TOO_SHORT)])
def test_a_restored_site_takes_its_tail_back_from_the_hub(
    joined: Joined, tmp_path: Path, synced: bool, taken: int | TailRefusal
) -> None:
    """Yesterday's database was put in, and the anchor beside it is today's."""
    joined.sync()
    here, old = joined.place.folder / "S01" / "site.db", tmp_path / "old.db"
    joined.place.restart(meanwhile=lambda: shutil.copyfile(here, old))
    take_tickets(joined.place, 3)
    written = own_bytes(joined.place)
    again = Joined.of(joined.place, joined.hub)
    if synced:
        assert again.sync().is_done

    def put_old_back() -> None:
        for each in here.parent.glob("site.db*"):
            each.unlink()
        shutil.copyfile(old, here)
        again.line.receiver = None
        settings = joined.place.site.settings
        assert recover_tail_from_hub(settings, again.line) == taken

    joined.place.restart(meanwhile=put_old_back)
    assert (own_bytes(joined.place) == written) is synced
    assert (refusal(joined.place) is None) is synced
