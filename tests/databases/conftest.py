"""What the tests of both databases share: a site's story on SQLite, and again on PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine

from service.console.verify_site import verify_site
from service.feeds.store import all_items, count_quarantined, quarantined
from service.groups.store import all_groups
from service.members.find_superseded import find_superseded
from service.members.store import count_members, first_members, numbers_by_index
from service.migrate import migrate_engine
from service.passes.measure_passes import measure_passes
from service.passes.store import ended_of
from service.policies.store import all_packs, days_opened_under
from service.session import Session
from service.sites.load_trust import load_trust
from service.sites.store import as_of, is_pass_revoked, last_standing
from tests.builders import TODAY, Place
from tests.databases.hub_story import batches_of, hear_the_hub, hub_told
from tests.databases.postgres import fresh_database, postgres_server, postgres_url
from tests.databases.tape import Call, answered_otherwise, recording
from tests.hub_place import HubPlace
from tests.people import CHEN
from tests.places import NOW_MS
from tests.simulation.disk import simulated_disks
from tests.snapshots.epoch_told import end_the_epoch
from tests.snapshots.story import HEZHOU_PASS, story_told

__all__ = ["postgres_server", "postgres_url"]


@dataclass(frozen=True, slots=True)
class Told:
    """A site after its story, and every statement that was said to its database on the way."""

    place: Place
    tape: list[Call]


@dataclass(frozen=True, slots=True)
class ToldAgain:
    """A PostgreSQL to which the same was said, and what it answered otherwise."""

    session: Session
    otherwise: list[Call]


@pytest.fixture(scope="session")
def told() -> Iterator[Told]:
    """The story, on SQLite; what comes after it is not on the tape."""
    with simulated_disks() as folder, ExitStack() as stack:
        with recording() as tape:
            place = stack.enter_context(story_told(Path(folder)))
            place.read(lambda session: look_at_everything(session, place))
            batches_of(place)
            hear_the_hub(place)
            end_the_epoch(place)
        yield Told(place, tape)


@dataclass(frozen=True, slots=True)
class HubTold:
    """A hub after its story, and every statement that was said to its database on the way."""

    hub: HubPlace
    tape: list[Call]


@pytest.fixture(scope="session")
def hub_after(told: Told) -> Iterator[HubTold]:
    """The hub's story, on SQLite, with the site's journal in it."""
    with simulated_disks() as folder, ExitStack() as stack:
        batches = batches_of(told.place)
        with recording() as tape:
            hub = stack.enter_context(hub_told(told.place, batches, Path(folder)))
        yield HubTold(hub, tape)


@pytest.fixture(scope="session")
def hub_again(hub_after: HubTold, postgres_server: URL) -> Iterator[ToldAgain]:
    """The hub's story, on PostgreSQL."""
    with fresh_database(postgres_server) as url, migrated_session(url) as session:
        yield ToldAgain(session, answered_otherwise(hub_after.tape, session))


def look_at_everything(session: Session, place: Place) -> None:
    """Ask what the story has no reason to ask: for lists, samples and proofs."""
    verify_site(session, place.desk.identity, rebuild=False)
    list(all_items(session))
    all_groups(session)
    numbers_by_index(session)
    first_members(session, standing="active", count=5)
    count_members(session)
    quarantined(session, count=5)
    find_superseded(session)
    count_quarantined(session)
    load_trust(session, place.desk.identity.trust, at_ms=NOW_MS)
    last_standing(session, HEZHOU_PASS.site, HEZHOU_PASS.epoch)
    is_pass_revoked(session, HEZHOU_PASS)
    as_of(session)
    all_packs(session)
    days_opened_under(session, 1)
    measure_passes(session, hub=None)
    ended_of(session, CHEN.number, TODAY)


@pytest.fixture(scope="session")
def told_again(told: Told, postgres_server: URL) -> Iterator[ToldAgain]:
    """The story, on PostgreSQL."""
    with fresh_database(postgres_server) as url, migrated_session(url) as session:
        yield ToldAgain(session, answered_otherwise(told.tape, session))


@contextmanager
def migrated_session(url: str) -> Iterator[Session]:
    """A session, as slices use one, on the database at ``url`` with today's tables."""
    with opened(url) as engine:
        migrate_engine(engine)
        with closing(engine.raw_connection()) as connection:
            yield Session(connection.driver_connection, engine.dialect.name)


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """The database at ``url``; no connection to it stays open."""
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
