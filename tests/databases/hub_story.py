"""What a hub can live through, told to a real one, so that every statement of its is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from service.appliers import FEED_APPLIERS
from service.desk import Caller
from service.feed_writer import FeedKey
from service.journal.event import EventName
from service.journal.store import checkpoint_between
from service.kit.clock import Trust
from service.officers import sessions_store
from service.officers.list_officer import OfficerToList
from service.officers.list_operator import OperatorRefusal, list_operator
from service.reconciliation import anomaly_store, dossier_store
from service.reconciliation.answer_anomaly import AnswerRefusal, answer_anomaly
from service.reconciliation.keep_findings import State
from service.reconciliation.rules.finding import EventId
from service.reports.make_report import Report, Wanted, make_report
from service.reports.rules import By, Span
from service.reports.show_sites import show_sites
from service.session import Session
from service.sync import held_store, site_end, store
from service.sync.journal_batch import JournalBatch, read_batch
from service.sync.messages import RelayBody, RelayText, sign_request
from service.sync.run_bodies import HowSiteIs, RunDone, RunReport
from service.sync.run_routes import take_report
from service.sync.run_store import runs_before
from service.vocabulary import HUB, OfficerNo, Role, TradeDay
from service.watch_arrivals import look_once
from tests.builders import City, Place
from tests.fake_machine import Machine
from tests.hub_place import HubPlace, own_record
from tests.people import CHEN, DAWEI, LAN
from tests.places import NOW_MS, repeatable
from tests.sync.teller import Teller, send

OPERATOR: Final = OfficerNo("700001")


def batches_of(place: Place) -> list[JournalBatch]:
    """The whole journal of a site as it goes up."""
    end, identity = place.state.site_end, place.desk.identity

    def cut(session: Session) -> list[JournalBatch]:
        [*_, own] = site_end.own_journals(session, end)
        batches: list[JournalBatch] = []
        after = 0
        while data := site_end.cut_batch(session, end, own.epoch, after=after, most=100):
            batch = read_batch(data, identity.site, own.epoch)
            assert isinstance(batch, JournalBatch), batch
            batches.append(batch)
            after = batch.end.seq
        return batches

    return place.read(cut)


def hear_the_hub(place: Place) -> None:
    """What a site keeps of what a hub says; and the end of an epoch whose key it has no more."""
    journal, at_ms = place.desk.journal, place.machine.wall_ms
    mark = store.KeptMark(journal.epoch, "TU1", 1, 1, 1, 0, at_ms)
    for reached in (True, False):
        note = partial(site_end.note_try, outcome="done", reached=reached, at_ms=at_ms)
        place.runner.run(place.desk.database.write(note))
    hearing = site_end.Hearing(site_end.Heard.BELIEVED, at_ms, (mark,))
    place.runner.run(place.desk.database.write(partial(site_end.keep_marks, hearing=hearing)))
    place.read(lambda session: store.find_mark(session, journal.epoch))
    place.read(lambda session: checkpoint_between(session, journal.epoch, 1, 200))


@contextmanager
def hub_told(place: Place, batches: list[JournalBatch], folder: Path) -> Iterator[HubPlace]:
    """The hub after it was brought the journal of ``place``, and a bad one of Hezhou."""
    city = place.city
    archive = place.archive()
    hezhou = Teller.of(city.authority, "Hezhou in the story of the hub")
    archive.publish("sites", [own_record(place), hezhou.item], at_ms=NOW_MS)
    with HubPlace.opened(city, folder, machine=Machine(place.machine.wall_ms)) as hub:
        hub.bring(archive)
        _send_journal(hub, place, batches)
        _live_through(hub, hezhou, city)
        yield hub


def _send_journal(hub: HubPlace, place: Place, batches: list[JournalBatch]) -> None:
    identity = place.desk.identity
    teller = Teller(identity.keys, b"", identity.site)
    line = teller.line(hub)
    line.sign = lambda request: sign_request(request, identity.keys.signer)
    for batch in batches:
        answer = send(line, teller, batch)
        assert answer.status_code == 200, answer.text
        assert answer.json()["aside"] == [], answer.text
    line.hello()
    last = batches[-1].end.seq
    tail = line.ask("GET", f"/sync/v1/journals/{identity.site}/{identity.epoch}?after={last - 5}")
    assert tail.status_code == 200
    said = RelayBody(texts=[RelayText(to=identity.site, text="TM1ABCDEFGH")])
    for told in (said, said.model_copy(update={"epoch": identity.epoch, "upto": last})):
        line.ask("POST", "/sync/v1/relay", told.model_dump_json().encode())
    for taken in (0, 1):
        line.ask("POST", f"/sync/v1/inbox?taken={taken}")
    for feed, after in (("members", "1.0"), ("members", "1.999999")):
        line.ask("GET", f"/sync/v1/feeds/{feed}?audience=all&after={after}")


def _live_through(hub: HubPlace, hezhou: Teller, city: City) -> None:
    """A fork, a gap, a poisoned event, one that waits, and what came back by a receipt."""
    entered = hezhou.enters(CHEN.number)
    bad = hezhou.tell("checkin.annulled", record="no name", reason="mistake")
    hezhou.enters(DAWEI.number, refs=(str(bad),))
    hezhou.tell("checkin.annulled", record=str(entered), reason="mistake")
    recovered = EventName(hezhou.site, hezhou.keys.epoch, 9_000)
    hezhou.tell(
        "event.recovered",
        {"pass": None},
        event=str(recovered),
        kind="checkin.entered",
        member=LAN.number,
        day="2026-11-23",
        at=NOW_MS,
    )
    clone = hezhou.fork()
    clone.enters(LAN.number)
    for number in range(4):
        hezhou.tell("turn.taken", lane="help", number=number)
    assert hezhou.send(hub, hezhou.batch(1, 6)).status_code == 200
    assert hezhou.send(hub, hezhou.batch(9)).status_code == 409
    assert hezhou.send(hub, hezhou.pruned_batch(9)).status_code == 200
    assert clone.send(hub).json()["branch"] == 1
    hub.restart()
    hub.shows()
    hub.read(held_store.all_branches)
    _report(hub, hezhou)
    _reconcile(hub, entered)
    _list_operator(hub, city)
    hub.write(_come_and_go)
    hub.write(lambda session: _mend(session, bad))


def _report(hub: HubPlace, site: Teller) -> None:
    """A site tells how it is, twice; and somebody reads every report."""
    said = HowSiteIs(software="0.1", saved=9, attention=0, now=NOW_MS, clock=Trust.RTC)
    for pages in (0, 3):
        run = RunDone(outcome="done", events=0, aside=0, pages=pages)
        told = RunReport(site=said, run=run)
        hub.write(partial(take_report, site=site.site, report=told, at_ms=NOW_MS + pages))
    for of in (None, site.site):
        assert len(hub.read(partial(runs_before, before_ms=2**53, site=of))) == 2
    hub.read(lambda session: show_sites(session, hub.state.centre.trust(session), now_ms=NOW_MS))
    days = Span(TradeDay("2026-11-01"), TradeDay("2026-11-30"))
    for report in Report:
        for by in By:
            wanted = Wanted(report, by, days, 1, "Asia/Shanghai")
            assert hub.read(partial(make_report, wanted=wanted)).rows


def _reconcile(hub: HubPlace, entered: EventName) -> None:
    """What does not fit is found on arrival and in the night; somebody says something of it."""
    while hub.write(lambda session: look_once(session, hub.hub, hub.state.centre)):
        pass
    with hub.console() as console:
        for number in range(2):
            hub.machine.wait(60)
            key = {"Idempotency-Key": f"a proof of the hub {number}"}
            assert console.post("/v1/proofs", headers=key).status_code == 201
        assert len(console.get("/v1/proofs").json()["proofs"]) == 2
        listed = console.get("/v1/anomalies").json()["items"]
        assert {each["kind"] for each in listed} >= {"fork", "gap", "put_aside"}
        hub.write(partial(_answer, hub=hub, listed=listed[0]))
        detail = console.get(f"/v1/anomalies/{listed[0]['id']}").json()
        assert [each["note"] for each in detail["notes"]] == ["One clone, taken away."]
    hub.write(lambda session: anomaly_store.let_go(session, listed[1]["id"], at_ms=NOW_MS))
    hub.read(lambda session: dossier_store.draws_on(session, "S01", "ab12cd34", "2026-11-24"))
    hub.read(lambda session: dossier_store.is_closed(session, "S01", "2026-11-24"))
    hub.read(lambda session: dossier_store.hashes_of(session, [EventId(*entered)]))


def _list_operator(hub: HubPlace, city: City) -> None:
    """The hub itself says on a feed who works at it."""
    key = FeedKey(city.authority, hub.hub.identity, FEED_APPLIERS)
    who = OfficerToList(OPERATOR, "测试-操作员", [Role.OPERATOR], (HUB,))

    def say(session: Session) -> None:
        act = hub.state.desk.act(session, Caller(console=True), None)
        said = list_operator(act, who, key=key, random=repeatable("operators"))
        assert not isinstance(said, OperatorRefusal), said

    hub.write(say)


def _come_and_go(session: Session) -> None:
    """An operator signs in, works, proves who they are, and signs out; others are forgotten."""
    for which in ("one browser", "another browser"):
        begun = sessions_store.OperatorSession(which, OPERATOR, NOW_MS, NOW_MS, None)
        sessions_store.put(session, begun)
        sessions_store.use(session, which, at_ms=NOW_MS + 1)
        sessions_store.step_up(session, which, at_ms=NOW_MS + 2)
        assert sessions_store.find(session, which) is not None
    sessions_store.end(session, "one browser")
    sessions_store.end_all_of(session, OPERATOR)
    sessions_store.forget_begun_before(session, NOW_MS)
    assert sessions_store.find(session, "another browser") is None


def _answer(session: Session, hub: HubPlace, listed: dict[str, Any]) -> None:
    act = hub.state.desk.act(session, Caller(console=True), None)
    done = answer_anomaly(
        act,
        listed["id"],
        State.EXPLAINED,
        note="One clone, taken away.",
        digest=listed["digest"],
    )
    assert not isinstance(done, AnswerRefusal), done


def _mend(session: Session, bad: EventName) -> None:
    """Somebody has looked; and what was put aside is taken back in the end."""
    held_store.dismiss(session, bad.site, bad.epoch, bad.seq, by="S00.ab12cd34.1")
    [first, *_] = held_store.aside_of(session, bad.site)
    assert first.dismissed_by == "S00.ab12cd34.1"
    held_store.take_back(session, first)
