"""PINs compared at once: Argon2id is slow on purpose, and needs a thread and an event loop."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from service.officers import pins
from service.vocabulary import OfficerNo


@contextmanager
def quick_pins() -> Iterator[None]:
    """Replace the one slow step of a sign-in by SHA-256; all that judges it stays production."""
    with patch.object(pins, "matches", _matches):
        yield


def quick_verifier(officer: OfficerNo, pin: str) -> str:
    """What is kept of a PIN in the simulator."""
    return hashlib.sha256(f"{officer}:{pin}".encode()).hexdigest()


async def _matches(_: bytes, officer: OfficerNo, pin: str, *, verifier: str | None) -> bool:
    return quick_verifier(officer, pin) == verifier
