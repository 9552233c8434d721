"""All SQL of the passes."""

from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, insert, select, update

from service.passes.rules import Settlement
from service.passes.tables import HeldPass, IssuedPass, PassDraw, PassEnd, PassGoods, PassText
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import Epoch, MemberNo, PassId, SiteNo, TerminalNo, TradeDay


class Issued(NamedTuple):
    """A pass that went out from here; ``annulled`` is why it is no longer handed out."""

    reference: str
    inspection: str
    at_ms: int
    day: TradeDay
    member: MemberNo
    to_site: SiteNo
    to_epoch: Epoch
    expires_s: int
    digest: bytes
    code: str
    annulled: str | None
    returned_by: str | None


class End(NamedTuple):
    """How, when and where a pass came to its end here; ``digest`` is unknown of one that came
    back by its receipt. ``came_in`` says whether the pass let its bearer in."""

    site: SiteNo
    epoch: Epoch
    seq: int
    how: Settlement
    digest: bytes | None
    member: MemberNo | None
    at_ms: int
    day: TradeDay | None
    terminal: TerminalNo | None
    reference: str
    entry: str | None
    came_in: bool
    annulled: bool
    admitted: str | None

    @property
    def of(self) -> PassId:
        return PassId(self.site, self.epoch, self.seq)


class Held(NamedTuple):
    """The text of another site's pass, kept until then (ms, UTC) for whoever types its code."""

    code: str
    member: MemberNo
    text: str
    until_ms: int


class Draw(NamedTuple):
    """A recorded draw."""

    link: int
    rate: int
    drawn: bool


_ISSUED = columns_of(IssuedPass)
_TEXT = columns_of(PassText)
_END = columns_of(PassEnd)
_DRAW = columns_of(PassDraw)
_HELD = columns_of(HeldPass)
_GOODS = columns_of(PassGoods)
_THIS_END = and_(
    _END.site == bindparam("site_"),
    _END.epoch == bindparam("epoch_"),
    _END.seq == bindparam("seq_"),
)
_ADD_ISSUED = prepared(insert(IssuedPass))
_FIND_ISSUED = prepared(select(*_ISSUED).where(_ISSUED.reference == bindparam("reference")))
_OF_INSPECTION = prepared(
    select(*_ISSUED)
    .where(_ISSUED.inspection == bindparam("inspection"))
    .order_by(_ISSUED.reference)
)
_ANNUL_ISSUED = prepared(
    update(IssuedPass)
    .where(_ISSUED.reference == bindparam("which"))
    .values(annulled=bindparam("why"))
)
_RETURN = prepared(
    update(IssuedPass)
    .where(_ISSUED.reference == bindparam("which"))
    .values(returned_by=bindparam("void"))
)
_PUT_TEXT = prepared_upsert(PassText)
_FIND_TEXT = prepared(select(_TEXT.text).where(_TEXT.reference == bindparam("reference")))
_TEXTS = prepared(select(_TEXT.reference, _TEXT.text).order_by(_TEXT.reference))
_DROP_TEXTS = prepared(delete(PassText).where(_TEXT.until_ms < bindparam("before_ms")))
_GOING = prepared(
    select(*_ISSUED)
    .where(_ISSUED.expires_s >= bindparam("since_s"))
    .order_by(_ISSUED.at_ms.desc(), _ISSUED.reference.desc())
    .limit(bindparam("count"))
)
_BY_CODE = prepared(
    select(*_ISSUED)
    .where(_ISSUED.code == bindparam("code"))
    .order_by(_ISSUED.at_ms.desc())
    .limit(1)
)
_HOLD = prepared_upsert(HeldPass)
_FIND_HELD = prepared(select(_HELD.text).where(_HELD.code == bindparam("code")))
_DROP_HELD = prepared(delete(HeldPass).where(_HELD.until_ms < bindparam("before_ms")))
_DROP_HELD_OF = prepared(delete(HeldPass).where(_HELD.member == bindparam("member")))
_PUT_GOODS = prepared_upsert(PassGoods)
_FIND_GOODS = prepared(
    select(_GOODS.declaration).where(
        _GOODS.site == bindparam("site"),
        _GOODS.epoch == bindparam("epoch"),
        _GOODS.seq == bindparam("seq"),
    )
)
_DROP_TEXTS_OF = prepared(
    delete(PassText).where(
        _TEXT.reference.in_(select(_ISSUED.reference).where(_ISSUED.member == bindparam("member")))
    )
)
_ADD_END = prepared(insert(PassEnd))
_FIND_END = prepared(select(*_END).where(_THIS_END))
_ENDED = prepared(
    select(*_END)
    .where(_END.member == bindparam("member"), _END.day == bindparam("day"))
    .order_by(_END.at_ms.desc(), _END.reference.desc())
)
_ANNUL_END = prepared(update(PassEnd).where(_THIS_END).values(annulled=True))
_ADMIT = prepared(update(PassEnd).where(_THIS_END).values(admitted=bindparam("by")))
_ADD_DRAW = prepared(insert(PassDraw))
_FIND_DRAW = prepared(
    select(_DRAW.link, _DRAW.rate, _DRAW.drawn).where(
        _DRAW.site == bindparam("site"),
        _DRAW.epoch == bindparam("epoch"),
        _DRAW.seq == bindparam("seq"),
    )
)
_BOUND = prepared(
    select(_DRAW.seq)
    .where(
        _DRAW.member == bindparam("member"),
        _DRAW.day == bindparam("day"),
        _DRAW.drawn.is_(True),
    )
    .limit(1)
)


def add_issued(session: Session, fields: dict[str, Any]) -> None:
    session.run(_ADD_ISSUED, **fields)


def find_issued(session: Session, reference: str) -> Issued | None:
    row = session.row(_FIND_ISSUED, reference=reference)
    return Issued(*row) if row else None


def issued_for(session: Session, inspection: str) -> list[Issued]:
    """Every pass that one inspection let go out."""
    return [Issued(*row) for row in session.rows(_OF_INSPECTION, inspection=inspection)]


def going_passes(session: Session, *, since_s: int, count: int) -> list[Issued]:
    """The passes that went out from here and were valid then (s, UTC) or later, newest first."""
    return [Issued(*row) for row in session.rows(_GOING, since_s=since_s, count=count)]


def issued_by_code(session: Session, code: str) -> Issued | None:
    row = session.row(_BY_CODE, code=code)
    return Issued(*row) if row else None


def hold_text(session: Session, held: Held) -> None:
    session.run(_HOLD, **held._asdict())


def find_held(session: Session, code: str) -> str | None:
    """The text of another site's pass that is held here."""
    text: str | None = session.value(_FIND_HELD, code=code)
    return text


def put_goods(session: Session, of: PassId, *, manifest: bytes, declaration: str) -> None:
    session.run(_PUT_GOODS, **of._asdict(), manifest=manifest, declaration=declaration)


def declaration_of(session: Session, of: PassId) -> str | None:
    """The declaration by which the goods of a pass were last declared here."""
    name: str | None = session.value(_FIND_GOODS, **of._asdict())
    return name


def annul_issued(session: Session, reference: str, *, why: str) -> None:
    session.run(_ANNUL_ISSUED, which=reference, why=why)


def take_return(session: Session, reference: str, *, void: str) -> None:
    session.run(_RETURN, which=reference, void=void)


def put_text(session: Session, reference: str, text: str, *, until_ms: int) -> None:
    session.run(_PUT_TEXT, reference=reference, text=text, until_ms=until_ms)


def find_text(session: Session, reference: str) -> str | None:
    """The text of a pass that went out; ``None`` once it was let go of."""
    text: str | None = session.value(_FIND_TEXT, reference=reference)
    return text


def held_texts(session: Session) -> list[tuple[str, str]]:
    """Every pass that went out from here and whose text is still here, by its name."""
    return [(row[0], row[1]) for row in session.rows(_TEXTS)]


def drop_texts(session: Session, *, before_ms: int) -> int:
    """Let go of the texts that need be kept until then (ms, UTC) at most; how many."""
    held = session.run(_DROP_HELD, before_ms=before_ms)
    return held + session.run(_DROP_TEXTS, before_ms=before_ms)


def drop_texts_of(session: Session, member: MemberNo) -> None:
    """Let go of the texts of every pass of this member: they carry a masked name."""
    session.run(_DROP_TEXTS_OF, member=member)
    session.run(_DROP_HELD_OF, member=member)


def add_end(session: Session, end: End) -> None:
    """End a pass. The database refuses a second end of the same pass, whichever it is."""
    session.run(_ADD_END, **end._asdict())


def find_end(session: Session, of: PassId) -> End | None:
    row = session.row(_FIND_END, site_=of.site, epoch_=of.epoch, seq_=of.seq)
    return _read_end(row) if row else None


def ended_of(session: Session, member: MemberNo, day: TradeDay) -> list[End]:
    """The passes of a member that came to their end here that day, newest first."""
    return [_read_end(row) for row in session.rows(_ENDED, member=member, day=day)]


def annul_end(session: Session, of: PassId) -> None:
    session.run(_ANNUL_END, site_=of.site, epoch_=of.epoch, seq_=of.seq)


def admit(session: Session, of: PassId, *, by: str) -> None:
    session.run(_ADMIT, site_=of.site, epoch_=of.epoch, seq_=of.seq, by=by)


def add_draw(session: Session, of: PassId, fields: dict[str, Any]) -> None:
    session.run(_ADD_DRAW, **of._asdict(), **fields)


def find_draw(session: Session, of: PassId) -> Draw | None:
    row = session.row(_FIND_DRAW, **of._asdict())
    return Draw(row[0], row[1], bool(row[2])) if row else None


def was_drawn(session: Session, member: MemberNo, day: TradeDay) -> bool:
    """Whether a pass of this member was drawn here that day."""
    return session.row(_BOUND, member=member, day=day) is not None


def _read_end(row: Any) -> End:
    end = End(*row)
    return end._replace(
        how=Settlement(end.how), came_in=bool(end.came_in), annulled=bool(end.annulled)
    )
