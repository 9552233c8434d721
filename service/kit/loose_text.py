"""Reads what people type into spreadsheet cells: plain text, dates, yes and no."""

import re
import unicodedata
from datetime import date, timedelta

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_DAYS = range(10_000, 100_000)
"""Serials of 1927 to 2173: other numbers in a date column are no dates."""

_DATE = re.compile(r"(\d{4})([-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?")
_COMPACT_DATE = re.compile(r"(?:19|20|21)\d{6}")
_SERIAL_DATE = re.compile(r"\d{5}(?:\.0+)?")

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Soft hyphens, joiners, marks of direction and order: they ride along from web pages and PDFs."""

_YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓", "✔", "v", "có"})
_NO = frozenset({"否", "无", "没有", "n", "no", "false", "0", "×", "x", "-", "/", "không"})


def plain_text(cell: str) -> str:
    """Give a cell's text in one form: NFKC, no invisible characters, single blanks.

    Full-width digits become ASCII, and the apostrophe or formula by which people force a
    spreadsheet to keep a number as text is taken off.
    """
    if not cell.isascii():
        cell = _INVISIBLE.sub("", unicodedata.normalize("NFKC", cell))
    text = " ".join(cell.split())
    if text[:1] not in ("=", "'", "`"):
        return text
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.lstrip("'`").strip()


def read_date(text: str) -> str | None:
    """Read a date, year first, or a spreadsheet's day number, as YYYY-MM-DD; None if it is none.

    Dates with the year last are refused: 03/04/2027 is two different days to two clerks.
    """
    if matched := _DATE.fullmatch(text):
        return _iso(int(matched[1]), int(matched[3]), int(matched[4]))
    if _COMPACT_DATE.fullmatch(text):
        return _iso(int(text[:4]), int(text[4:6]), int(text[6:]))
    if _SERIAL_DATE.fullmatch(text) and int(text[:5]) in _EXCEL_DAYS:
        return (_EXCEL_DAY_ZERO + timedelta(days=int(text[:5]))).isoformat()
    return None


def read_yes_no(text: str) -> bool | None:
    """Read a yes or a no in Chinese, English, Vietnamese or ticks; None if it is neither."""
    word = text.casefold()
    if word in _YES:
        return True
    return False if word in _NO else None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
