"""Make signed feed pages from a roster or a list of groups: judged whole, all or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from service.feeds.archive import PageArchive
from service.groups.judge_groups import AcceptedGroup, judge_groups
from service.groups.plan_roster import Listed, plan_roster
from service.groups.read_groups import read_groups
from service.groups.rules import (
    LEAST_SUPPORTED,
    GroupKind,
    GroupShape,
    ShapeWarning,
    judge_shape,
)
from service.kit.ids import Randomness
from service.kit.pii import FieldKeys, KnownCertificates, certificate_index
from service.members.judge_roster import RosterFrame, judge_roster
from service.members.read_roster import read_roster
from service.members.rules import MemberRole, RowFault
from service.vocabulary import GroupNo, MemberNo, SiteNo, TradeDay

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Publishing:
    """Under what a list is published: by which authority, for which site, judged on which day."""

    archive: PageArchive
    site: SiteNo
    day: TradeDay
    at_ms: int
    random: Randomness
    dry_run: bool = False
    skip_bad: bool = False


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What a list came to. ``published`` is false after a dry run, and when bad rows kept the
    whole list out."""

    accepted: int
    added: int
    changed: int
    unchanged: int
    faults: list[RowFault]
    warnings: list[RowFault]
    shapes: list[tuple[GroupNo, ShapeWarning]]
    published: bool


def publish_roster(stream: BinaryIO, under: Publishing) -> PublishReport:
    """Judge a roster (CSV or XLSX) and publish what it says anew on the members feed.

    The same file twice publishes nothing. Raises ``TableFault`` when the file is no roster.
    """
    # Numbers are given by what the archive holds: a second list at once would give them again.
    with under.archive.alone():
        return _publish_roster(stream, under)


def _publish_roster(stream: BinaryIO, under: Publishing) -> PublishReport:
    listed = _listed(under)
    keys = under.archive.authority.field_keys
    adults = KnownCertificates(keys, _adult_indexes(listed))
    frame = RosterFrame(day=under.day, groups=listed.groups, known_adults=adults)
    judged = judge_roster(read_roster(stream), frame)
    plan = plan_roster(judged.accepted, listed, site=under.site, keys=keys, random=under.random)
    publishes = _publishes(under, judged.faults)
    if publishes:
        under.archive.publish("members", plan.members, at_ms=under.at_ms)
        under.archive.publish("groups", plan.groups, at_ms=under.at_ms)
    now = Listed.from_items([*listed.members.values(), *plan.members], listed.groups.values())
    return PublishReport(
        accepted=len(judged.accepted),
        added=plan.added,
        changed=len(plan.members) - plan.added,
        unchanged=plan.unchanged,
        faults=judged.faults,
        warnings=judged.warnings,
        shapes=_shapes(now),
        published=publishes,
    )


def publish_groups(stream: BinaryIO, under: Publishing) -> PublishReport:
    """Judge a list of groups and publish what it says anew on the groups feed.

    Raises ``TableFault`` when the file is no list of groups.
    """
    with under.archive.alone():
        return _publish_groups(stream, under)


def _publish_groups(stream: BinaryIO, under: Publishing) -> PublishReport:
    listed = _listed(under)
    known = {group: GroupKind(item["kind"]) for group, item in listed.groups.items()}
    judged = judge_groups(read_groups(stream), day=under.day, known=known)
    leaders = _leaders(judged.accepted, listed, under.archive.authority.field_keys)
    items = [_group_item(row, leaders[row.group]) for row in judged.accepted]
    said = [item for item in items if listed.groups.get(item["group"]) != item]
    publishes = _publishes(under, judged.faults)
    if publishes:
        under.archive.publish("groups", said, at_ms=under.at_ms)
    added = sum(item["group"] not in known for item in said)
    return PublishReport(
        accepted=len(items),
        added=added,
        changed=len(said) - added,
        unchanged=len(items) - len(said),
        faults=judged.faults,
        warnings=judged.warnings,
        shapes=[],
        published=publishes,
    )


def _listed(under: Publishing) -> Listed:
    return Listed.from_items(
        under.archive.items("members", at_ms=under.at_ms),
        under.archive.items("groups", at_ms=under.at_ms),
    )


def _adult_indexes(listed: Listed) -> frozenset[str]:
    """Who may be a guardian without standing in the file: every minor has one, adults need none."""
    return frozenset(item["index"] for item in listed.members.values() if item["guardian"] is None)


def _publishes(under: Publishing, faults: list[RowFault]) -> bool:
    return not under.dry_run and (under.skip_bad or not faults)


def _leaders(
    rows: list[AcceptedGroup], listed: Listed, keys: FieldKeys
) -> dict[GroupNo, MemberNo | None]:
    """Each group's leader: whom the list names, if known, else the one said before (the roster
    names leaders too, so a list of groups never takes one away)."""
    numbers = {item["index"]: number for number, item in listed.members.items()}
    leaders: dict[GroupNo, MemberNo | None] = {}
    for row in rows:
        before = listed.groups.get(row.group)
        named = numbers.get(certificate_index(keys, row.leader)) if row.leader else None
        leaders[row.group] = named or (before["leader"] if before else None)
    return leaders


def _group_item(row: AcceptedGroup, leader: MemberNo | None) -> Item:
    return {
        "type": "group.listed",
        "v": 1,
        "group": row.group,
        "kind": row.kind,
        "parent": row.parent,
        "village": row.village,
        "name": row.name,
        "leader": leader,
        "supported_min": row.supported_min,
    }


def _shapes(listed: Listed) -> list[tuple[GroupNo, ShapeWarning]]:
    by_group: dict[GroupNo, list[Item]] = {group: [] for group in listed.groups}
    for item in listed.members.values():
        by_group.setdefault(item["group"], []).append(item)
    warnings = []
    for group, members in sorted(by_group.items()):
        told = judge_shape(_shape(listed.groups.get(group), members))
        warnings += [(group, each) for each in told]
    return warnings


def _shape(group: Item | None, members: Iterable[Item]) -> GroupShape:
    listed = list(members)
    return GroupShape(
        kind=GroupKind(group["kind"]) if group else GroupKind.GROUP,
        members=len(listed),
        supported=sum(item["supported"] for item in listed),
        leaders=sum(item["role"] == MemberRole.LEADER for item in listed),
        supported_min=group["supported_min"] if group else LEAST_SUPPORTED,
    )
