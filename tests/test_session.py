"""A statement is compiled once, says what it was written to say, and never commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import bindparam, delete, insert, select, update

from service.database import Database
from service.group_commit import GroupCommit
from service.policies.tables import PolicyRow, SiteNoticeRow
from service.session import (
    MOST_KEPT,
    Prepared,
    Session,
    columns_of,
    kept_until_changed,
    prepared,
    prepared_upsert,
)

_ROW = columns_of(PolicyRow)
ADD = prepared(insert(PolicyRow))
PUT = prepared_upsert(PolicyRow)
ALL = prepared(select(_ROW.version, _ROW.from_day).order_by(_ROW.version))
FIRST_OF_MAY = prepared(select(_ROW.version).where(_ROW.from_day == "2026-05-01"))
MOVE = prepared(
    update(PolicyRow).where(_ROW.version > bindparam("above")).values(from_day=bindparam("to"))
)
DROP = prepared(delete(PolicyRow).where(_ROW.version == bindparam("which")))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened(tmp_path) as database:
        yield database.group.session


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    database = Database(folder / "some.db")
    with database.engine().connect() as connection:
        for model in (PolicyRow, SiteNoticeRow):
            model.metadata.tables[str(model.__tablename__)].create(connection)
        connection.commit()
    yield database
    database.close()


@kept_until_changed(PolicyRow)
def versions_above(session: Session, least: int) -> list[int]:
    ASKED.append(least)
    return [row[0] for row in session.rows(ALL) if row[0] > least]


ASKED: list[int] = []


def above_none(session: Session) -> list[int]:
    return versions_above(session, 0)


def add(session: Session, version: int, from_day: str = "2026-05-01") -> None:
    session.run(ADD, version=version, from_day=from_day, body=b"{}")


def test_rows_row_and_value_read_the_same_thing(session: Session) -> None:
    add(session, 2)
    add(session, 1, "2026-06-01")
    assert session.rows(ALL) == [(1, "2026-06-01"), (2, "2026-05-01")]
    assert session.row(ALL) == (1, "2026-06-01")
    assert session.value(ALL) == 1


def test_nothing_found_is_none_or_empty(session: Session) -> None:
    assert (session.rows(ALL), session.row(ALL), session.value(ALL)) == ([], None, None)


def test_a_value_written_into_a_statement_needs_no_parameter(session: Session) -> None:
    add(session, 7)
    add(session, 8, "2026-06-01")
    assert session.rows(FIRST_OF_MAY) == [(7,)]


def test_a_change_tells_how_many_rows_it_changed(session: Session) -> None:
    for version in (1, 2, 3):
        add(session, version)
    assert session.run(MOVE, above=1, to="2027-01-01") == 2
    assert session.run(DROP, which=9) == 0


def test_an_upsert_replaces_what_has_the_same_key(session: Session) -> None:
    for day in ("2026-05-01", "2026-05-02"):
        session.run(PUT, version=1, from_day=day, body=b"{}")
    assert session.rows(ALL) == [(1, "2026-05-02")]


def test_many_changes_are_one_statement(session: Session) -> None:
    session.run_many(ADD, [{"version": n, "from_day": "2026-05-01", "body": b""} for n in (1, 2)])
    assert len(session.rows(ALL)) == 2


def test_a_statement_is_compiled_once_for_each_database() -> None:
    assert ADD.on("sqlite") is ADD.on("sqlite")
    assert PUT.on("sqlite") is PUT.on("sqlite")


@pytest.mark.parametrize("statement", [ADD, PUT, MOVE, DROP], ids=["add", "put", "move", "drop"])
def test_every_statement_speaks_to_both_databases(statement: Prepared) -> None:
    assert "?" in statement.on("sqlite")[0]
    assert "%(" in statement.on("postgresql")[0]


def test_a_limit_is_written_out(session: Session) -> None:
    """SQLite would plan a statement anew for each limit that is bound."""
    first = prepared(select(columns_of(PolicyRow).version).order_by("version").limit(1))
    assert first.on("sqlite")[0].split()[-4:-1] == ["LIMIT", "1", "OFFSET"]
    add(session, 2)
    add(session, 1)
    assert session.rows(first) == [(1,)]


def test_a_table_is_read_whole_in_the_order_of_its_key(session: Session) -> None:
    add(session, 2)
    add(session, 1)
    assert session.columns_in_order("policies", ["version"], ["version"]) == [(1,), (2,)]


def test_a_session_leaves_the_commit_to_the_edge(session: Session, tmp_path: Path) -> None:
    assert not hasattr(session, "commit")
    assert not session.in_transaction


def test_what_seldom_changes_is_asked_once_for_each_question(session: Session) -> None:
    add(session, 3)
    before = len(ASKED)
    assert [versions_above(session, least) for least in (1, 1, 2, 1)] == [[3]] * 4
    assert ASKED[before:] == [1, 2]


def test_every_change_of_its_table_makes_it_asked_anew(session: Session) -> None:
    changes: list[Callable[[], object]] = [
        lambda: add(session, 1),
        lambda: session.run_many(ADD, [{"version": 2, "from_day": "2026-05-01", "body": b""}]),
        lambda: session.run(PUT, version=3, from_day="2026-05-01", body=b""),
        lambda: session.run(DROP, which=1),
    ]
    told = [(change(), versions_above(session, 0))[1] for change in changes]
    assert told == [[1], [1, 2], [1, 2, 3], [2, 3]]


def test_what_was_undone_was_never_so(session: Session) -> None:
    def add_and_fail(within: Session) -> None:
        add(within, 7)
        assert versions_above(within, 0) == [7]
        raise LookupError

    group = GroupCommit(session._connection)
    outcomes = group.run([add_and_fail, lambda within: versions_above(within, 0)])
    assert isinstance(outcomes[0].error, LookupError)
    assert outcomes[1].result() == []


def test_a_part_that_was_undone_was_never_so(session: Session) -> None:
    with pytest.raises(LookupError), session.undoing():
        add(session, 7)
        assert versions_above(session, 0) == [7]
        raise LookupError
    assert versions_above(session, 0) == []


def test_who_does_not_write_alone_keeps_nothing(session: Session) -> None:
    reader = Session(session._connection)
    assert versions_above(reader, 0) == []
    add(session, 5)
    assert versions_above(reader, 0) == [5]


def test_no_number_of_questions_fills_the_memory(session: Session) -> None:
    for least in range(2 * MOST_KEPT + 1):
        versions_above(session, least)
    assert session._kept is not None
    assert sum(map(len, session._kept.values())) <= MOST_KEPT


# --- readers ---


def test_a_reader_forgets_what_the_writer_changed_once_that_is_committed(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        database.write_now(lambda session: add(session, 1))
        assert database.read_now(above_none) == [1]
        before = len(ASKED)
        assert database.read_now(above_none) == [1]
        assert len(ASKED) == before, "a reader keeps it too"
        database.write_now(lambda session: add(session, 2))
        assert database.read_now(above_none) == [1, 2]


def test_a_reader_learns_nothing_of_what_is_not_committed(tmp_path: Path) -> None:
    def add_and_look(session: Session) -> list[int]:
        add(session, 2)
        return database.read_now(above_none)

    with opened(tmp_path) as database:
        database.write_now(lambda session: add(session, 1))
        assert database.write_now(add_and_look) == [1]
        assert database.read_now(above_none) == [1, 2]


def test_a_change_elsewhere_makes_nobody_ask_anew(session: Session) -> None:
    assert versions_above(session, 0) == []
    before = len(ASKED)
    session.run(prepared(delete(SiteNoticeRow)))
    assert versions_above(session, 0) == []
    assert len(ASKED) == before


def test_who_changed_something_can_say_what_it_is_now(session: Session) -> None:
    add(session, 1)
    session.know(versions_above, 0, answer=[1])
    before = len(ASKED)
    assert versions_above(session, 0) == [1]
    assert len(ASKED) == before
    add(session, 2)
    assert versions_above(session, 0) == [1, 2]
