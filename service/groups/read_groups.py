"""Reads a list of groups from the file an office keeps: CSV or Excel, Chinese or English."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from service.groups.judge_groups import GroupRow
from service.kit.read_table import Columns, NoteRow, read_table
from service.kit.text_table import BrokenRow
from service.members.rules import RowFault, RowReason

GROUP_COLUMNS = Columns(
    headings={
        "group": ("互助组", "互助组号", "互助组编号", "组号", "编号", "group", "group no", "tổ"),
        "kind": ("类型", "组别", "kind", "type", "loại"),
        "parent": ("上级组", "所属大协作组", "大协作组", "parent", "tổ cấp trên"),
        "village": ("村", "村屯", "所在村", "行政村", "village", "thôn"),
        "name": ("组名", "互助组名称", "名称", "name", "tên tổ"),
        "leader": ("组长证件号", "组长身份证号", "leader", "leader certificate", "tổ trưởng"),
        "supported_min": ("困难户名额", "最少困难户数", "supported_min", "số hộ tối thiểu"),
    },
    required=("group", "village"),
    key="group",
    key_form=re.compile(r"[Gg]?[0-9]+"),
)


def read_groups(stream: BinaryIO) -> Iterator[GroupRow | RowFault]:
    """Yield the rows of a list of groups one at a time; unreadable rows come as their fault.

    Raises TableFault (service/kit/read_table.py) if the file is no list of groups.
    """
    for entry in read_table(stream, GROUP_COLUMNS):
        if isinstance(entry, BrokenRow):
            yield RowFault(entry.line, "row", entry.reason)
        elif isinstance(entry, NoteRow):
            yield RowFault(entry.line, "row", RowReason.TAKEN_AS_NOTE)
        else:
            yield GroupRow(line=entry.line, **entry.cells)
