"""Everything that was said to one database and what it answered, to be said to another."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any, Final

import pytest

from service.session import Prepared, Session

METHODS: Final = ("rows", "row", "value", "run", "run_many")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a session: by which method, which statement, what was given, what came back."""

    method: str
    statement: Prepared
    given: tuple[Any, ...]
    values: dict[str, Any]
    answer: Any

    def is_answered_alike_by(self, session: Session) -> bool:
        """Say it to ``session`` too. Only a statement that sorts its rows promises an order."""
        answer = getattr(session, self.method)(self.statement, *self.given, **self.values)
        if self.method == "rows" and "ORDER BY" not in self.statement.on("sqlite")[0]:
            return Counter(answer) == Counter(self.answer)
        return bool(answer == self.answer)


@contextmanager
def recording() -> Iterator[list[Call]]:
    """The calls of all sessions while this lasts, in order."""
    tape: list[Call] = []
    lock = Lock()
    with pytest.MonkeyPatch.context() as patch:
        for name in METHODS:
            patch.setattr(Session, name, _recorded(getattr(Session, name), tape, lock))
        yield tape


def _recorded(method: Callable[..., Any], tape: list[Call], lock: Lock) -> Callable[..., Any]:
    @wraps(method)
    def recorded(session: Session, statement: Prepared, *given: Any, **values: Any) -> Any:
        kept = tuple(list(each) for each in given)  # an iterator would be used up by one call
        with lock:
            answer = method(session, statement, *kept, **values)
            tape.append(Call(method.__name__, statement, kept, values, answer))
        return answer

    return recorded


def answered_otherwise(tape: Iterable[Call], session: Session) -> list[Call]:
    """Say everything on the tape to ``session``; the calls to which it answers otherwise."""
    return [call for call in tape if not call.is_answered_alike_by(session)]
