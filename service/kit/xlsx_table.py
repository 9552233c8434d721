"""Reads the sheets of an Excel workbook as rows of text, without loading the workbook whole."""

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from service.kit.text_table import RawRow

UNPACKED_LIMIT = 128 << 20
"""Bytes of all parts of a workbook unpacked: a small file may not fill the memory of a kiosk."""

EXACT_DIGITS = 15
"""A spreadsheet keeps this many digits of a number; the rest of a longer one is lost."""


class BrokenWorkbook(Exception):
    """The file is no workbook, is damaged, or unpacks to more than the limit."""


def sheet_rows(stream: BinaryIO) -> Iterator[Iterator[RawRow]]:
    """Yield the rows of each visible sheet in turn, read as they are asked for; BrokenWorkbook."""
    from openpyxl import load_workbook  # here: the server must not carry it from its start

    _refuse_swollen(stream)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's words on styles that we do not read
            workbook = load_workbook(stream, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever a damaged part makes its parsers raise
        raise BrokenWorkbook(type(error).__name__) from error
    try:
        for sheet in filter(_is_seen, workbook.worksheets):
            sheet.reset_dimensions()
            yield _rows(sheet.iter_rows(values_only=True))
    finally:
        workbook.close()


def _is_seen(sheet: Any) -> bool:
    """What its sender cannot see was not handed in: last year's list, as often as not."""
    return bool(sheet.sheet_state == "visible")


def _rows(values: Iterator[tuple[object, ...]]) -> Iterator[RawRow]:
    number = 0
    while True:
        try:
            row = next(values, None)
        except Exception as error:  # as above: the parts are parsed while we read
            raise BrokenWorkbook(type(error).__name__) from error
        if row is None:
            return
        number += 1
        yield RawRow(number, [value if type(value) is str else _text(value) for value in row])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**EXACT_DIGITS:
        value = int(value)
    if isinstance(value, int | float) and abs(value) >= 10**EXACT_DIGITS:
        return f"{value:.14E}"
    return str(value)


def _refuse_swollen(stream: BinaryIO) -> None:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BrokenWorkbook(type(error).__name__) from error
    if unpacked > UNPACKED_LIMIT:
        raise BrokenWorkbook(f"{unpacked} bytes unpacked")
    stream.seek(0)
