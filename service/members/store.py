"""All SQL of the members."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select

from service.members.tables import LostCard, MemberRow, RevokedCard
from service.session import Session, columns_of, prepared, prepared_upsert
from service.vocabulary import GroupNo, MemberNo, SiteNo, TradeDay


class Member(NamedTuple):
    """A member as this site knows one; ``sealed_name`` opens only with the field keys."""

    member: MemberNo
    group: GroupNo
    site: SiteNo
    sealed_name: str
    sealed_certificate: str
    sealed_born: str
    standing: str
    reason: str | None
    valid_until: TradeDay
    supported: bool
    role: str
    village: str
    guardian: MemberNo | None


_MEMBER = columns_of(MemberRow)
_CARD_ROW = columns_of(RevokedCard)
_LOST_ROW = columns_of(LostCard)
_FIND = prepared(
    select(
        _MEMBER.member,
        _MEMBER.group_no,
        _MEMBER.site,
        _MEMBER.name,
        _MEMBER.certificate,
        _MEMBER.born,
        _MEMBER.standing,
        _MEMBER.reason,
        _MEMBER.valid_until,
        _MEMBER.supported,
        _MEMBER.role,
        _MEMBER.village,
        _MEMBER.guardian,
    ).where(_MEMBER.member == bindparam("member"))
)
_PUT = prepared_upsert(MemberRow)
_WITHDRAW = prepared(delete(MemberRow).where(_MEMBER.member == bindparam("which")))
_PUT_REVOKED = prepared_upsert(RevokedCard)
_IS_REVOKED = prepared(
    select(_CARD_ROW.serial).where(
        _CARD_ROW.member == bindparam("member"), _CARD_ROW.serial == bindparam("serial")
    )
)
_LAST_REVOKED = prepared(
    select(func.max(_CARD_ROW.serial)).where(_CARD_ROW.member == bindparam("member"))
)
_PUT_LOST = prepared_upsert(LostCard)
_IS_LOST = prepared(
    select(_LOST_ROW.serial).where(
        _LOST_ROW.member == bindparam("member"), _LOST_ROW.serial == bindparam("serial")
    )
)
_NUMBERS_BY_INDEX = prepared(select(_MEMBER.certificate_index, _MEMBER.member))
_INDEX_OF = prepared(select(_MEMBER.certificate_index).where(_MEMBER.member == bindparam("member")))
_FIRST = prepared(
    select(_MEMBER.member, _MEMBER.group_no)
    .where(_MEMBER.standing == bindparam("standing"), _MEMBER.guardian.is_(None))
    .order_by(_MEMBER.member)
    .limit(bindparam("count"))
)
_COUNT = prepared(select(func.count()).select_from(MemberRow))


def find_member(session: Session, member: MemberNo) -> Member | None:
    row = session.row(_FIND, member=member)
    return Member(*row) if row else None


def put_member(session: Session, fields: dict[str, Any]) -> None:
    session.run(_PUT, **fields)


def withdraw_member(session: Session, member: MemberNo) -> None:
    session.run(_WITHDRAW, which=member)


def revoke_card(session: Session, member: MemberNo, serial: int) -> None:
    session.run(_PUT_REVOKED, member=member, serial=serial)


def is_card_revoked(session: Session, member: MemberNo, serial: int) -> bool:
    return session.row(_IS_REVOKED, member=member, serial=serial) is not None


def last_revoked_serial(session: Session, member: MemberNo) -> int | None:
    """The highest serial of this member's that the authority has revoked."""
    serial: int | None = session.value(_LAST_REVOKED, member=member)
    return serial


def put_lost_card(session: Session, fields: dict[str, Any]) -> None:
    session.run(_PUT_LOST, **fields)


def is_card_reported_lost(session: Session, member: MemberNo, serial: int) -> bool:
    return session.row(_IS_LOST, member=member, serial=serial) is not None


def numbers_by_index(session: Session) -> dict[str, MemberNo]:
    """Every known certificate index with its member number: a person keeps one number."""
    return dict(session.rows(_NUMBERS_BY_INDEX))


def certificate_index_of(session: Session, member: MemberNo) -> str:
    """The keyed index of a member's certificate number, in hexadecimal."""
    return str(session.value(_INDEX_OF, member=member))


def first_members(session: Session, *, standing: str, count: int) -> list[tuple[MemberNo, GroupNo]]:
    """The adults of lowest number with this standing, each with the group: for samples."""
    return [(row[0], row[1]) for row in session.rows(_FIRST, standing=standing, count=count)]


def count_members(session: Session) -> int:
    return int(session.value(_COUNT))
