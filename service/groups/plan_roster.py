"""From a judged roster to what the authority has to say anew: numbers given, fields sealed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from service.kit.ids import FIRST_SERIAL, Randomness, with_check_digit
from service.kit.pii import FieldKeys, certificate_index, open_sealed, seal
from service.members.judge_roster import AcceptedRow
from service.members.rules import MemberRole
from service.vocabulary import GroupNo, MemberNo, SiteNo

SEALED = ("name", "certificate", "born")

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """What the authority has said so far: its newest item for each member and group.

    ``numbers`` are those of everybody ever listed, by keyed index, and ``highest`` is the highest
    ever given: a number leads to one person for ever, also after a withdrawal. So does the home,
    ``sites``, which no list moves: two sites would each hold the whole quota for a while. Who was
    forgotten and is listed anew is another member: nothing is left that could tell.
    """

    members: dict[MemberNo, Item]
    groups: dict[GroupNo, Item]
    numbers: dict[str, MemberNo]
    highest: int
    sites: dict[MemberNo, SiteNo] = field(default_factory=dict)

    @classmethod
    def from_items(cls, members: Iterable[Item], groups: Iterable[Item]) -> "Listed":
        listed: dict[MemberNo, Item] = {}
        numbers: dict[str, MemberNo] = {}
        sites: dict[MemberNo, SiteNo] = {}
        highest = 0
        for item in members:
            highest = max(highest, item["member"])
            if item["type"] == "member.listed":
                listed[item["member"]] = item
                numbers[item["index"]] = item["member"]
                sites.setdefault(item["member"], item["site"])
            elif item["type"] == "member.withdrawn":
                listed.pop(item["member"], None)
            elif item["type"] == "member.forgotten":
                listed.pop(item["member"], None)
                numbers = {index: no for index, no in numbers.items() if no != item["member"]}
        named = {item["group"]: item for item in groups if item["type"] == "group.listed"}
        return cls(listed, named, numbers, highest, sites)


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """New items of the members and the groups feed, and how many rows say nothing new."""

    members: list[Item]
    groups: list[Item]
    added: int
    unchanged: int


def plan_roster(
    rows: list[AcceptedRow],
    listed: Listed,
    *,
    site: SiteNo,
    keys: FieldKeys,
    random: Randomness,
) -> RosterPlan:
    """What to publish for ``rows``: a person keeps one number, known by the keyed index of the
    certificate; a row that says nothing new is not said again."""
    last_serial = max(FIRST_SERIAL - 1, listed.highest // 10)
    numbering = _Numbering(keys, dict(listed.numbers), last_serial)
    for row in rows:
        numbering.give(row.certificate.number)
    said: list[Item] = []
    for row in rows:
        plain = _plain_item(row, site, numbering)
        plain["site"] = listed.sites.get(plain["member"], site)
        before = listed.members.get(plain["member"])
        if before is None or _opened(before, keys) != plain:
            said.append(_sealed(plain, keys, random))
    return RosterPlan(
        members=said,
        groups=list(_groups_with_leaders(rows, numbering, listed.groups)),
        added=sum(item["member"] not in listed.members for item in said),
        unchanged=len(rows) - len(said),
    )


@dataclass(slots=True)
class _Numbering:
    """Member numbers by the keyed index of the certificate; new ones follow the highest."""

    keys: FieldKeys
    numbers: dict[str, MemberNo]
    last_serial: int
    indexes: dict[str, str] = field(default_factory=dict)

    def give(self, certificate: str) -> None:
        index = self.index(certificate)
        if index not in self.numbers:
            self.last_serial += 1
            self.numbers[index] = MemberNo(with_check_digit(self.last_serial))

    def index(self, certificate: str) -> str:
        if certificate not in self.indexes:
            self.indexes[certificate] = certificate_index(self.keys, certificate)
        return self.indexes[certificate]

    def find(self, certificate: str | None) -> MemberNo | None:
        return self.numbers.get(self.index(certificate)) if certificate else None


def _plain_item(row: AcceptedRow, site: SiteNo, numbering: _Numbering) -> Item:
    index = numbering.index(row.certificate.number)
    return {
        "type": "member.listed",
        "v": 1,
        "member": numbering.numbers[index],
        "group": row.group,
        "site": site,
        "index": index,
        "name": row.name,
        "certificate": row.certificate.number,
        "born": row.born,
        "standing": row.standing,
        "reason": row.reason,
        "valid_until": row.valid_until,
        "supported": row.supported,
        "role": row.role,
        "village": row.village,
        "guardian": numbering.find(row.guardian),
        "phone": row.phone,
    }


def _context(item: Item, field: str) -> str:
    return f"member:{item['member']}:{field}"


def _sealed(plain: Item, keys: FieldKeys, random: Randomness) -> Item:
    sealed = {field: seal(keys, plain[field], _context(plain, field), random) for field in SEALED}
    return {**plain, **sealed}


def _opened(item: Item, keys: FieldKeys) -> Item:
    """The item in plain text; a field that was destroyed is empty, and so differs from any row."""
    opened = {
        field: open_sealed(keys, item[field], _context(item, field)) if item[field] else ""
        for field in SEALED
    }
    return {**item, **opened}


def _groups_with_leaders(
    rows: list[AcceptedRow], numbering: _Numbering, groups: dict[GroupNo, Item]
) -> Iterator[Item]:
    """Groups whose leader, as the roster names one, is another than was said before."""
    leaders = {
        row.group: numbering.find(row.certificate.number)
        for row in rows
        if row.role is MemberRole.LEADER
    }
    for group, leader in sorted(leaders.items()):
        if group in groups and groups[group]["leader"] != leader:
            yield {**groups[group], "leader": leader}
