"""Events stand in one chain: contiguous, linked to the one before, applied in the same breath."""

from typing import Any

import pytest

from service.appliers import JOURNAL_APPLIERS
from service.days.store import open_trade_day
from service.journal import store
from service.journal.act import Act
from service.journal.append_event import EventTooLarge
from service.journal.apply import merge_appliers
from service.journal.event import chain_hash
from service.journal.events import CATALOGUE, MAX_EVENT_BYTES, UnknownEvent
from service.journal.store import Head, StoredEvent
from service.session import Session
from tests.builders import KIOSK, Place
from tests.people import OFFICER

TICKET = {"lane": "help", "number": 1}


def stored(place: Place) -> list[StoredEvent]:
    return place.read(lambda session: list(store.all_events(session)))


def head(place: Place) -> Head:
    journal = place.desk.journal
    return place.read(lambda session: store.head_of(session, journal.epoch, journal.genesis))


def test_the_chain_begins_at_the_site_record_and_has_no_gap(place: Place) -> None:
    place.do(lambda act: act.record("turn.taken", TICKET))
    before, seq = place.desk.journal.genesis, 0
    for event in stored(place):
        seq += 1
        assert event.seq == seq
        assert event.hash == chain_hash(before, event.bytes)
        before = event.hash
    assert head(place) == (seq, before)


def test_an_event_changes_the_tables_in_the_same_transaction(closed_place: Place) -> None:
    def open_and_look(act: Act) -> str | None:
        opened = {"day": "2026-11-24", "automatic": True, "second_officer": None, "link": 1}
        act.record("day.opened", opened)
        return open_trade_day(act.session)

    assert closed_place.do(open_and_look) == "2026-11-24"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("turn.stolen", {}),
        ("turn.taken", {"lane": "help"}),
        ("turn.taken", {**TICKET, "name": "陈亚福"}),
    ],
)
def test_what_the_catalogue_does_not_list_is_not_recorded(
    place: Place, kind: str, data: dict[str, Any]
) -> None:
    before = head(place)
    with pytest.raises(UnknownEvent):
        place.do(lambda act: act.record(kind, data))
    assert head(place) == before


def test_an_event_is_at_most_32_kib(place: Place) -> None:
    before = head(place)
    with pytest.raises(EventTooLarge):
        place.do(lambda act: act.record("officer.signed_out", {"officer": "x" * MAX_EVENT_BYTES}))
    assert head(place) == before
    fits = "x" * (MAX_EVENT_BYTES - 500)
    place.do(lambda act: act.record("officer.signed_out", {"officer": fits}))


def test_an_act_that_fails_gives_its_place_in_the_chain_back(place: Place) -> None:
    def take_and_fail(act: Act) -> None:
        act.record("turn.taken", TICKET)
        raise LookupError

    before = head(place)
    with pytest.raises(LookupError):
        place.do(take_and_fail)
    assert head(place) == before
    event = place.do(lambda act: act.record("turn.taken", TICKET))
    assert event.name.seq == before.seq + 1


def test_all_events_of_an_act_refer_to_the_first(place: Place) -> None:
    def two(act: Act) -> None:
        act.record("turn.taken", TICKET)
        act.record("turn.called", TICKET)
        act.record("turn.finished", {**TICKET, "result": "served"})

    place.do(two, terminal=KIOSK, actor=OFFICER.officer)
    first, *rest = place.events("turn")
    assert first.refs == ()
    assert [event.refs for event in rest] == [(str(first.name),)] * 2
    assert {(event.terminal, event.actor) for event in (first, *rest)} == {(KIOSK, OFFICER.officer)}


def test_two_slices_do_not_apply_the_same_event() -> None:
    def apply(session: Session, event: object) -> None: ...

    with pytest.raises(ValueError, match=r"day\.opened"):
        merge_appliers({"day.opened": apply}, {"day.opened": apply, "day.closed": apply})


def test_every_event_that_is_applied_is_in_the_catalogue() -> None:
    assert JOURNAL_APPLIERS.keys() <= CATALOGUE.keys()


def test_no_field_of_an_event_can_hold_a_name_or_a_certificate() -> None:
    fields = {field for kind in CATALOGUE.values() for field in kind.fields}
    assert not fields & {"name", "mask", "certificate", "index", "born", "card", "text", "pin"}
