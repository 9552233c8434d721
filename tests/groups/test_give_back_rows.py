"""The bad rows come back as they were handed in, with reasons, and are taken once corrected."""

import csv
import io

import pytest
from openpyxl import Workbook, load_workbook

from service.groups.give_back_rows import give_back_rows
from service.groups.judge_groups import judge_groups
from service.groups.read_groups import read_groups
from service.kit.rejected_rows import RejectedRows
from service.members.judge_roster import JudgedRoster, judge_roster
from service.members.languages import Language
from service.members.read_roster import read_roster
from tests.members.rosters import ADULT, FRAME, HEADINGS, certificate, roster_file, roster_line

BAD = certificate(serial=2)[:-1] + "?"


def judge(data: bytes) -> JudgedRoster:
    return judge_roster(read_roster(io.BytesIO(data)), FRAME)


def given_back(data: bytes, language: Language = "zh") -> RejectedRows:
    return give_back_rows("roster", io.BytesIO(data), judge(data).faults, language)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_file_comes_back_in_its_encoding_with_its_delimiter(
    encoding: str, delimiter: str
) -> None:
    text = roster_file(roster_line(), roster_line(BAD), roster_line(group="G999"))
    data = ("东兴名册\r\n" + text).replace(",", delimiter).encode(encoding)
    given = given_back(data)
    assert (given.suffix, given.media_type) == (".csv", "text/csv")
    assert given.content.startswith(data[:2]) or encoding in ("utf-8", "gb18030")
    rows = list(csv.reader(io.StringIO(given.content.decode(encoding)), delimiter=delimiter))
    assert rows[0] == [*HEADINGS.split(","), "未导入原因"]
    assert [row[:-1] for row in rows[1:]] == [
        roster_line(BAD).split(","),
        roster_line(group="G999").split(","),
    ]
    assert rows[1][-1].startswith("第 4 行，证件号") and "没有这个组" in rows[2][-1]


@pytest.mark.parametrize(
    ("language", "heading", "reason"),
    [
        ("zh", "未导入原因", "校验位不对"),
        ("en", "why not imported", "check digit is wrong"),
        ("vi", "lý do không nhập", "chữ số kiểm tra sai"),
    ],
)
def test_the_reasons_are_in_the_operators_language(
    language: Language, heading: str, reason: str
) -> None:
    wrong = ADULT[:-1] + str((int(ADULT[-1]) + 1) % 10)
    data = roster_file(roster_line(wrong)).encode()
    rows = list(csv.reader(io.StringIO(given_back(data, language).content.decode())))
    assert rows[0][-1] == heading and reason in rows[1][-1]


def test_a_workbook_comes_back_as_a_workbook_of_text() -> None:
    given = given_back(workbook())
    assert given.suffix == ".xlsx"
    [sheet] = load_workbook(io.BytesIO(given.content)).worksheets
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]][:3] == ["姓名", "证件号", "互助组"]
    assert [[cell.value for cell in row][:3] for row in rows[1:]] == [
        ["测试-乙", "9.99001198005E+17", "G017"],
        ["=1+1", certificate(serial=4), "G999"],
    ]
    assert {cell.data_type for row in rows[1:] for cell in row if cell.value} == {"s"}
    assert {cell.number_format for row in rows for cell in row} == {"@"}


def test_what_was_corrected_is_taken() -> None:
    data = roster_file(roster_line(), roster_line(BAD), roster_line(name="")).encode("gb18030")
    given = given_back(data).content.decode("gb18030")
    corrected = given.replace(BAD, certificate(serial=2)).replace(
        f",{ADULT}", f"测试-丙,{ADULT}", 1
    )
    judged = judge(corrected.encode("gb18030"))
    assert not judged.faults and len(judged.accepted) == 2


def test_a_line_that_could_not_be_taken_apart_comes_with_its_reason() -> None:
    data = roster_file(roster_line(), roster_line(name='"测试'), roster_line(BAD)).encode()
    rows = list(csv.reader(io.StringIO(given_back(data).content.decode())))
    assert rows[1][:-1] == [""] * 12 and rows[1][-1].startswith("第 3 行，整行")


def test_several_faults_of_a_row_are_told_in_one_cell() -> None:
    data = roster_file(roster_line(BAD, group="G999")).encode()
    [_, row] = csv.reader(io.StringIO(given_back(data).content.decode()))
    assert "证件号" in row[-1] and "互助组" in row[-1]


def test_a_list_of_groups_comes_back_too() -> None:
    data = "组号,类型,所在村\nG1,谜,河洲\n".encode()
    judged = judge_groups(read_groups(io.BytesIO(data)), day=FRAME.day, known={})
    given = give_back_rows("groups", io.BytesIO(data), judged.faults, "en")
    rows = list(csv.reader(io.StringIO(given.content.decode())))
    assert rows[0] == ["组号", "类型", "所在村", "why not imported"]
    assert rows[1][:3] == ["G1", "谜", "河洲"]


def workbook() -> bytes:
    """With a number that lost its digits, something like a formula, and a heading of two rows."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["东兴市名册"])
    sheet.merge_cells("A1:C1")
    sheet.append(["姓名", "证件", "互助组"])
    sheet.append([None, "证件号", None])
    sheet.merge_cells("A2:A3")
    sheet.append(["测试-甲", ADULT, "G017"])
    sheet.append(["测试-乙", "9.99001198005E+17", "G017"])
    sheet.append(["x", certificate(serial=4), "G999"])
    sheet.cell(6, 1).value = "=1+1"
    sheet.cell(6, 1).data_type = "s"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
