"""What a mutual aid group is: its kinds, who may stand above whom, and the model "1+n20+1"."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LEAST_MEMBERS: Final = 20
LEAST_SUPPORTED: Final = 1
NAME_LIMIT: Final = 60
MOST_SUPPORTED_MIN: Final = 99


class GroupKind(StrEnum):
    """A group holds members; coordination groups and cooperatives hold groups."""

    GROUP = "group"
    COORDINATION_GROUP = "coordination_group"
    COOPERATIVE = "cooperative"


class GroupReason(StrEnum):
    """Why a row of a list of groups is not taken (beside the reasons of every list)."""

    GROUP_TWICE = "group_twice"
    KIND_UNKNOWN = "kind_unknown"
    PARENT_UNKNOWN = "parent_unknown"
    PARENT_DOES_NOT_FIT = "parent_does_not_fit"
    LEADER_UNREADABLE = "leader_unreadable"
    SUPPORTED_MIN_UNREADABLE = "supported_min_unreadable"


class ShapeWarning(StrEnum):
    """Where a group departs from the model; it is told, and the group works all the same."""

    TOO_FEW_MEMBERS = "too_few_members"
    TOO_FEW_SUPPORTED = "too_few_supported"
    NO_LEADER = "no_leader"
    SEVERAL_LEADERS = "several_leaders"


@dataclass(frozen=True, slots=True)
class GroupShape:
    """Who is in a group, counted: members in all, among them supported ones and leaders."""

    kind: GroupKind
    members: int
    supported: int
    leaders: int
    supported_min: int = LEAST_SUPPORTED


def judge_shape(shape: GroupShape) -> tuple[ShapeWarning, ...]:
    """Hold a group against "1+n20+1": one leader, at least 20 members, at least 1 supported.

    The model is that of the study; it says "at least", so the leader and the supported members
    count among the 20. Kinds that hold groups have no members of their own to count.
    """
    if shape.kind is not GroupKind.GROUP:
        return ()
    claims = (
        (shape.members < LEAST_MEMBERS, ShapeWarning.TOO_FEW_MEMBERS),
        (shape.supported < shape.supported_min, ShapeWarning.TOO_FEW_SUPPORTED),
        (shape.leaders == 0, ShapeWarning.NO_LEADER),
        (shape.leaders > 1, ShapeWarning.SEVERAL_LEADERS),
    )
    return tuple(warning for holds, warning in claims if holds)


def judge_parent(kind: GroupKind, parent: GroupKind | None) -> GroupReason | None:
    """Tell what is wrong with a group's parent, given the parent's kind; None if nothing is.

    Each kind stands below a wider one only, so that nothing can stand above itself.
    """
    if parent is None:
        return GroupReason.PARENT_UNKNOWN
    return None if parent in _PARENTS[kind] else GroupReason.PARENT_DOES_NOT_FIT


def read_kind(text: str) -> GroupKind | GroupReason:
    """Read a group's kind; an empty cell is an ordinary group."""
    return _KINDS.get(text.casefold(), GroupReason.KIND_UNKNOWN)


def read_supported_min(text: str) -> int | GroupReason:
    """Read how many supported members the group must have; an empty cell is 1."""
    if not text:
        return LEAST_SUPPORTED
    if text.isascii() and text.isdigit() and int(text) <= MOST_SUPPORTED_MIN:
        return int(text)
    return GroupReason.SUPPORTED_MIN_UNREADABLE


_PARENTS: Final = {
    GroupKind.GROUP: (GroupKind.COORDINATION_GROUP, GroupKind.COOPERATIVE),
    GroupKind.COORDINATION_GROUP: (GroupKind.COOPERATIVE,),
    GroupKind.COOPERATIVE: (),
}
_KINDS: Final = {kind.value: kind for kind in GroupKind} | {
    "": GroupKind.GROUP,
    "互助组": GroupKind.GROUP,
    "tổ tương trợ": GroupKind.GROUP,
    "大协作组": GroupKind.COORDINATION_GROUP,
    "协作组": GroupKind.COORDINATION_GROUP,
    "liên tổ": GroupKind.COORDINATION_GROUP,
    "coordination group": GroupKind.COORDINATION_GROUP,
    "合作社": GroupKind.COOPERATIVE,
    "hợp tác xã": GroupKind.COOPERATIVE,
}
