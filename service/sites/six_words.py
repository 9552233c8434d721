"""Six words that two people read to each other: the same words, then the same two keys.

Each word is one of 2,048 and carries 11 bits, so another pair of keys with the same words
would take 2^66 tries. The words are made of plain syllables that Chinese, Vietnamese and
English speakers all can say.
"""

import hashlib
from itertools import product
from typing import Final

WORD_BITS: Final = 11
WORD_COUNT: Final = 6

_CONSONANTS: Final = "bdghkmst"
_FIRST: Final = tuple(map("".join, product(_CONSONANTS, "aeiu")))
_SECOND: Final = tuple(map("".join, product(_CONSONANTS, "aeiu", ("", "n"))))

WORDS: Final = tuple(map("".join, product(_FIRST, _SECOND)))


def six_words(site_public: bytes, root_public: bytes) -> tuple[str, ...]:
    """The words for a site's signing key and the authority's root key (32 bytes each)."""
    digest = hashlib.sha256(b"twogate six words\\0" + site_public + root_public).digest()
    bits = int.from_bytes(digest) >> (len(digest) * 8 - WORD_BITS * WORD_COUNT)
    shifts = range(WORD_BITS * (WORD_COUNT - 1), -1, -WORD_BITS)
    return tuple(WORDS[bits >> shift & (2**WORD_BITS - 1)] for shift in shifts)
