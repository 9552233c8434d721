"""A list of groups is read like a roster, and a parent must exist and fit."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.groups.judge_groups import GroupRow, JudgedGroups, judge_group_row, judge_groups
from service.groups.read_groups import read_groups
from service.groups.rules import GroupKind, GroupReason
from service.kit.read_table import TableFault
from service.members.rules import RowReason
from service.vocabulary import GroupNo, TradeDay
from tests.members.rosters import ADULT, CHILD

DAY = TradeDay("2026-11-24")
HEADINGS = "组号,类型,上级组,所在村,组名,组长证件号,困难户名额"
FIELDS = [field for field in GroupRow.__dataclass_fields__ if field != "line"]


def judge(*lines: str, known: dict[GroupNo, GroupKind] | None = None) -> JudgedGroups:
    content = "\n".join([HEADINGS, *lines, ""]).encode("gb18030")
    return judge_groups(read_groups(io.BytesIO(content)), day=DAY, known=known or {})


def told(judged: JudgedGroups) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.field, fault.reason) for fault in judged.faults]


def test_a_group_has_its_kind_parent_village_leader_and_least_supported() -> None:
    judged = judge(
        f"G017,互助组,G901,河洲村,河洲村第17互助组,{ADULT},2",
        "901,大协作组,,河洲村,河洲村大协作组,,",
    )
    assert not judged.faults
    group, above = judged.accepted
    assert (group.group, group.kind, group.parent) == ("G017", GroupKind.GROUP, "G901")
    assert (group.village, group.name) == ("河洲村", "河洲村第17互助组")
    assert (group.leader, group.supported_min) == (ADULT, 2)
    assert (above.group, above.leader, above.supported_min) == ("G901", None, 1)


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (",,,河洲村,河洲,,1", "group", RowReason.GROUP_MISSING),
        ("一组,,,河洲村,河洲,,", "group", RowReason.GROUP_UNREADABLE),
        ("G001,,,河洲村,,,", "group", GroupReason.GROUP_TWICE),
        ("G002,公司,,河洲村,,,", "kind", GroupReason.KIND_UNKNOWN),
        ("G002,,甲,河洲村,,,", "parent", RowReason.GROUP_UNREADABLE),
        ("G002,,G999,河洲村,,,", "parent", GroupReason.PARENT_UNKNOWN),
        ("G002,,G001,河洲村,,,", "parent", GroupReason.PARENT_DOES_NOT_FIT),
        ("G002,,G002,河洲村,,,", "parent", GroupReason.PARENT_DOES_NOT_FIT),
        ("G002,,," + "村" * 41 + ",,,", "village", RowReason.VILLAGE_TOO_LONG),
        ("G002,,,河洲村," + "组" * 61 + ",,", "name", RowReason.NAME_TOO_LONG),
        ("G002,,,河洲村,,123,", "leader", GroupReason.LEADER_UNREADABLE),
        (f"G002,,,河洲村,,{CHILD},", "leader", RowReason.MINOR_AS_LEADER),
        ("G002,,,河洲村,,,一", "supported_min", GroupReason.SUPPORTED_MIN_UNREADABLE),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_taken(line: str, field: str, reason: str) -> None:
    judged = judge("G001,,,河洲村,,,", line, "G003,,,河洲村,,,")
    assert told(judged) == [(3, field, reason)]
    assert [row.group for row in judged.accepted] == ["G001", "G003"]


def test_a_parent_may_be_known_already() -> None:
    known = {GroupNo("G901"): GroupKind.COORDINATION_GROUP, GroupNo("G902"): GroupKind.GROUP}
    assert not judge("G001,,G901,河洲村,,,", known=known).faults
    assert told(judge("G001,,G902,河洲村,,,", known=known)) == [
        (2, "parent", GroupReason.PARENT_DOES_NOT_FIT)
    ]


def test_without_its_parent_a_group_below_it_falls_too() -> None:
    judged = judge("G001,,G901,河洲村,,,", "G901,大协作组,G999,河洲村,,,", "G002,,,河洲村,,,")
    assert {line for line, *_ in told(judged)} == {2, 3}
    assert [row.group for row in judged.accepted] == ["G002"]


def test_a_file_that_lists_no_groups_says_what_is_missing() -> None:
    with pytest.raises(TableFault) as caught:
        read_groups(io.BytesIO("姓名,证件号\n".encode())).__next__()
    assert caught.value.missing == ("group", "village")


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20)))
def test_no_cell_breaks_the_judgement(cells: dict[str, str]) -> None:
    assert judge_group_row(GroupRow(2, **cells), DAY, {})
