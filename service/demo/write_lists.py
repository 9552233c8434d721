"""Writes an invented population as the two lists an office would hand in: groups and roster."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from service.demo.population import (
    DemoGroup,
    DemoMember,
    Population,
    PopulationPlan,
    make_population,
)
from service.groups.rules import GroupKind
from service.kit.ids import seeded_randomness
from service.members.rules import NO_END, MemberRole, Standing, StandingReason
from service.vocabulary import TradeDay

GROUPS_NAME = "groups.csv"
ROSTER_NAME = "roster.csv"
REFERENCE_DAY = TradeDay("2026-11-02")
"""Ages and validity are as of this day, so that one seed invents the same people on any day."""


def write_lists(
    folder: Path,
    *,
    members: int = 25_000,
    groups: int = 128,
    seed: int = 1,
    day: TradeDay = REFERENCE_DAY,
) -> tuple[Path, Path]:
    """Invent a population and write groups.csv and roster.csv; gives the paths in that order.

    Both are UTF-8 with BOM, as spreadsheets save them. Raises ValueError if so many members do
    not make so many groups of 20 to 600.
    """
    plan = PopulationPlan(members=members, groups=groups)
    random = seeded_randomness(f"population:{seed}")
    return write_population(make_population(random, day=day, plan=plan), folder)


def write_population(population: Population, folder: Path) -> tuple[Path, Path]:
    """Write an invented population as groups.csv and roster.csv; gives the paths in that order."""
    folder.mkdir(parents=True, exist_ok=True)
    groups, roster = folder / GROUPS_NAME, folder / ROSTER_NAME
    _write(groups, _GROUP_HEADINGS, map(_group_cells, population.groups))
    _write(roster, _ROSTER_HEADINGS, map(_member_cells, population.members))
    return groups, roster


def _write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(rows)


def _group_cells(group: DemoGroup) -> tuple[str, ...]:
    return (group.group, _KINDS[group.kind], group.parent or "", group.village, group.name)


def _member_cells(member: DemoMember) -> tuple[str, ...]:
    return (
        member.name,
        member.certificate,
        member.group,
        _ROLES[member.role],
        member.village,
        "是" if member.supported else "否",
        "长期" if member.valid_until == NO_END else member.valid_until,
        _STANDINGS[member.standing],
        _REASONS[member.reason] if member.reason else "",
        member.guardian or "",
        "有" if member.phone else "无",
    )


_GROUP_HEADINGS = ("组号", "类型", "上级组", "所在村", "组名")
_ROSTER_HEADINGS = (
    "姓名",
    "证件号",
    "互助组",
    "角色",
    "所在村",
    "困难户",
    "有效期至",
    "状态",
    "状态原因",
    "监护人证件号",
    "智能手机",
)
_KINDS = {
    GroupKind.GROUP: "互助组",
    GroupKind.COORDINATION_GROUP: "大协作组",
    GroupKind.COOPERATIVE: "合作社",
}
_ROLES = {MemberRole.MEMBER: "组员", MemberRole.LEADER: "组长"}
_STANDINGS = {Standing.ACTIVE: "正常", Standing.SUSPENDED: "停用", Standing.EXPIRED: "过期"}
_REASONS = {
    StandingReason.CERTIFICATE_LENT: "出借证件",
    StandingReason.UNDER_REVIEW: "待核实",
    StandingReason.MOVED_AWAY: "迁出",
    StandingReason.OWN_REQUEST: "本人申请",
    StandingReason.DECEASED: "死亡",
    StandingReason.OTHER: "其他",
}
