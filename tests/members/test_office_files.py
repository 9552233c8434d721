"""Rosters as Excel and WPS save them, each with what such files have been seen to hold."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from service.kit.certificates import CertificateReason
from service.kit.read_table import TableFault, TableReason
from service.members.judge_roster import JudgedRoster, judge_roster
from service.members.read_roster import read_roster
from service.members.rules import RowReason
from tests.members.rosters import ADULT, FRAME, certificate

FULL_WIDTH = {code: code + 0xFEE0 for code in range(33, 127)}
VIETNAMESE = "022185000017"


def judge(data: bytes) -> JudgedRoster:
    return judge_roster(read_roster(io.BytesIO(data)), FRAME)


def workbook(fill: Callable[[Worksheet], None], *hidden: Callable[[Worksheet], None]) -> bytes:
    """A workbook whose hidden sheets come first."""
    book = Workbook()
    sheet = book.worksheets[0]
    fill(sheet)
    for number, fill_hidden in enumerate(hidden):
        other = book.create_sheet(f"旧{number}", 0)
        fill_hidden(other)
        other.sheet_state = "hidden" if number == 0 else "veryHidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def merged_headings(sheet: Worksheet) -> None:
    """A title over all columns, and headings of two rows, as offices like them."""
    sheet.append(["东兴市边民互助组成员名册（2026年11月）"])
    sheet.merge_cells("A1:F1")
    sheet.append(["序号", "姓名", "证件", None, "互助组", "困难户"])
    sheet.append([None, None, "证件号", "有效期至", None, None])
    for cells in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3"):
        sheet.merge_cells(cells)


def test_headings_of_two_merged_rows_are_one_heading() -> None:
    def fill(sheet: Worksheet) -> None:
        merged_headings(sheet)
        sheet.append([1, "测试-甲", ADULT, "2030-12-31", "G017", "是"])

    [row] = judge(workbook(fill)).accepted
    assert (row.line, row.name, row.group, row.valid_until, row.supported) == (
        4,
        "测试-甲",
        "G017",
        "2030-12-31",
        True,
    )


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2030, 12, 31),  # noqa: DTZ001 (a spreadsheet's date has no zone)
        47848,
        47848.0,
        "47848",
        "2030-12-31",
        "2030/12/31",
        "2030.12.31",
        "2030年12月31日",
        "２０３０年１２月３１日",
        "20301231",
        "2030-12-31 00:00:00",
    ],
    ids=repr,
)
def test_a_date_may_be_a_serial_or_text(cell: object) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["姓名", "证件号", "互助组", "有效期至"])
        sheet.append(["测试-甲", ADULT, "G017", cell])

    [row] = judge(workbook(fill)).accepted
    assert row.valid_until == "2030-12-31"


@pytest.mark.parametrize("cell", ["31/12/2030", "12-31-30", 478, "明年"])
def test_a_date_that_two_clerks_read_differently_is_refused(cell: object) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["姓名", "证件号", "互助组", "有效期至"])
        sheet.append(["测试-甲", ADULT, "G017", cell])

    [fault] = judge(workbook(fill)).faults
    assert fault.reason is RowReason.VALID_UNTIL_UNREADABLE


def test_full_width_digits_and_letters_are_read() -> None:
    with_letter = next(n for n in (certificate(serial=s) for s in range(1, 99)) if n[-1] == "X")

    def fill(sheet: Worksheet) -> None:
        sheet.append(["姓　名", "证件号", "互助组"])
        sheet.append(["测试-甲", with_letter.translate(FULL_WIDTH), "Ｇ０１７"])

    [row] = judge(workbook(fill)).accepted
    assert (row.certificate.number, row.group) == (with_letter, "G017")


@pytest.mark.parametrize(
    "cell", [1.23e17, 123456789012345678, "1.23E+17", "1.24e+17", "１.２３E+17"]
)
def test_a_number_that_lost_its_last_digits_is_named_as_such(cell: object) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["姓名", "证件号", "互助组"])
        sheet.append(["测试-甲", cell, "G017"])

    [fault] = judge(workbook(fill)).faults
    assert (fault.field, fault.reason) == ("certificate", CertificateReason.ROUNDED)


@pytest.mark.parametrize("cell", [VIETNAMESE, f"'{VIETNAMESE}", f" {VIETNAMESE} ", 22185000017.0])
def test_a_vietnamese_number_has_twelve_digits(cell: object) -> None:
    """Kept as a number it has lost its leading zero, which is not guessed."""

    def fill(sheet: Worksheet) -> None:
        sheet.append(["họ và tên", "số CCCD", "tổ"])
        sheet.append(["Nguyễn Thị Lan", cell, "G017"])

    judged = judge(workbook(fill))
    if isinstance(cell, float):
        assert [fault.reason for fault in judged.faults] == [CertificateReason.LENGTH]
    else:
        assert [row.certificate.number for row in judged.accepted] == [VIETNAMESE]


def test_notes_below_are_told_and_not_imported() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["姓名", "证件号", "互助组"])
        sheet.append(["测试-甲", ADULT, "G017"])
        sheet.append([])
        sheet.append(["填表人：某某", None, "2026年11月"])
        sheet.append(["说明：以上人员均已核对"])

    judged = judge(workbook(fill))
    assert len(judged.accepted) == 1 and not judged.faults
    assert [(w.line, w.reason) for w in judged.warnings] == [
        (4, RowReason.TAKEN_AS_NOTE),
        (5, RowReason.TAKEN_AS_NOTE),
    ]


def test_a_hidden_sheet_is_not_handed_in() -> None:
    def old(sheet: Worksheet) -> None:
        sheet.append(["姓名", "证件号", "互助组"])
        sheet.append(["去年-甲", certificate(serial=8), "G001"])

    def new(sheet: Worksheet) -> None:
        sheet.append(["姓名", "证件号", "互助组"])
        sheet.append(["测试-甲", ADULT, "G017"])

    assert [row.name for row in judge(workbook(new, old, old)).accepted] == ["测试-甲"]
    with pytest.raises(TableFault) as caught:
        judge(workbook(lambda sheet: sheet.append(["说明"]), old))
    assert caught.value.reason is TableReason.NO_HEADING


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_files_of_every_kind_say_the_same(encoding: str, delimiter: str) -> None:
    """A rare character of a name (𠮷, in GB18030 of four bytes) comes through."""
    lines = ["姓名,证件号,互助组", f"𠮷某某,{ADULT},G017", f"Nguyễn Văn Đức,{VIETNAMESE},G001"]
    data = "\r\n".join(lines).replace(",", delimiter).encode(encoding)
    assert [row.name for row in judge(data).accepted] == ["𠮷某某", "Nguyễn Văn Đức"]
