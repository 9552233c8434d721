"""Reads a list from a file as an office keeps it: CSV or Excel, title rows above, notes below."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import BinaryIO, TypeVar

from service.kit.loose_text import plain_text
from service.kit.text_table import (
    BrokenReason,
    BrokenRow,
    RawRow,
    guess_encoding,
    text_rows,
)
from service.kit.xlsx_table import BrokenWorkbook, sheet_rows

FILE_LIMIT = 64 << 20
ROW_LIMIT = 200_000
"""Rows with content: eight times the roster of a large city."""

HEADING_WITHIN = 30
"""The heading row stands within the first thirty rows of a file or sheet."""

_DELIMITERS = (",", "\t", ";")
_ZIP_MAGIC = b"PK\x03\x04"
_OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_NOT_IN_HEADING = re.compile(r"\(.*?\)|[\s*:_/、·.-]")
_CELLS_OF_A_NOTE = 2

T = TypeVar("T")


class TableReason(StrEnum):
    """Why a file could not be read as a list at all."""

    EMPTY = "file_empty"
    NO_HEADING = "no_heading"
    OLD_EXCEL = "old_excel"
    BROKEN_WORKBOOK = "broken_workbook"
    TOO_LARGE = "file_too_large"
    TOO_MANY_ROWS = "too_many_rows"


class TableFault(Exception):
    """A file that is no such list; for a missing heading row, names the fields not found."""

    def __init__(self, reason: TableReason, missing: tuple[str, ...] = ()) -> None:
        super().__init__(f"{reason} {' '.join(missing)}".strip())
        self.reason = reason
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Columns:
    """What a list must and may hold: for each field the headings that people give it.

    `key` is the field that tells entries from notes below them: an entry's looks like `key_form`.
    """

    headings: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    key: str
    key_form: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One entry: field to plain text, for the columns the file has; line counts from 1."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row below the last entry that was taken for a note: told, so that nothing is lost."""

    line: int


Entry = TableRow | BrokenRow | NoteRow


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a list: its last line, how many columns there are, where each field stands."""

    line: int
    width: int
    positions: dict[str, int]


@dataclass(frozen=True, slots=True)
class TextForm:
    """How a text file was saved."""

    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list in its file: all rows from the beginning, its heading, and the form of a text file
    (``None``: it is a workbook)."""

    rows: Iterator[RawRow | BrokenRow]
    heading: Heading
    form: TextForm | None


def read_table(stream: BinaryIO, columns: Columns) -> Iterator[Entry]:
    """Find the heading row and yield the entries below it, one at a time.

    Blank rows and repeated headings are passed over; notes below the last entry are yielded as
    such. The stream must be seekable. Raises TableFault at once if the file is no such list, or
    while it is read if it turns out to be damaged or endless.
    """
    found = find_list(stream, columns)
    return _notes_apart(_entries(found.rows, found.heading, columns), columns)


def find_list(stream: BinaryIO, columns: Columns) -> FoundList:
    """Find the list in a file. Raises TableFault as ``read_table`` does."""
    size = stream.seek(0, os.SEEK_END)
    if size == 0:
        raise TableFault(TableReason.EMPTY)
    if size > FILE_LIMIT:
        raise TableFault(TableReason.TOO_LARGE)
    missing = columns.required
    for rows, form in _candidates(stream):
        beginning = list(islice(rows, HEADING_WITHIN))
        found = _find_heading(beginning, columns)
        if isinstance(found, Heading):
            return FoundList(chain(beginning, rows), found, form)
        missing = min(missing, found, key=len)
    raise TableFault(TableReason.NO_HEADING, missing)


def _candidates(
    stream: BinaryIO,
) -> Iterator[tuple[Iterator[RawRow | BrokenRow], TextForm | None]]:
    stream.seek(0)
    magic = stream.read(4)
    if magic == _OLD_EXCEL_MAGIC:
        raise TableFault(TableReason.OLD_EXCEL)
    if magic == _ZIP_MAGIC:
        yield from ((_undamaged(rows), None) for rows in _undamaged(sheet_rows(stream)))
    else:
        encoding = guess_encoding(stream)
        for delimiter in _DELIMITERS:
            yield text_rows(stream, encoding, delimiter), TextForm(encoding, delimiter)


def _undamaged(parts: Iterator[T]) -> Iterator[T]:
    try:
        yield from parts
    except BrokenWorkbook:
        raise TableFault(TableReason.BROKEN_WORKBOOK) from None


def _find_heading(
    rows: Iterable[RawRow | BrokenRow], columns: Columns
) -> Heading | tuple[str, ...]:
    """The heading row, or two rows that make one where cells of it are merged; else what of the
    required fields even the best row lacks."""
    field_of = {
        _heading_text(text): field for field, texts in columns.headings.items() for text in texts
    }
    fewest = columns.required
    above: dict[str, int] = {}
    width = 0
    for row in rows:
        if isinstance(row, BrokenRow):
            continue
        own = _positions(row, field_of)
        positions = {**above, **own}
        width = max(width, len(row.cells))
        missing = tuple(field for field in columns.required if field not in positions)
        if not missing:
            return Heading(row.line, width, positions)
        fewest = min(fewest, missing, key=len)
        above, width = own, len(row.cells)
    return fewest


def _positions(row: RawRow, field_of: Mapping[str, str]) -> dict[str, int]:
    positions: dict[str, int] = {}
    for position, cell in enumerate(row.cells):
        if (field := field_of.get(_heading_text(cell))) is not None:
            positions.setdefault(field, position)
    return positions


def _heading_text(cell: str) -> str:
    return _NOT_IN_HEADING.sub("", unicodedata.normalize("NFKC", cell)).casefold()


def _entries(
    rows: Iterable[RawRow | BrokenRow], heading: Heading, columns: Columns
) -> Iterator[TableRow | BrokenRow]:
    headings = {_heading_text(text) for text in columns.headings[columns.key]}
    count = 0
    for row in rows:
        if row.line <= heading.line:
            continue
        entry = row if isinstance(row, BrokenRow) else _entry(row, heading)
        if entry is None or _is_heading_again(entry, columns.key, headings):
            continue
        count += 1
        if count > ROW_LIMIT:
            raise TableFault(TableReason.TOO_MANY_ROWS)
        yield entry


def _entry(row: RawRow, heading: Heading) -> TableRow | BrokenRow | None:
    cells = row.cells
    whole = "\n".join(cells)
    if not whole.strip():
        return None
    if _UNREADABLE.search(whole):
        return BrokenRow(row.line, BrokenReason.UNREADABLE_CHARACTERS)
    if len(cells) > heading.width and any(map(str.strip, cells[heading.width :])):
        return BrokenRow(row.line, BrokenReason.TOO_MANY_CELLS)
    cells = cells + [""] * (heading.width - len(cells))
    places = heading.positions.items()
    return TableRow(row.line, {field: plain_text(cells[place]) for field, place in places})


def _is_heading_again(entry: TableRow | BrokenRow, key: str, headings: set[str]) -> bool:
    return isinstance(entry, TableRow) and _heading_text(entry.cells[key]) in headings


def _notes_apart(entries: Iterable[TableRow | BrokenRow], columns: Columns) -> Iterator[Entry]:
    held: list[TableRow] = []
    for entry in entries:
        if isinstance(entry, TableRow) and _may_be_note(entry, columns):
            held.append(entry)
            continue
        yield from held
        held.clear()
        yield entry
    yield from (NoteRow(row.line) for row in held)


def _may_be_note(entry: TableRow, columns: Columns) -> bool:
    cells = entry.cells
    if all(cells[field] for field in columns.required) or columns.key_form.fullmatch(
        cells[columns.key]
    ):
        return False
    return sum(map(bool, cells.values())) <= _CELLS_OF_A_NOTE
