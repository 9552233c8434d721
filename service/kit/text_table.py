"""Reads a delimited text file as rows: whatever its encoding, and whatever one bad line holds."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

LINE_LIMIT = 16_384
"""Characters of one line; a row of an office's list has some two hundred."""

LINES_OF_ONE_ROW = 10
"""A quoted cell may hold line breaks, but a quote that was never closed must not eat the file."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 16
_GOOD_FOR_ONE_BAD = 20


class BrokenReason(StrEnum):
    """Why a row could not be taken apart into cells."""

    LINE_TOO_LONG = "line_too_long"
    QUOTE_NOT_CLOSED = "quote_not_closed"
    TOO_MANY_CELLS = "too_many_cells"
    UNREADABLE_CHARACTERS = "unreadable_characters"


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one row as they stand in the file; line counts from 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that could not be taken apart; the rows after it are not touched by that."""

    line: int
    reason: BrokenReason


def text_rows(stream: BinaryIO, encoding: str, delimiter: str) -> Iterator[RawRow | BrokenRow]:
    """Yield every row of a text file from its beginning, one at a time.

    Characters that the encoding does not know become U+FFFD: they spoil their own row only.
    """
    lines = _physical_lines(stream, encoding)
    ahead: deque[tuple[int, str | None]] = deque()
    while (taken := ahead.popleft() if ahead else next(lines, None)) is not None:
        number, text = taken
        if text is None:
            yield BrokenRow(number, BrokenReason.LINE_TOO_LONG)
            continue
        cells = _split(text, delimiter)
        if cells is None:
            cells = _split_over_lines(text, delimiter, lines, ahead)
        if cells is None:
            yield BrokenRow(number, BrokenReason.QUOTE_NOT_CLOSED)
        else:
            yield RawRow(number, cells)


def guess_encoding(stream: BinaryIO) -> str:
    """Tell how a text file is encoded: by its byte-order mark, else UTF-8, else GB18030.

    A file of UTF-8 with a few damaged bytes is still UTF-8: read as GB18030 every name in it
    would turn, unnoticed, into another.
    """
    stream.seek(0)
    first = stream.read(4)
    for bom, name in _BOMS:
        if first.startswith(bom):
            return name
    return "utf-8" if _is_utf8(stream) or _is_damaged_utf8(stream) else "gb18030"


def _physical_lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str | None]]:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    try:
        number = 0
        while line := text.readline(LINE_LIMIT):
            number += 1
            if len(line) < LINE_LIMIT or line[-1] in "\r\n":
                yield number, line
                continue
            while line and line[-1] not in "\r\n":
                line = text.readline(LINE_LIMIT)
            yield number, None
    finally:
        text.detach()


def _split(text: str, delimiter: str) -> list[str] | None:
    if '"' not in text:
        return text.rstrip("\r\n").split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _split_over_lines(
    text: str,
    delimiter: str,
    lines: Iterator[tuple[int, str | None]],
    ahead: deque[tuple[int, str | None]],
) -> list[str] | None:
    for position in range(LINES_OF_ONE_ROW - 1):
        if position == len(ahead):
            following = next(lines, None)
            if following is None:
                return None
            ahead.append(following)
        more = ahead[position][1]
        if more is None:
            return None
        text += more
        cells = _split(text, delimiter)
        if cells is not None:
            for _ in range(position + 1):
                ahead.popleft()
            return cells
    return None


def _is_utf8(stream: BinaryIO) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(stream: BinaryIO) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    good = bad = 0
    while chunk := stream.read(_CHUNK):
        text = decoder.decode(chunk)
        damaged = text.count("\ufffd")
        bad += damaged
        good += len(text) - len(text.encode("ascii", "ignore")) - damaged
    return bad * _GOOD_FOR_ONE_BAD < good
