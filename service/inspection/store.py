"""All SQL of inspections and their drafts."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select

from service.inspection.manifest import ManifestLine
from service.inspection.tables import InspectionDraft, InspectionRow
from service.kit import canonical_json
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import MemberNo, OfficerNo, PassId, TradeDay, Unit


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
    goods: bytes | None
    declaration: str | None
    plate: str | None
    batch: bytes | None
    confirmed: bool | None
    hits: bytes | None
    settles: bytes | None

    @property
    def hits_read(self) -> frozenset[str]:
        """The names of the risk hits that the officer had read."""
        return frozenset(canonical_json.decode(self.hits) if self.hits else ())

    @property
    def settled(self) -> frozenset[str]:
        """The words of what stood against the pass when it was made, and stands no more."""
        return frozenset(canonical_json.decode(self.settles) if self.settles else ())

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The goods, each with its names as the event has them."""
        said: list[dict[str, Any]] = canonical_json.decode(self.goods) if self.goods else []
        return said

    @property
    def manifest(self) -> tuple[ManifestLine, ...]:
        """The goods as their pass names them."""
        return tuple(
            ManifestLine(
                each["goods"], each["origin"], Unit(each["unit"]), each["amount"], each["value_fen"]
            )
            for each in self.lines
        )

    @property
    def seal_numbers(self) -> tuple[str, ...]:
        return tuple(each[0] for each in canonical_json.decode(self.seals))


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
_OF_MEMBER = prepared(
    select(*_ROW)
    .where(_ROW.day == bindparam("day"), _ROW.member == bindparam("member"))
    .order_by(_ROW.at_ms.desc(), _ROW.reference.desc())
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


def inspections_of(session: Session, member: MemberNo, day: TradeDay) -> list[Inspection]:
    """A member's inspections of a day, newest first."""
    return [Inspection(*row) for row in session.rows(_OF_MEMBER, member=member, day=day)]


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
