"""Reads a roster of members from the file an office keeps: CSV or Excel, Chinese or English."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from service.kit.read_table import Columns, NoteRow, read_table
from service.kit.text_table import BrokenRow
from service.members.judge_roster import RosterRow
from service.members.rules import RowFault, RowReason

ROSTER_COLUMNS = Columns(
    headings={
        "certificate": (
            "证件号",
            "证件号码",
            "身份证",
            "身份证号",
            "身份证号码",
            "公民身份号码",
            "边民证件号",
            "certificate",
            "certificate no",
            "id number",
            "số giấy tờ",
            "số CCCD",
        ),
        "name": ("姓名", "边民姓名", "name", "full name", "họ tên", "họ và tên"),
        "group": (
            "互助组",
            "互助组号",
            "互助组编号",
            "组号",
            "所属互助组",
            "group",
            "group no",
            "tổ",
            "tổ tương trợ",
        ),
        "role": ("角色", "职务", "组内职务", "role", "vai trò"),
        "village": ("村", "村屯", "所在村", "行政村", "village", "thôn"),
        "supported": ("困难户", "是否困难户", "困难情况", "supported", "hộ được hỗ trợ"),
        "valid_until": (
            "有效期",
            "有效期至",
            "有效期限",
            "证件有效期",
            "valid_until",
            "valid to",
            "hiệu lực đến",
        ),
        "standing": ("状态", "资格状态", "standing", "status", "tình trạng"),
        "reason": ("状态原因", "停用原因", "reason", "lý do"),
        "guardian": (
            "监护人",
            "监护人证件号",
            "监护人身份证号",
            "guardian",
            "guardian certificate",
            "người giám hộ",
        ),
        "phone": ("手机", "智能手机", "手机号", "手机号码", "联系电话", "phone", "điện thoại"),
        "born": ("出生日期", "born", "birth date", "date of birth", "ngày sinh"),
    },
    required=("certificate", "name", "group"),
    key="certificate",
    key_form=re.compile(r"[0-9Xx-]{15,}"),
)


def read_roster(stream: BinaryIO) -> Iterator[RosterRow | RowFault]:
    """Yield the rows of a roster one at a time; a row that cannot be read comes as its fault.

    Raises TableFault (service/kit/read_table.py) if the file is no roster; for a missing heading
    row it names the fields that were not found.
    """
    for entry in read_table(stream, ROSTER_COLUMNS):
        if isinstance(entry, BrokenRow):
            yield RowFault(entry.line, "row", entry.reason)
        elif isinstance(entry, NoteRow):
            yield RowFault(entry.line, "row", RowReason.TAKEN_AS_NOTE)
        else:
            yield RosterRow(line=entry.line, **entry.cells)
