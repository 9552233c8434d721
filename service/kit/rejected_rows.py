"""Gives back the rows of a list that were not taken, with the reasons: as it was handed in."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from service.kit.read_table import Columns, FoundList, TextForm, find_list
from service.kit.text_table import BrokenRow

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """A file of rows to correct and hand in again."""

    content: bytes
    suffix: str
    media_type: str


def rejected_rows(
    stream: BinaryIO, columns: Columns, told: Mapping[int, str], heading: str
) -> RejectedRows:
    """The heading row and the lines in ``told``, each with what is told of it in a last column
    under ``heading``; a workbook for a workbook, and text in its encoding and with its delimiter.

    A line that could not be taken apart comes with its reason alone. Raises TableFault as
    ``read_table`` does. Nothing is written to a disk.
    """
    found = find_list(stream, columns)
    rows = _rows(found, told, heading)
    if found.form is None:
        return RejectedRows(_workbook(rows), ".xlsx", WORKBOOK)
    return RejectedRows(_text(rows, found.form), ".csv", "text/csv")


def _rows(found: FoundList, told: Mapping[int, str], heading: str) -> Iterator[list[str]]:
    """The heading is given anew, in one row, as it may have been two merged ones."""
    width = found.heading.width
    above = [""] * width
    wanted = {*told, found.heading.line, found.heading.line - 1}
    for row in found.rows:
        if row.line not in wanted:
            continue
        cells = [] if isinstance(row, BrokenRow) else row.cells[:width]
        cells = cells + [""] * (width - len(cells))
        if row.line < found.heading.line:
            above = cells
        elif row.line == found.heading.line:
            yield [*_joined(above, cells, found), heading]
        else:
            yield [*cells, told[row.line]]


def _joined(above: list[str], cells: list[str], found: FoundList) -> list[str]:
    """The last heading row, and from the one above it what stands over its empty cells."""
    known = {*found.heading.positions.values()}
    return [cell or (above[place] if place in known else "") for place, cell in enumerate(cells)]


def _text(rows: Iterator[list[str]], form: TextForm) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=form.delimiter).writerows(rows)
    return text.getvalue().encode(form.encoding, errors="replace")


def _workbook(rows: Iterator[list[str]]) -> bytes:
    from openpyxl import Workbook  # here: the server must not carry it from its start

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in rows:
        sheet.append([_text_cell(sheet, cell) for cell in row])
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell that stays text when it is corrected: no number is rounded, no formula made of it."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
