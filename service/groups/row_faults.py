"""Tells what is wrong with a list of groups, and where a group departs from the model."""

from service.groups.rules import GroupReason, ShapeWarning
from service.members.languages import Language
from service.members.row_faults import SENTENCES, Sentences, Told

GROUP_SENTENCES: Sentences = SENTENCES | {
    GroupReason.GROUP_TWICE: Told(
        "与第 {see_line} 行重复", "repeats line {see_line}", "trùng với dòng {see_line}"
    ),
    GroupReason.KIND_UNKNOWN: Told(
        "应为互助组、大协作组或合作社",
        "must be group, coordination group or cooperative",
        "phải là tổ tương trợ, liên tổ hoặc hợp tác xã",
    ),
    GroupReason.PARENT_UNKNOWN: Told(
        "没有这个上级组", "there is no such parent group", "không có tổ cấp trên này"
    ),
    GroupReason.PARENT_DOES_NOT_FIT: Told(
        "上级应为大协作组或合作社",
        "the parent must be a coordination group or a cooperative",
        "tổ cấp trên phải là liên tổ hoặc hợp tác xã",
    ),
    GroupReason.LEADER_UNREADABLE: Told(
        "不是有效的证件号", "is no valid certificate number", "không phải số giấy tờ hợp lệ"
    ),
    GroupReason.SUPPORTED_MIN_UNREADABLE: Told(
        "应为 0 到 99 的数", "must be a number from 0 to 99", "phải là số từ 0 đến 99"
    ),
}

SHAPE_SENTENCES: dict[ShapeWarning, Told] = {
    ShapeWarning.TOO_FEW_MEMBERS: Told(
        "成员不足 20 人", "has fewer than 20 members", "có ít hơn 20 thành viên"
    ),
    ShapeWarning.TOO_FEW_SUPPORTED: Told(
        "困难户不足", "has too few supported members", "có quá ít thành viên được hỗ trợ"
    ),
    ShapeWarning.NO_LEADER: Told("没有组长", "has no leader", "không có tổ trưởng"),
    ShapeWarning.SEVERAL_LEADERS: Told("有多名组长", "has several leaders", "có nhiều tổ trưởng"),
}


def shape_sentence(group: str, warning: ShapeWarning, language: Language) -> str:
    """Say where a group departs from the model "1+n20+1"."""
    told: str = getattr(SHAPE_SENTENCES[warning], language)
    return f"{group}：{told}。" if language == "zh" else f"{group}: {told}."
