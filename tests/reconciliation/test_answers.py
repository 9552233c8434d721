"""An operator answers for an anomaly; the answer is on record, and no journal is changed."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest

from service.desk import Caller
from service.journal.act import Act
from service.journal.event import Event
from service.journal.store import all_events
from service.reconciliation import anomaly_store
from service.reconciliation.anomaly_store import Anomaly
from service.reconciliation.answer_anomaly import AnswerRefusal, answer_anomaly
from service.reconciliation.keep_findings import State
from service.reconciliation.rules.finding import Kind
from service.session import Session
from service.vocabulary import OfficerNo
from tests.people import DAWEI
from tests.reconciliation.region import Region
from tests.reconciliation.test_planted import redeem_twice

T = TypeVar("T")
NOTE = "A second machine with a copied disk; taken away on the 24th."


@pytest.fixture
def found(region: Region) -> Anomaly:
    region.trade()
    redeem_twice(region)
    region.send()
    region.look()
    [only] = region.anomalies()
    return only


def do(region: Region, verb: Callable[[Act], T]) -> T:
    desk = region.hub.state.desk
    caller = Caller(officer=OfficerNo("700001"))
    return region.hub.write(lambda session: verb(desk.act(session, caller, None)))


def answer(
    region: Region, found: Anomaly, state: State, *, note: str = NOTE, digest: str | None = None
) -> Anomaly | AnswerRefusal:
    said = partial(answer_anomaly, number=found.id, answer=state, note=note)
    return do(region, lambda act: said(act, digest=digest or found.digest))


def events(region: Region) -> list[Event]:
    stored = region.hub.read(lambda session: list(all_events(session)))
    return [Event.from_bytes(each.bytes) for each in stored]


def test_whoever_takes_an_anomaly_owns_it(region: Region, found: Anomaly) -> None:
    taken = answer(region, found, State.TAKEN, note="")
    assert isinstance(taken, Anomaly)
    assert (taken.state, taken.owner) == (State.TAKEN, "700001")


def test_an_answer_is_in_the_hub_s_journal_and_its_words_are_not(
    region: Region, found: Anomaly
) -> None:
    answer(region, found, State.EXPLAINED)
    event = events(region)[-1]
    assert event.type == "anomaly.answered"
    assert (event.data["anomaly"], event.data["evidence"]) == (found.id, found.digest)
    assert NOTE.encode() not in event.to_bytes()
    [note] = region.hub.read(lambda session: anomaly_store.notes_of(session, found.id))
    assert (note.note, note.officer, note.event) == (NOTE, "700001", str(event.name))


def test_what_is_dismissed_stays_so_while_its_evidence_does(region: Region, found: Anomaly) -> None:
    answer(region, found, State.DISMISSED)
    assert not region.prove().is_well, "a dismissal changes no journal, and no promise"
    assert [each.state for each in region.anomalies("dismissed")] == [State.DISMISSED]


def test_more_evidence_opens_it_again(region: Region, found: Anomaly) -> None:
    answer(region, found, State.DISMISSED)
    [name] = [found.subject]
    region.b.tell("pass.redeemed", {"pass": name, "member": DAWEI.number}, digest="11" * 32)
    region.send(region.b)
    region.look()
    assert Kind.REDEEMED_TWICE in region.kinds()


@pytest.mark.parametrize("state", [State.EXPLAINED, State.DISMISSED])
def test_neither_an_explanation_nor_a_dismissal_goes_without_words(
    region: Region, found: Anomaly, state: State
) -> None:
    before = len(events(region))
    assert answer(region, found, state, note="  ") is AnswerRefusal.NO_NOTE
    assert len(events(region)) == before


def test_nobody_answers_for_what_they_have_not_seen(region: Region, found: Anomaly) -> None:
    other = answer(region, found, State.EXPLAINED, digest="0" * 64)
    assert other is AnswerRefusal.OTHER_EVIDENCE
    unknown = found._replace(id="0" * 16)
    assert answer(region, unknown, State.TAKEN) is AnswerRefusal.UNKNOWN


def test_what_is_gone_asks_for_no_answer(region: Region, found: Anomaly) -> None:
    def let_go(session: Session) -> None:
        anomaly_store.let_go(session, found.id, at_ms=1)

    region.hub.write(let_go)
    assert answer(region, found, State.EXPLAINED) is AnswerRefusal.GONE


def test_anomalies_are_listed_by_what_one_asks_for(region: Region, found: Anomaly) -> None:
    with region.hub.console() as console:

        def ids(asked: str) -> list[str]:
            said = console.get(f"/v1/anomalies?{asked}")
            assert said.status_code == 200, said.text
            return [each["id"] for each in said.json()["items"]]

        here = f"kind={found.kind}&weight=must_be_zero&site={found.site}&member={found.member}"
        assert ids("") == ids(here) == ids("state=open") == [found.id]
        assert ids("state=gone") == ids("kind=fork") == ids("site=S99") == ids("member=1") == []
        assert ids(f"after={found.seen_ms}.{found.id}") == []
        assert console.get("/v1/anomalies?colour=red").status_code == 422
        assert console.get("/v1/anomalies/0000000000000000").status_code == 404
        detail = console.get(f"/v1/anomalies/{found.id}").json()
        assert [each["event"] for each in detail["events"]] == region.evidence(found.kind)
