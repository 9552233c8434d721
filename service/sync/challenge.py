"""What a request must be signed over so that an old one is worth nothing; kept by nobody.

A challenge is a time and a keyed digest of it. Any process of the hub that has the secret knows
its own again, so no session is kept and two processes may take turns. Within its ten minutes a
request can be said twice: each of this wire's requests may be repeated without harm.
"""

import hmac
from typing import Final

from service.kit.ids import Randomness

GOOD_FOR_MS: Final = 10 * 60 * 1000
AHEAD_MS: Final = 60 * 1000
"""How far the clock of another process of the hub may be ahead of this one's."""

_DRAWN_BYTES: Final = 8
_TIME_BYTES: Final = 8
_DIGEST_BYTES: Final = 16


def make_challenge(secret: bytes, *, at_ms: int, random: Randomness) -> str:
    """A challenge of that moment: 64 hexadecimal digits."""
    said = at_ms.to_bytes(_TIME_BYTES) + random(_DRAWN_BYTES)
    return (said + _digest(secret, said)).hex()


def is_fresh(secret: bytes, challenge: str, *, at_ms: int) -> bool:
    """Whether a challenge was made under this secret in the ten minutes before that time."""
    try:
        shown = bytes.fromhex(challenge)
    except ValueError:
        return False
    said, digest = shown[:-_DIGEST_BYTES], shown[-_DIGEST_BYTES:]
    if len(said) != _TIME_BYTES + _DRAWN_BYTES:
        return False
    if not hmac.compare_digest(digest, _digest(secret, said)):
        return False
    age_ms = at_ms - int.from_bytes(said[:_TIME_BYTES])
    return -AHEAD_MS <= age_ms <= GOOD_FOR_MS


def _digest(secret: bytes, said: bytes) -> bytes:
    return hmac.digest(secret, b"twogate challenge\0" + said, "sha256")[:_DIGEST_BYTES]
