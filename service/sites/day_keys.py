"""The keys of a site's random draws: a hash chain whose end the authority has signed.

Whoever knows the secret seed knows every key; whoever knows the end can check each key once it
is told, and foretell none. The n-th day that an epoch opens draws with the n-th link, which is
told when the day closes. So a draw cannot be chosen, and anybody can do it again.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from service.kit.ids import Randomness
from service.kit.secret_file import read_secret, write_secret

DAY_KEY_BYTES: Final = 32
MOST_DAYS: Final = 16_384
"""How many days one epoch can open: more than forty years of them."""

_SEED_FILE: Final = "draw-seed"


@dataclass(frozen=True, slots=True)
class DayKeys:
    """The day keys of one epoch, by their secret seed (32 bytes)."""

    seed: bytes = field(repr=False)

    @property
    def anchor(self) -> bytes:
        """The end of the chain, which stands in the site record."""
        return _end_of(self.seed)

    def key_of(self, link: int) -> bytes:
        """The key of the ``link``-th day opened, from 1 to 16,384. Raises ``ValueError``."""
        if not 1 <= link <= MOST_DAYS:
            raise ValueError(f"the chain has no link {link}")
        return _key_of(self.seed, link)


@dataclass(frozen=True, slots=True)
class ToldKey:
    """The key that the ``link``-th day of an epoch was drawn with, told when it closed, and the
    end of the chain that the authority signed; ``None`` where its record has none."""

    link: int
    key: bytes
    anchor: bytes | None

    @property
    def holds(self) -> bool:
        """Whether the key is that link of that chain."""
        return self.anchor is not None and is_day_key(self.anchor, self.link, self.key)


def is_day_key(anchor: bytes, link: int, key: bytes) -> bool:
    """Whether this is the key of that day, by the end of the chain alone."""
    if len(key) != DAY_KEY_BYTES or not 1 <= link <= MOST_DAYS:
        return False
    return hmac.compare_digest(_hashed(key, link), anchor)


def make_day_keys(folder: Path, random: Randomness) -> DayKeys:
    """Draw a seed and keep it beside the site's keys. Raises ``FileExistsError``."""
    keys = DayKeys(random(DAY_KEY_BYTES))
    write_secret(folder / _SEED_FILE, keys.seed)
    return keys


def load_day_keys(folder: Path) -> DayKeys | None:
    """The day keys that belong to the site's keys; ``None`` where there is no seed.

    Raises ``SecretExposed``.
    """
    try:
        return DayKeys(read_secret(folder / _SEED_FILE))
    except FileNotFoundError:
        return None


@lru_cache(maxsize=8)
def _key_of(seed: bytes, link: int) -> bytes:
    """Thousands of hashes; a site asks for the same day's key at each scan."""
    return _hashed(seed, MOST_DAYS - link)


@lru_cache(maxsize=8)
def _end_of(seed: bytes) -> bytes:
    return _hashed(seed, MOST_DAYS)


def _hashed(key: bytes, times: int) -> bytes:
    for _ in range(times):
        key = hashlib.sha256(b"twogate day key" + key).digest()
    return key
