"""What the slices say in SQL means the same on SQLite and on PostgreSQL."""

import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import service
from service.checkin.store import find_record
from service.journal.event import LONGEST_SEQ, Event, EventName
from service.journal.events import CATALOGUE
from service.journal.store import all_events
from service.session import Prepared
from service.vocabulary import Epoch
from tests.databases.conftest import HubTold, Told, ToldAgain
from tests.databases.tape import answered_otherwise
from tests.places import DONGXING


def statements() -> Iterator[tuple[str, Prepared]]:
    """Every statement of the service, by its full name."""
    for module in pkgutil.walk_packages(service.__path__, "service."):
        if not module.name.endswith("__main__"):
            for name, value in vars(import_module(module.name)).items():
                if isinstance(value, Prepared):
                    yield f"{module.name}.{name}", value


def test_the_stories_tell_of_every_event(told: Told, hub_after: HubTold) -> None:
    stored = hub_after.hub.read(lambda session: list(all_events(session)))
    at_hub = {Event.from_bytes(each.bytes).type for each in stored}
    untold = CATALOGUE.keys() - {event.type for event in told.place.events()} - at_hub
    assert not untold, "let them happen in tests/snapshots/story.py or hub_story.py"


def test_every_statement_was_said(told: Told, hub_after: HubTold) -> None:
    said = {id(call.statement) for call in (*told.tape, *hub_after.tape)}
    unsaid = [name for name, statement in statements() if id(statement) not in said]
    assert not unsaid, "tell of it in tests/snapshots/story.py, or look in look_at_everything"


def test_postgres_answers_what_sqlite_answered(told_again: ToldAgain) -> None:
    texts = {call.statement.on("postgresql")[0] for call in told_again.otherwise}
    assert not texts


def test_postgres_answers_a_hub_what_sqlite_answered(hub_again: ToldAgain) -> None:
    texts = {call.statement.on("postgresql")[0] for call in hub_again.otherwise}
    assert not texts


def test_another_answer_would_be_noticed(told: Told, told_again: ToldAgain) -> None:
    asked = [call for call in told.tape if call.method == "value" and call.answer == 1]
    lied = replace(asked[-1], answer=2)
    assert answered_otherwise([lied], told_again.session) == [lied]


def test_a_reference_may_name_any_event_there_could_be(told: Told, told_again: ToldAgain) -> None:
    furthest = EventName(DONGXING, Epoch("ab12cd34"), 10**LONGEST_SEQ - 1)
    assert told.place.read(lambda session: find_record(session, furthest)) is None
    assert find_record(told_again.session, furthest) is None


def test_a_session_knows_whether_it_is_in_a_transaction(told: Told, told_again: ToldAgain) -> None:
    assert told_again.session.in_transaction
    assert not told.place.read(lambda session: session.in_transaction)
