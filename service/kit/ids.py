"""Numbers with a check digit, and digits and tokens drawn from an injected randomness."""

import base64
import hashlib
import os
import unicodedata
from collections.abc import Callable
from itertools import count

from stdnum.iso7064 import mod_11_10

Randomness = Callable[[int], bytes]
"""Gives that many unpredictable bytes. Passed in everywhere, so that a simulated day repeats."""

system_randomness: Randomness = os.urandom
"""The machine's own randomness: the doors pass it in, nothing else reads it."""

FIRST_SERIAL = 1_000_000
LAST_SERIAL = 9_999_999
NUMBER_LENGTH = 8
TOKEN_BYTES = 32


def seeded_randomness(seed: str) -> Randomness:
    """Give bytes that the seed alone decides, on every machine: for demonstrations and tests.

    SHA-256 in counter mode. Predictable by whoever knows the seed: never for keys or tokens.
    """
    blocks = (hashlib.sha256(f"{seed}:{block}".encode()).digest() for block in count())
    pool = bytearray()

    def draw(size: int) -> bytes:
        while len(pool) < size:
            pool.extend(next(blocks))
        drawn = bytes(pool[:size])
        del pool[:size]
        return drawn

    return draw


def with_check_digit(serial: int) -> int:
    """Append the ISO 7064 MOD 11,10 check digit to a serial of seven digits: eight digits.

    Raises ValueError for a serial outside 1,000,000 to 9,999,999 (no number may begin with 0,
    because spreadsheets drop leading zeros).
    """
    if not FIRST_SERIAL <= serial <= LAST_SERIAL:
        raise ValueError(f"serial {serial} does not have seven digits")
    return serial * 10 + int(mod_11_10.calc_check_digit(str(serial)))


def has_check_digit(number: int) -> bool:
    """Tell whether this is a number of eight digits whose last one is the right check digit.

    ISO 7064 MOD 11,10 finds every single wrong digit and nearly every swap of two neighbours.
    """
    serial = number // 10
    return FIRST_SERIAL <= serial <= LAST_SERIAL and number == with_check_digit(serial)


def read_number(text: str) -> int | None:
    """Read a typed or scanned number of eight digits; None if it is not one or was mistyped.

    Full-width digits, blanks and hyphens between digits are what keyboards here produce.
    """
    digits = "".join(unicodedata.normalize("NFKC", text).replace("-", "").split())
    if len(digits) != NUMBER_LENGTH or not (digits.isascii() and digits.isdigit()):
        return None
    number = int(digits)
    return number if has_check_digit(number) else None


def random_digits(random: Randomness, length: int) -> str:
    """Draw that many decimal digits; each text is equally likely to within one part in 2^64."""
    if length < 1:
        raise ValueError("at least one digit")
    drawn = int.from_bytes(random(length // 2 + 9))
    return f"{drawn % 10**length:0{length}d}"


def random_token(random: Randomness) -> str:
    """Draw a 256-bit token as 43 characters that are safe in cookies and headers."""
    return base64.urlsafe_b64encode(random(TOKEN_BYTES)).decode("ascii").rstrip("=")
