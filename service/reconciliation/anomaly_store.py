"""All SQL of what was found, what people said of it, and the proofs."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from sqlalchemy import bindparam, delete, func, or_, select, tuple_, update

from service.reconciliation.anomaly_tables import (
    AnomalyNote,
    AnomalyRow,
    FoldVersion,
    LookedAt,
    ProofRow,
)
from service.reconciliation.tables import Crossing, OfficerAct, PassSighting, QuotaFlow, SiteDay
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import Epoch, SiteNo


class Anomaly(NamedTuple):
    """A row of ``anomalies``."""

    id: str
    kind: str
    weight: str
    subject: str
    dossier: str
    site: str | None
    member: int | None
    day: str | None
    evidence: bytes
    digest: str
    seen_ms: int
    found_ms: int
    gone_ms: int | None
    state: str
    owner: str | None
    weighed: str | None


class Note(NamedTuple):
    """A row of ``anomaly_notes``."""

    event: str
    anomaly: str
    at_ms: int
    officer: str | None
    answer: str
    note: str


class Proved(NamedTuple):
    """A row of ``proofs``."""

    at_ms: int
    body: bytes
    token: str
    is_well: bool


_ROW = columns_of(AnomalyRow)
_NOTE = columns_of(AnomalyNote)
_PROOF = columns_of(ProofRow)
_LOOKED = columns_of(LookedAt)
_FOLD = columns_of(FoldVersion)
_FOLDED = (Crossing, PassSighting, QuotaFlow, SiteDay, OfficerAct)

_FIND = prepared(select(*_ROW).where(_ROW.id == bindparam("id")))
_PUT = prepared_upsert(AnomalyRow)
_STILL = prepared(
    update(AnomalyRow).where(_ROW.id == bindparam("id_")).values(found_ms=bindparam("at_ms"))
)
_OF_DOSSIER = prepared(
    select(_ROW.id)
    .where(_ROW.dossier == bindparam("dossier"), _ROW.gone_ms.is_(None))
    .order_by(_ROW.id)
)
_GONE = prepared(
    update(AnomalyRow)
    .where(_ROW.id == bindparam("id_"))
    .values(gone_ms=bindparam("at_ms"), state=bindparam("gone"))
)
_GONE_BEFORE = prepared(
    update(AnomalyRow)
    .where(_ROW.found_ms < bindparam("at_ms"), _ROW.gone_ms.is_(None))
    .values(gone_ms=bindparam("at_ms"), state=bindparam("gone"))
)
_HERE = (
    or_(bindparam("kind") == "", _ROW.kind == bindparam("kind")),
    or_(bindparam("weight") == "", _ROW.weight == bindparam("weight")),
    or_(bindparam("site") == "", _ROW.site == bindparam("site")),
    or_(bindparam("state") == "", _ROW.state == bindparam("state")),
    or_(bindparam("member") == 0, _ROW.member == bindparam("member")),
)
_LIST = prepared(
    select(*_ROW)
    .where(
        tuple_(_ROW.seen_ms, _ROW.id) < tuple_(bindparam("before_ms"), bindparam("before_id")),
        *_HERE,
    )
    .order_by(_ROW.seen_ms.desc(), _ROW.id.desc())
    .limit(bindparam("count"))
)
_COUNTS = prepared(
    select(_ROW.kind, _ROW.weight, _ROW.state, func.count())
    .group_by(_ROW.kind, _ROW.weight, _ROW.state)
    .order_by(_ROW.kind, _ROW.state)
)
_ADD_NOTE = prepared_upsert(AnomalyNote)
_NOTES = prepared(
    select(*_NOTE).where(_NOTE.anomaly == bindparam("anomaly")).order_by(_NOTE.at_ms, _NOTE.event)
)
_PUT_PROOF = prepared_upsert(ProofRow)
_PROOFS = prepared(
    select(*_PROOF)
    .where(_PROOF.at_ms < bindparam("before_ms"))
    .order_by(_PROOF.at_ms.desc())
    .limit(bindparam("count"))
)
_LOOKED_AT = prepared(select(_LOOKED.site, _LOOKED.epoch, _LOOKED.seq))
_PUT_LOOKED = prepared_upsert(LookedAt)
_FOLD_VERSION = prepared(select(_FOLD.version).where(_FOLD.one == 1))
_PUT_FOLD = prepared_upsert(FoldVersion)
_EMPTY = [prepared(delete(table)) for table in _FOLDED]


GONE: Final = "gone"
"""The state of what is found no more."""


class Asked(NamedTuple):
    """Which anomalies to show: an empty text, or 0, asks for all. Newest first, from behind one."""

    kind: str = ""
    weight: str = ""
    site: str = ""
    state: str = ""
    member: int = 0
    before_ms: int = 2**53
    before_id: str = ""


def find(session: Session, number: str) -> Anomaly | None:
    row = session.row(_FIND, id=number)
    return Anomaly(*row) if row else None


def put(session: Session, anomaly: Anomaly) -> None:
    session.run(_PUT, **anomaly._asdict())


def still_there(session: Session, number: str, *, at_ms: int) -> None:
    session.run(_STILL, id_=number, at_ms=at_ms)


def open_of(session: Session, dossier: str) -> list[str]:
    """The anomalies of a dossier that were there when it was last looked at."""
    return [row[0] for row in session.rows(_OF_DOSSIER, dossier=dossier)]


def let_go(session: Session, number: str, *, at_ms: int) -> None:
    """Note that what was found is found no more."""
    session.run(_GONE, id_=number, at_ms=at_ms, gone=GONE)


def let_go_before(session: Session, at_ms: int) -> int:
    """Note that what was last found before is found no more; how many."""
    return session.run(_GONE_BEFORE, at_ms=at_ms, gone=GONE)


def listed(session: Session, asked: Asked, *, count: int) -> list[Anomaly]:
    return [Anomaly(*row) for row in session.rows(_LIST, **asked._asdict(), count=count)]


def counts(session: Session) -> list[tuple[str, str, str, int]]:
    """How many there are, by kind, its weight, and state."""
    return [(row[0], row[1], row[2], row[3]) for row in session.rows(_COUNTS)]


def add_note(session: Session, note: Note) -> None:
    session.run(_ADD_NOTE, **note._asdict())


def notes_of(session: Session, number: str) -> list[Note]:
    return [Note(*row) for row in session.rows(_NOTES, anomaly=number)]


def put_proof(session: Session, proof: Proved) -> None:
    session.run(_PUT_PROOF, **proof._asdict())


def proofs(session: Session, *, before_ms: int = 2**53, count: int) -> list[Proved]:
    """The newest proofs, the newest first."""
    return [Proved(*row) for row in session.rows(_PROOFS, before_ms=before_ms, count=count)]


def looked_at(session: Session) -> Mapping[tuple[SiteNo, Epoch], int]:
    return {(row[0], row[1]): row[2] for row in session.rows(_LOOKED_AT)}


def put_looked(session: Session, site: SiteNo, epoch: Epoch, seq: int) -> None:
    session.run(_PUT_LOOKED, site=site, epoch=epoch, seq=seq)


def fold_version(session: Session) -> int:
    return int(session.value(_FOLD_VERSION) or 0)


def put_fold_version(session: Session, version: int) -> None:
    session.run(_PUT_FOLD, one=1, version=version)


def empty_fold(session: Session) -> None:
    """Destroy all that the journals came to, to make it anew."""
    for statement in _EMPTY:
        session.run(statement)
