"""What a hall waits for stays cheap: few statements, and none that walks a table which grows."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from service.session import Prepared, Session
from tests.asking import Browser
from tests.people import CHEN, DAWEI, LAN, NENG_PO, Person
from tests.two_places import TwoPlaces, both, desk

__all__ = ["both"]

MOST: Final = {"check-in": 14, "peek": 8, "redeem": 24}
"""Statements of one request and its commit, once the seldom things are known. Raise one only for
something that a member at the counter is worth waiting for."""

FEW: Final = frozenset({"policies"})
"""Tables that hold a screenful after years."""


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Session, str, Any]]]:
    """Every statement that runs meanwhile, with its session and what it binds."""
    said: list[tuple[Session, str, Any]] = []
    execute = Session._execute

    def listening(session: Session, statement: Prepared, values: dict[str, Any]) -> Any:
        text, bind = statement.on("sqlite")
        said.append((session, text, bind(values)))
        return execute(session, statement, values)

    with monkeypatch.context() as patched:
        patched.setattr(Session, "_execute", listening)
        yield said


def walks(session: Session, text: str, bound: Any) -> list[str]:
    """The tables that a statement walks from one end to the other."""
    plan = session._connection.execute(f"EXPLAIN QUERY PLAN {text}", bound).fetchall()
    found = [re.match(r"SCAN (\w+)", str(step[-1])) for step in plan]
    return [each[1] for each in found if each and each[1] not in FEW]


def check_in(kiosk: Browser, both: TwoPlaces, person: Person) -> None:
    said = kiosk.post("/v1/check-ins", {"scan": both.b.card(person), "lane": "person"})
    assert said.status_code == 201, said.text


def peek(officer: Browser, text: str) -> None:
    said = officer.post("/v1/passes/peek", {"scan": text}).json()
    assert said["code"] == "admitted", said


def redeem(officer: Browser, text: str) -> None:
    said = officer.post("/v1/passes/redeem", {"scan": text, "compared": "matches"})
    assert said.status_code == 201, said.text


def test_what_a_hall_waits_for_asks_little_and_walks_no_table_that_grows(
    both: TwoPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    both.b.restart(readers=1)  # each reader remembers for itself
    kiosk, officer = both.b.kiosk(), desk(both.b)
    first, second = both.issue(CHEN), both.issue(NENG_PO)
    asked: dict[str, tuple[Callable[[Any], None], Any, Any]] = {
        "check-in": (lambda person: check_in(kiosk, both, person), DAWEI, LAN),
        "peek": (lambda text: peek(officer, text), first, second),
        "redeem": (lambda text: redeem(officer, text), first, second),
    }
    for name, (ask, before, measured) in asked.items():
        ask(before)
        with statements(monkeypatch) as said:
            ask(measured)
        assert len(said) <= MOST[name], (name, [text for _, text, _ in said])
        assert not [found for each in said for found in walks(*each)], name


def test_a_walk_through_a_table_is_seen(both: TwoPlaces) -> None:
    session = both.b.desk.database.group.session
    assert walks(session, "SELECT key FROM kept_answers WHERE status = ?", [201]) == [
        "kept_answers"
    ]
    assert walks(session, "SELECT status FROM kept_answers WHERE key = ?", ["a"]) == []
