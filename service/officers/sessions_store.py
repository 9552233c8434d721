"""All SQL of the operators' sessions at the hub."""

from typing import NamedTuple

from sqlalchemy import bindparam, delete, select, update

from service.officers.rules import is_stepped_up
from service.officers.tables import OperatorSessionRow
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import OfficerNo


class OperatorSession(NamedTuple):
    """One operator in one browser; times in ms, ``stepped_up_ms`` when the passphrase was given
    again."""

    token_hash: str
    officer: OfficerNo
    begun_ms: int
    last_used_ms: int
    stepped_up_ms: int | None

    def is_stepped_up(self, at_ms: int) -> bool:
        return is_stepped_up(self.stepped_up_ms, at_ms)


_ROW = columns_of(OperatorSessionRow)
_THIS = _ROW.token_hash == bindparam("which")
_FIND = prepared(select(*_ROW).where(_THIS))
_PUT = prepared_upsert(OperatorSessionRow)
_USE = prepared(update(OperatorSessionRow).where(_THIS).values(last_used_ms=bindparam("at_ms")))
_STEP_UP = prepared(
    update(OperatorSessionRow)
    .where(_THIS)
    .values(last_used_ms=bindparam("at_ms"), stepped_up_ms=bindparam("at_ms_too"))
)
_END = prepared(delete(OperatorSessionRow).where(_THIS))
_END_ALL = prepared(delete(OperatorSessionRow).where(_ROW.officer == bindparam("officer")))
_FORGET = prepared(delete(OperatorSessionRow).where(_ROW.begun_ms < bindparam("before_ms")))


def find(session: Session, token_hash: str) -> OperatorSession | None:
    row = session.row(_FIND, which=token_hash)
    return OperatorSession(*row) if row else None


def put(session: Session, begun: OperatorSession) -> None:
    session.run(_PUT, **begun._asdict())


def use(session: Session, token_hash: str, *, at_ms: int) -> None:
    session.run(_USE, which=token_hash, at_ms=at_ms)


def step_up(session: Session, token_hash: str, *, at_ms: int) -> None:
    session.run(_STEP_UP, which=token_hash, at_ms=at_ms, at_ms_too=at_ms)


def end(session: Session, token_hash: str) -> None:
    session.run(_END, which=token_hash)


def end_all_of(session: Session, officer: OfficerNo) -> None:
    session.run(_END_ALL, officer=officer)


def forget_begun_before(session: Session, before_ms: int) -> None:
    session.run(_FORGET, before_ms=before_ms)
