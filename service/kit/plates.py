"""The number plate of a vehicle in the one way in which it is kept and compared."""

import re
import unicodedata
from typing import Final

LONGEST_PLATE: Final = 16
"""Characters as typed, separators included."""

_SEPARATORS: Final = re.compile(r"[\s·・.\-]+")
_PLATE: Final = re.compile(r"[0-9A-Z\u4e00-\u9fffĐ]{2,12}")


def read_plate(text: str) -> str | None:
    """``桂p·12345d`` as ``桂P12345D``: capitals, half width, without separators; ``None`` for what
    no plate is."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).upper())
    return plain if len(text) <= LONGEST_PLATE and _PLATE.fullmatch(plain) else None
