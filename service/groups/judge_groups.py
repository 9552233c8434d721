"""Judges a list of groups whole: each row by itself, and then each parent against all rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from service.groups.rules import (
    NAME_LIMIT,
    GroupKind,
    GroupReason,
    judge_parent,
    read_kind,
    read_supported_min,
)
from service.kit.certificates import CertificateReason, judge_certificate
from service.members.rules import (
    WARNINGS,
    RowFault,
    RowReason,
    is_minor,
    mask_cell,
    read_group_no,
    read_village,
)
from service.vocabulary import GroupNo, TradeDay

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One row of a list of groups as plain text; cells that are not there are empty."""

    line: int
    group: str = ""
    kind: str = ""
    parent: str = ""
    village: str = ""
    name: str = ""
    leader: str = ""
    supported_min: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedGroup:
    """A row that names a group. The leader, if named, is named by certificate number."""

    line: int
    group: GroupNo
    kind: GroupKind
    parent: GroupNo | None
    village: str
    name: str
    leader: str | None
    supported_min: int


@dataclass(frozen=True, slots=True)
class JudgedGroups:
    """A list of groups judged whole: the groups, what keeps rows out, and what is only told."""

    accepted: list[AcceptedGroup]
    faults: list[RowFault]
    warnings: list[RowFault]


def judge_groups(
    rows: Iterable[GroupRow | RowFault], *, day: TradeDay, known: Mapping[GroupNo, GroupKind]
) -> JudgedGroups:
    """Judge all rows; parents may stand in the list, before or after, or be known already."""
    accepted: dict[GroupNo, AcceptedGroup] = {}
    told: list[RowFault] = []
    for row in rows:
        verdict = (row,) if isinstance(row, RowFault) else judge_group_row(row, day, accepted)
        if isinstance(verdict, AcceptedGroup):
            accepted[verdict.group] = verdict
        else:
            told.extend(verdict)
    told.extend(_take_out_misplaced(accepted, known))
    told.sort(key=lambda fault: fault.line)
    return JudgedGroups(
        accepted=list(accepted.values()),
        faults=[fault for fault in told if fault.reason not in WARNINGS],
        warnings=[fault for fault in told if fault.reason in WARNINGS],
    )


def judge_group_row(
    row: GroupRow, day: TradeDay, seen: Mapping[GroupNo, AcceptedGroup]
) -> AcceptedGroup | tuple[RowFault, ...]:
    """Judge one row; `seen` holds the groups taken before. The parent is judged with the list."""
    faults: list[RowFault] = []

    def take(field: str, verdict: T | RowReason | GroupReason, stand_in: T) -> T:
        if isinstance(verdict, RowReason | GroupReason):
            value = mask_cell(field, getattr(row, field))
            faults.append(RowFault(row.line, field, verdict, value))
            return stand_in
        return verdict

    accepted = AcceptedGroup(
        line=row.line,
        group=take("group", read_group_no(row.group), GroupNo("")),
        kind=take("kind", read_kind(row.kind), GroupKind.GROUP),
        parent=take("parent", _parent(row.parent), None),
        village=take("village", read_village(row.village), ""),
        name=take("name", _name(row.name), ""),
        leader=take("leader", _leader(row.leader, day), None),
        supported_min=take("supported_min", read_supported_min(row.supported_min), 0),
    )
    if earlier := seen.get(accepted.group):
        value = mask_cell("group", row.group)
        faults.append(
            RowFault(row.line, "group", GroupReason.GROUP_TWICE, value, see_line=earlier.line)
        )
    return tuple(faults) or accepted


def _name(text: str) -> str | RowReason:
    return text if len(text) <= NAME_LIMIT else RowReason.NAME_TOO_LONG


def _parent(text: str) -> GroupNo | RowReason | None:
    return read_group_no(text) if text else None


def _leader(text: str, day: TradeDay) -> str | RowReason | GroupReason | None:
    if not text:
        return None
    leader = judge_certificate(text, day)
    if isinstance(leader, CertificateReason):
        return GroupReason.LEADER_UNREADABLE
    return RowReason.MINOR_AS_LEADER if is_minor(leader.born, day) else leader.number


def _take_out_misplaced(
    accepted: dict[GroupNo, AcceptedGroup], known: Mapping[GroupNo, GroupKind]
) -> Iterator[RowFault]:
    while misplaced := list(_misplaced(accepted, known)):
        for row, reason in misplaced:
            del accepted[row.group]
            yield RowFault(row.line, "parent", reason, row.parent or "")


def _misplaced(
    accepted: Mapping[GroupNo, AcceptedGroup], known: Mapping[GroupNo, GroupKind]
) -> Iterator[tuple[AcceptedGroup, StrEnum]]:
    kinds = {**known, **{group: row.kind for group, row in accepted.items()}}
    for row in accepted.values():
        if row.parent is None:
            continue
        if (reason := judge_parent(row.kind, kinds.get(row.parent))) is not None:
            yield row, reason
