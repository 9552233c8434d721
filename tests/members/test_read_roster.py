"""The roster files that offices really hand in: encodings, spreadsheets, and what goes wrong."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from service.kit.certificates import CertificateReason
from service.kit.read_table import TableFault, TableReason
from service.kit.text_table import BrokenReason
from service.members.judge_roster import JudgedRoster, RosterRow, judge_roster
from service.members.read_roster import read_roster
from service.members.rules import RowFault, RowReason
from tests.members.rosters import (
    ADULT,
    CHILD,
    FRAME,
    HEADINGS,
    certificate,
    roster_file,
    roster_line,
)

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def judge(content: str | bytes) -> JudgedRoster:
    data = content.encode() if isinstance(content, str) else content
    return judge_roster(read_roster(io.BytesIO(data)), FRAME)


def told(judged: JudgedRoster) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.field, fault.reason) for fault in judged.faults]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_roster_is_read_in_the_encoding_it_was_saved_in(encoding: str) -> None:
    judged = judge(roster_file(roster_line()).encode(encoding))
    assert not judged.faults
    assert (judged.accepted[0].name, judged.accepted[0].village) == ("测试-甲-0001", "河洲村")


@pytest.mark.parametrize(
    "heading",
    [
        "certificate,name,group",
        "Certificate No.;Name;Group No.",
        "身份证号码\t姓 名\t互助组编号",
        "* 公民身份号码（18位）,边民姓名,所属互助组",
        "số CCCD,họ tên,tổ",
    ],
)
def test_headings_may_be_chinese_english_or_vietnamese(heading: str) -> None:
    delimiter = next(sign for sign in ",;\t" if sign in heading)
    line = delimiter.join([ADULT, "测试-甲-0001", "G017"])
    assert [row.certificate.number for row in judge(f"{heading}\n{line}\n").accepted] == [ADULT]


def test_a_file_from_excel_in_gb18030_with_bad_rows_names_each() -> None:
    wrong_digit = ADULT[:-1] + str((int(ADULT[-1]) + 1) % 10)
    rows = [
        "东兴市边民互助组名册,,,,,,,,,,,",
        ",,,,,,,,,,,",
        HEADINGS,
        roster_line(ADULT),
        roster_line(ADULT, name="测试-乙-0002"),
        roster_line(wrong_digit),
        roster_line(certificate(serial=5), group="G999"),
        roster_line(CHILD),
        roster_line("99900119800230001X"),
        ",,,,,,,,,,,",
        roster_line(certificate(serial=6).translate({c: c + 0xFEE0 for c in range(48, 58)})),
        roster_line("9.99001198005E+17"),
        roster_line(certificate(serial=7), name=""),
        "填表人：张三,审核：李四,,,,,,,,,,",
    ]
    judged = judge("\r\n".join(rows).encode("gb18030"))
    assert told(judged) == [
        (5, "certificate", RowReason.CERTIFICATE_TWICE),
        (6, "certificate", CertificateReason.CHECK_DIGIT),
        (7, "group", RowReason.GROUP_UNKNOWN),
        (8, "guardian", RowReason.MINOR_AS_DECLARANT),
        (9, "certificate", CertificateReason.BIRTH_DATE),
        (12, "certificate", CertificateReason.ROUNDED),
        (13, "name", RowReason.NAME_MISSING),
    ]
    assert [row.line for row in judged.accepted] == [4, 11]
    assert [(w.line, w.reason) for w in judged.warnings] == [(14, RowReason.TAKEN_AS_NOTE)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (roster_line(name="测" * 5_000_000), BrokenReason.LINE_TOO_LONG),
        (roster_line(name="测\x00试"), BrokenReason.UNREADABLE_CHARACTERS),
        (roster_line(name="测,试") + "1980-05-31", BrokenReason.TOO_MANY_CELLS),
        (roster_line(name='"测试'), BrokenReason.QUOTE_NOT_CLOSED),
    ],
    ids=["15 MB line", "NUL", "stray comma", "stray quote"],
)
def test_a_line_that_is_no_row_is_named_and_the_others_are_taken(
    line: str, reason: BrokenReason
) -> None:
    judged = judge(roster_file(roster_line(), line, roster_line(certificate(serial=9))))
    assert told(judged) == [(3, "row", reason)]
    assert [row.line for row in judged.accepted] == [2, 4]


def test_a_file_without_its_heading_row_names_the_missing_columns() -> None:
    with pytest.raises(TableFault) as caught:
        read = read_roster(io.BytesIO("姓名,村\n测试,河洲村\n".encode()))
        next(read)
    assert caught.value.reason is TableReason.NO_HEADING
    assert caught.value.missing == ("certificate", "group")


def test_a_roster_from_a_spreadsheet_has_titles_dates_and_notes() -> None:
    sheet = Workbook()
    active = sheet.worksheets[0]
    active.append(["东兴市边民互助组名册"])
    active.merge_cells("A1:E1")
    active.append(["姓名", "证件号", "互助组", "有效期至", "困难户"])
    active.append(["测试-甲-0001", ADULT, "G017", date(2030, 12, 31), True])
    active.append(["测试-乙-0001", certificate(serial=2), 17, 47848, False])
    active.append(["测试-丙-0001", int(certificate(serial=3)[:17] + "0"), "G017", None, None])
    active.append(["制表日期", date(2026, 11, 1)])
    content = io.BytesIO()
    sheet.save(content)
    judged = judge(content.getvalue())
    assert [(row.valid_until, row.supported, row.group) for row in judged.accepted] == [
        ("2030-12-31", True, "G017"),
        ("2030-12-31", False, "G017"),
    ]
    assert told(judged) == [(5, "certificate", CertificateReason.ROUNDED)]
    assert [(w.line, w.reason) for w in judged.warnings] == [(6, RowReason.TAKEN_AS_NOTE)]


def test_rows_are_read_as_they_are_asked_for() -> None:
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.taken += len(data)
            return data

        def read1(self, size: int | None = -1, /) -> bytes:
            data = super().read1(size)
            self.taken += len(data)
            return data

    lines = [roster_line(certificate(serial=n % 999)) for n in range(20_000)]
    stream = Counting(roster_file(*lines).encode("utf-8-sig"))
    rows = read_roster(stream)
    assert isinstance(next(rows), RosterRow)
    assert stream.taken < 200_000


@given(st.lists(st.sampled_from(["", ",", ",,,", '"', "\x00", "注：", ADULT, "王", "\t"])))
def test_no_debris_breaks_the_reader(pieces: list[str]) -> None:
    content = roster_file(roster_line(), "".join(pieces), roster_line(certificate(serial=2)))
    rows = list(read_roster(io.BytesIO(content.encode("gb18030"))))
    assert all(isinstance(row, RosterRow | RowFault) for row in rows)


@given(st.binary(max_size=200), st.sampled_from(ENCODINGS))
def test_no_bytes_break_the_reader(debris: bytes, encoding: str) -> None:
    content = roster_file(roster_line()).encode(encoding) + debris
    try:
        judge_roster(read_roster(io.BytesIO(content)), FRAME)
    except TableFault as fault:
        assert fault.reason in TableReason
