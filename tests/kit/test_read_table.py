"""A list is found in whatever file an office hands in, and one bad row spoils itself only."""

import io
import re
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from service.kit.read_table import (
    Columns,
    Entry,
    NoteRow,
    TableFault,
    TableReason,
    TableRow,
    read_table,
)
from service.kit.text_table import BrokenReason, BrokenRow

COLUMNS = Columns(
    headings={"number": ("编号", "number"), "name": ("姓名", "name"), "since": ("日期", "since")},
    required=("number", "name"),
    key="number",
    key_form=re.compile("[0-9]+"),
)
LIST = "编号,姓名,日期\n1,王明,2026-01-05\n2,李红,\n"


def read(content: bytes | str) -> list[Entry]:
    data = content.encode() if isinstance(content, str) else content
    return list(read_table(io.BytesIO(data), COLUMNS))


def numbers(content: bytes | str) -> list[str]:
    return [entry.cells["number"] for entry in read(content) if isinstance(entry, TableRow)]


def fault_of(content: bytes | str) -> TableFault:
    with pytest.raises(TableFault) as caught:
        read(content)
    return caught.value


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


WORKBOOK = workbook([["编号", "姓名"], [1, "王"]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(encoding: str) -> None:
    assert read(LIST.encode(encoding)) == [
        TableRow(2, {"number": "1", "name": "王明", "since": "2026-01-05"}),
        TableRow(3, {"number": "2", "name": "李红", "since": ""}),
    ]


def test_utf8_with_a_damaged_byte_is_not_taken_for_gb18030() -> None:
    rows = "".join(f"{n},王小明,\n" for n in range(30))
    damaged = f"number,name\n{rows}".encode().replace("王".encode(), b"\xe7\x8e", 1)
    assert read(damaged)[0] == BrokenRow(2, BrokenReason.UNREADABLE_CHARACTERS)
    assert len(numbers(damaged)) == 29


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    assert numbers(LIST.replace(",", delimiter)) == ["1", "2"]


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_any_line_end_will_do(line_end: str) -> None:
    assert numbers(LIST.replace("\n", line_end)) == ["1", "2"]


def test_headings_are_known_with_blanks_brackets_stars_and_in_any_order() -> None:
    assert numbers("姓 名（必填）,备注,* 编号\n王明,x,1\n") == ["1"]


def test_title_rows_above_and_blank_rows_are_passed_over() -> None:
    assert numbers(f"东兴市名册,,\n\n制表：2026年,,\n{LIST}\n,,\n \n3,陈,\n") == ["1", "2", "3"]


def test_a_heading_repeated_in_the_middle_is_no_entry() -> None:
    assert numbers(LIST + LIST) == ["1", "2", "1", "2"]


def test_notes_below_the_list_are_told_apart() -> None:
    entries = read(LIST + "\n填表人：张三,,2026-11-01\n共2人,,\n")
    assert entries[2:] == [NoteRow(5), NoteRow(6)]


def test_what_looks_like_a_note_among_the_entries_is_an_entry() -> None:
    entries = read(LIST + "合计,2人,\n3,陈,\n")
    assert entries[2] == TableRow(4, {"number": "合计", "name": "2人", "since": ""})


def test_an_entry_without_its_number_is_no_note_when_the_rest_is_filled() -> None:
    assert isinstance(read("编号,姓名,日期,村\n,王明,2026-01-05,x\n")[0], NoteRow)
    assert isinstance(read("编号,姓名,日期\n无号,王明,2026-01-05\n")[0], TableRow)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("9,王\x00明,", BrokenReason.UNREADABLE_CHARACTERS),
        ("9,王\x1b明,", BrokenReason.UNREADABLE_CHARACTERS),
        ("9,王,明,2026-01-05", BrokenReason.TOO_MANY_CELLS),
        ('9,"王明,2026-01-05', BrokenReason.QUOTE_NOT_CLOSED),
        ("9," + "王" * 3_500_000, BrokenReason.LINE_TOO_LONG),
    ],
)
def test_one_bad_row_spoils_itself_only(row: str, reason: BrokenReason) -> None:
    entries = read(LIST + row + "\n3,陈,\n4,周,\n")
    assert entries[2] == BrokenRow(4, reason)
    assert [e.line for e in entries] == [2, 3, 4, 5, 6]
    assert numbers(LIST + row + "\n3,陈,\n4,周,\n") == ["1", "2", "3", "4"]


def test_a_stray_quote_in_every_row_eats_no_row() -> None:
    rows = "".join(f'{n},"王明,\n' for n in range(50))
    entries = read(f"number,name,since\n{rows}")
    assert entries == [BrokenRow(n + 2, BrokenReason.QUOTE_NOT_CLOSED) for n in range(50)]


def test_quoted_cells_may_hold_delimiters_quotes_and_line_breaks() -> None:
    entries = read('编号,姓名,"日\n期"\n1,"王,""明""",\n2,"李\r\n红",\n3,陈,\n')
    assert [e.cells["name"] for e in entries if isinstance(e, TableRow)] == [
        '王,"明"',
        "李 红",
        "陈",
    ]
    assert [e.line for e in entries] == [3, 4, 6]


def test_short_rows_have_empty_cells() -> None:
    assert read("编号,姓名,日期\n1,王明\n") == [
        TableRow(2, {"number": "1", "name": "王明", "since": ""})
    ]


def test_a_file_without_a_heading_row_names_what_is_missing() -> None:
    fault = fault_of("编号,村\n1,河洲村\n")
    assert (fault.reason, fault.missing) == (TableReason.NO_HEADING, ("name",))
    assert fault_of("1,王明\n2,李红\n").missing == ("number", "name")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", TableReason.EMPTY),
        (b"\n\n\n", TableReason.NO_HEADING),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), TableReason.OLD_EXCEL),
        (b"PK\x03\x04 and no more", TableReason.BROKEN_WORKBOOK),
        (b"%PDF-1.7\n", TableReason.NO_HEADING),
        (bytes(100_000), TableReason.NO_HEADING),
        (workbook([["编号", "村"], [1, "河洲村"]]), TableReason.NO_HEADING),
        (WORKBOOK[:-200], TableReason.BROKEN_WORKBOOK),
    ],
)
def test_a_file_that_is_no_list_says_why(content: bytes, reason: TableReason) -> None:
    assert fault_of(content).reason is reason


def test_too_large_a_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.kit.read_table.FILE_LIMIT", 10)
    assert fault_of(LIST).reason is TableReason.TOO_LARGE


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.kit.read_table.ROW_LIMIT", 1)
    assert fault_of(LIST).reason is TableReason.TOO_MANY_ROWS


def test_a_workbook_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.kit.xlsx_table.UNPACKED_LIMIT", 100)
    assert fault_of(workbook([["编号", "姓名"]])).reason is TableReason.BROKEN_WORKBOOK


def test_a_workbook_is_read_with_title_rows_dates_numbers_and_notes() -> None:
    content = workbook(
        [
            ["东兴市名册"],
            [None],
            ["编号", "姓名", "日期"],
            [1, "王明", datetime.combine(date(2026, 1, 5), time())],
            [2.0, "李红", 46027],
            [None, None, None],
            ["3", "陈", date(2026, 1, 5)],
            ["填表人：张三"],
        ]
    )
    assert read(content) == [
        TableRow(4, {"number": "1", "name": "王明", "since": "2026-01-05"}),
        TableRow(5, {"number": "2", "name": "李红", "since": "46027"}),
        TableRow(7, {"number": "3", "name": "陈", "since": "2026-01-05"}),
        NoteRow(8),
    ]


def test_the_list_may_stand_on_any_sheet() -> None:
    assert numbers(workbook([["说明"]], [["编号", "姓名"], [1, "王"]])) == ["1"]


def test_a_number_too_long_for_a_spreadsheet_shows_as_rounded() -> None:
    content = workbook([["编号", "姓名"], [999001198005310016, "王"], [9.99001198005310e17, "李"]])
    assert numbers(content) == ["9.99001198005310E+17", "9.99001198005310E+17"]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for file in (content, LIST.encode("gb18030") + content, LIST.encode() + content):
        try:
            entries = read(file)
        except TableFault:
            continue
        assert all(isinstance(entry, TableRow | BrokenRow | NoteRow) for entry in entries)


@given(st.data())
def test_no_damage_breaks_the_reading_of_a_workbook(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(content))
    except TableFault as fault:
        assert fault.reason in TableReason


@given(st.lists(st.text(st.characters(exclude_characters='\x00\ufffd"'), max_size=20), max_size=8))
def test_every_row_is_told_in_some_way(names: list[str]) -> None:
    rows = [f'{n},"{name}"' for n, name in enumerate(names, 1)]
    entries = read("\n".join(["编号,姓名", *rows]))
    assert len(entries) == len(names)
