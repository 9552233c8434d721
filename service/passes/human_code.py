"""The short code on a pass, for an officer to type when no reader reads its picture.

Ten characters without look-alikes: nine are 45 bits of a hash, the last one is a check. It finds
a pass whose text this site holds already; it proves nothing and carries nothing.
"""

import hashlib
import unicodedata
from functools import reduce
from typing import Final

from service.vocabulary import PassId

CODE_LENGTH: Final = 10
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U."""

_HASHED: Final = CODE_LENGTH - 1
_BITS: Final = 5
_READ_AS: Final = str.maketrans("OIL", "011")
_FIELD_POLYNOMIAL: Final = 0b100101
"""x⁵ + x² + 1 is primitive: the powers of x are all 31 different numbers of the field but 0."""


def human_code(pass_id: PassId, digest: bytes) -> str:
    """The code of a pass by its name and the SHA-256 of its message: ``7K3QZ0M9XA``."""
    hashed = hashlib.sha256(b"twogate human code\0" + str(pass_id).encode() + digest).digest()
    drawn = int.from_bytes(hashed) >> (len(hashed) * 8 - _HASHED * _BITS)
    values = [drawn >> _BITS * place & 31 for place in reversed(range(_HASHED))]
    return "".join(ALPHABET[value] for value in [*values, _check(values)])


def read_code(text: str) -> str | None:
    """Read a typed code; ``None`` for what no pass has.

    Small letters, full width, blanks and hyphens are forgiven, and O, I, L are read as 0 and 1.
    Every single wrong character is found out, and so is every swap of two.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_READ_AS)
    code = "".join(plain.replace("-", "").split())
    if len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        return None
    *values, check = map(ALPHABET.index, code)
    return code if check == _check(values) else None


def spaced(code: str) -> str:
    """A code as it is printed and read aloud: two groups of five."""
    return f"{code[:5]} {code[5:]}"


def _check(values: list[int]) -> int:
    """The sum of the values, each times another power of x, in the field of 32 elements."""
    return reduce(lambda total, value: _times_x(total ^ value), values, 0)


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled & 32 else doubled
