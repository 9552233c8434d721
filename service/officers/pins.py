"""PINs as this machine keeps them: peppered, then Argon2id, one at a time on a thread apart."""

import asyncio
import hashlib
import hmac
import threading
from dataclasses import dataclass

from service.vocabulary import OfficerNo

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one Argon2id hash takes."""

    memory_kib: int
    passes: int


COST = Cost(memory_kib=19 * 1024, passes=2)
"""OWASP's least for Argon2id: about 40 ms on a port's small machine."""

# Many tries at once must not take more memory than one.
_one_at_a_time = threading.Lock()


async def make_verifier(pepper: bytes, officer: OfficerNo, pin: str, *, salt: bytes) -> str:
    """What to keep of a new PIN: worthless without ``pepper``, this device's own secret."""
    return await asyncio.to_thread(_hash, _peppered(pepper, officer, pin), salt)


async def matches(pepper: bytes, officer: OfficerNo, pin: str, *, verifier: str | None) -> bool:
    """Whether ``pin`` made ``verifier``; with none it takes as long, and the answer is no."""
    return await asyncio.to_thread(_matches, _peppered(pepper, officer, pin), verifier)


def _peppered(pepper: bytes, officer: OfficerNo, pin: str) -> bytes:
    return hmac.new(pepper, f"pin\0{officer}\0{pin}".encode(), hashlib.sha256).digest()


def _hash(peppered: bytes, salt: bytes) -> str:
    from argon2 import PasswordHasher

    hasher = PasswordHasher(time_cost=COST.passes, memory_cost=COST.memory_kib, parallelism=1)
    with _one_at_a_time:
        return hasher.hash(peppered, salt=salt)


def _matches(peppered: bytes, verifier: str | None) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    if verifier is None:
        _hash(peppered, bytes(SALT_BYTES))
        return False
    try:
        with _one_at_a_time:
            return PasswordHasher().verify(verifier, peppered)
    except VerifyMismatchError:
        return False
