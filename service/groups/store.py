"""All SQL of the groups."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from service.groups.tables import GroupRow
from service.session import Session, columns_of, kept_until_changed, prepared, prepared_upsert
from service.vocabulary import GroupNo, MemberNo


class Group(NamedTuple):
    """A group as this site knows it."""

    group: GroupNo
    kind: str
    parent: GroupNo | None
    village: str
    name: str
    leader: MemberNo | None


_GROUP = columns_of(GroupRow)
_COLUMNS = (
    _GROUP.group_no,
    _GROUP.kind,
    _GROUP.parent,
    _GROUP.village,
    _GROUP.name,
    _GROUP.leader,
)
_FIND = prepared(select(*_COLUMNS).where(_GROUP.group_no == bindparam("group")))
_ALL = prepared(select(*_COLUMNS))
_PUT = prepared_upsert(GroupRow)


@kept_until_changed(GroupRow)
def find_group(session: Session, group: GroupNo) -> Group | None:
    row = session.row(_FIND, group=group)
    return Group(*row) if row else None


def all_groups(session: Session) -> dict[GroupNo, Group]:
    return {row[0]: Group(*row) for row in session.rows(_ALL)}


def put_group(session: Session, fields: dict[str, Any]) -> None:
    session.run(_PUT, **fields)
