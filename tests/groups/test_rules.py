"""The model "1+n20+1" is told as warnings, and each kind stands below a wider one only."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.groups.row_faults import GROUP_SENTENCES, SHAPE_SENTENCES, shape_sentence
from service.groups.rules import (
    GroupKind,
    GroupReason,
    GroupShape,
    ShapeWarning,
    judge_parent,
    judge_shape,
    read_kind,
    read_supported_min,
)
from service.members.row_faults import SENTENCES

kinds = st.sampled_from(GroupKind)
HEZHOU = GroupShape(GroupKind.GROUP, members=21, supported=3, leaders=1)


def test_a_group_of_hezhou_follows_the_model() -> None:
    assert judge_shape(HEZHOU) == ()


@pytest.mark.parametrize(
    ("shape", "warnings"),
    [
        (GroupShape(GroupKind.GROUP, 20, 1, 1), ()),
        (GroupShape(GroupKind.GROUP, 19, 1, 1), (ShapeWarning.TOO_FEW_MEMBERS,)),
        (GroupShape(GroupKind.GROUP, 20, 0, 1), (ShapeWarning.TOO_FEW_SUPPORTED,)),
        (GroupShape(GroupKind.GROUP, 20, 2, 1, 3), (ShapeWarning.TOO_FEW_SUPPORTED,)),
        (GroupShape(GroupKind.GROUP, 20, 1, 0), (ShapeWarning.NO_LEADER,)),
        (GroupShape(GroupKind.GROUP, 20, 1, 2), (ShapeWarning.SEVERAL_LEADERS,)),
    ],
)
def test_each_departure_from_the_model_is_told(
    shape: GroupShape, warnings: tuple[ShapeWarning, ...]
) -> None:
    assert judge_shape(shape) == warnings


def test_kinds_that_hold_groups_have_no_members_to_count() -> None:
    assert judge_shape(GroupShape(GroupKind.COORDINATION_GROUP, 0, 0, 0)) == ()
    assert judge_shape(GroupShape(GroupKind.COOPERATIVE, 0, 0, 0)) == ()


@given(st.lists(kinds, min_size=2, max_size=6))
def test_no_chain_of_parents_comes_back_to_its_own_kind(chain: list[GroupKind]) -> None:
    if all(judge_parent(child, parent) is None for child, parent in pairwise(chain)):
        assert len(set(chain)) == len(chain)


def test_a_group_stands_below_a_coordination_group_or_a_cooperative() -> None:
    assert judge_parent(GroupKind.GROUP, GroupKind.COORDINATION_GROUP) is None
    assert judge_parent(GroupKind.GROUP, GroupKind.COOPERATIVE) is None
    assert judge_parent(GroupKind.COORDINATION_GROUP, GroupKind.COOPERATIVE) is None
    assert judge_parent(GroupKind.GROUP, GroupKind.GROUP) is GroupReason.PARENT_DOES_NOT_FIT
    assert judge_parent(GroupKind.GROUP, None) is GroupReason.PARENT_UNKNOWN


def test_kinds_and_numbers_are_read_as_typed() -> None:
    assert read_kind("") is GroupKind.GROUP
    assert read_kind("大协作组") is GroupKind.COORDINATION_GROUP
    assert read_kind("hợp tác xã") is GroupKind.COOPERATIVE
    assert read_kind("公司") is GroupReason.KIND_UNKNOWN
    assert (read_supported_min(""), read_supported_min("3")) == (1, 3)
    assert read_supported_min("-1") is GroupReason.SUPPORTED_MIN_UNREADABLE
    assert read_supported_min("100") is GroupReason.SUPPORTED_MIN_UNREADABLE


def test_every_reason_and_every_warning_has_its_sentence_in_three_languages() -> None:
    assert set(GROUP_SENTENCES) - set(SENTENCES) == set(GroupReason)
    assert set(SHAPE_SENTENCES) == set(ShapeWarning)
    assert all(all(told) for told in [*GROUP_SENTENCES.values(), *SHAPE_SENTENCES.values()])
    assert shape_sentence("G017", ShapeWarning.NO_LEADER, "zh") == "G017：没有组长。"
    assert shape_sentence("G017", ShapeWarning.NO_LEADER, "en") == "G017: has no leader."
