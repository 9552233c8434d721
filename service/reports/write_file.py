"""A report as a file for a spreadsheet: CSV or XLSX, whose cells are never taken for formulas."""

import csv
import io
from enum import StrEnum
from typing import Final

from service.kit.rejected_rows import WORKBOOK
from service.reports.show import ReportBody
from service.reports.words import COLUMN_WORDS, Language

BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes a cell for a formula by (OWASP, CSV injection)."""


class Form(StrEnum):
    """Which kind of file."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES: Final = {Form.CSV: "text/csv; charset=utf-8", Form.XLSX: WORKBOOK}


def write_file(report: ReportBody, form: Form, language: Language) -> bytes:
    """The rows under a heading in that language; amounts stay whole numbers of fen or grams."""
    words = COLUMN_WORDS[language]
    heading: list[str | int] = [words[report.by], words["name"]]
    heading += [_heading(report, each, words) for each in report.series]
    rows = [heading]
    rows += [[each.key, each.label or "", *each.values] for each in report.rows]
    safe = [[harmless(cell) for cell in row] for row in rows]
    return _workbook(safe) if form is Form.XLSX else _text(safe)


def harmless(cell: str | int) -> str | int:
    """Text that would begin a formula gets an apostrophe before it, which makes it text."""
    if isinstance(cell, str) and cell.startswith(BEGINS_FORMULA):
        return "'" + cell
    return cell


def _heading(report: ReportBody, series: str, words: dict[str, str]) -> str:
    unit = next((each.unit for each in report.components if each.number == report.component), None)
    is_amount = unit is not None and series != "members"
    return f"{words[series]} ({words[unit]})" if is_amount and unit else words[series]


def _text(rows: list[list[str | int]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    # With its mark: a spreadsheet would take Chinese for the local code page else.
    return text.getvalue().encode("utf-8-sig")


def _workbook(rows: list[list[str | int]]) -> bytes:
    from openpyxl import Workbook  # here: the hub must not carry it from its start

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
