"""All SQL of inspections and their drafts."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select

from service.inspection.tables import InspectionDraft, InspectionRow
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import MemberNo, OfficerNo, PassId, TradeDay


class Inspection(NamedTuple):
    """One recorded inspection; ``at_ms`` is UTC, ``checks`` are bits by the policy ``policy``."""

    reference: str
    at_ms: int
    day: TradeDay
    member: MemberNo
    entry: str | None
    of_pass: str | None
    checks: int
    result: str
    findings: bytes
    seals: bytes
    policy: int
    officer: OfficerNo | None


class Draft(NamedTuple):
    """What an officer had begun, as the page gave it."""

    member: MemberNo
    at_ms: int
    body: bytes


_ROW = columns_of(InspectionRow)
_DRAFT = columns_of(InspectionDraft)
_MINE = (_DRAFT.officer == bindparam("whose"), _DRAFT.member == bindparam("whom"))
_ADD = prepared(insert(InspectionRow))
_FIND = prepared(select(*_ROW).where(_ROW.reference == bindparam("reference")))
_NEWEST = prepared(
    select(*_ROW)
    .where(_ROW.day == bindparam("day"))
    .order_by(_ROW.at_ms.desc(), _ROW.reference.desc())
    .limit(bindparam("count"))
)
_OF_PASS = prepared(
    select(*_ROW)
    .where(_ROW.of_pass == bindparam("of_pass"), _ROW.day == bindparam("day"))
    .order_by(_ROW.at_ms.desc(), _ROW.reference.desc())
    .limit(1)
)
_PUT_DRAFT = prepared_upsert(InspectionDraft)
_DROP_DRAFT = prepared(delete(InspectionDraft).where(*_MINE))
_DRAFTS = prepared(
    select(_DRAFT.member, _DRAFT.at_ms, _DRAFT.body)
    .where(_DRAFT.officer == bindparam("officer"))
    .order_by(_DRAFT.at_ms.desc(), _DRAFT.member)
)
_DROP_OLD = prepared(delete(InspectionDraft).where(_DRAFT.at_ms < bindparam("before_ms")))


def add_inspection(session: Session, fields: dict[str, Any]) -> None:
    session.run(_ADD, **fields)


def find_inspection(session: Session, reference: str) -> Inspection | None:
    row = session.row(_FIND, reference=reference)
    return Inspection(*row) if row else None


def newest_inspections(session: Session, day: TradeDay, *, count: int) -> list[Inspection]:
    return [Inspection(*row) for row in session.rows(_NEWEST, day=day, count=count)]


def newest_of_pass(session: Session, of_pass: PassId, day: TradeDay) -> Inspection | None:
    """The last inspection that was made here that day because of a pass."""
    row = session.row(_OF_PASS, of_pass=str(of_pass), day=day)
    return Inspection(*row) if row else None


def put_draft(session: Session, officer: OfficerNo, draft: Draft) -> None:
    session.run(_PUT_DRAFT, officer=officer, **draft._asdict())


def drop_draft(session: Session, officer: OfficerNo, member: MemberNo) -> None:
    session.run(_DROP_DRAFT, whose=officer, whom=member)


def drafts_of(session: Session, officer: OfficerNo) -> list[Draft]:
    """What an officer has begun and not recorded, newest first."""
    return [Draft(*row) for row in session.rows(_DRAFTS, officer=officer)]


def drop_old_drafts(session: Session, *, before_ms: int) -> int:
    """Let go of drafts untouched since then (ms, UTC); how many."""
    return session.run(_DROP_OLD, before_ms=before_ms)
