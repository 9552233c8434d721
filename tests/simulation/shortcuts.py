"""What a simulated world does not work out twice: it gives the same as production, only sooner."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import Any, Final
from unittest.mock import patch

import segno

from service.kit import cose, qr
from service.sites import day_keys, keys
from tests.simulation.quick_pins import quick_pins

_SEEN: Final = 200_000

_hashed = lru_cache(maxsize=_SEEN)(day_keys._hashed)
_is_signed = lru_cache(maxsize=_SEEN)(keys.is_signed_by)
_PLAIN: Final = cose.is_signed_by


@contextmanager
def shortcuts() -> Iterator[None]:
    """Remember chains of day keys and judged signatures, which depend on nothing but what they are
    asked of; draw each QR code by its first mask instead of the best of eight; compare PINs by a
    quick hash. A rule that was taken out of the code beforehand stays out."""
    with ExitStack() as stack:
        stack.enter_context(quick_pins())
        stack.enter_context(patch.object(day_keys, "_hashed", _hashed))
        stack.enter_context(patch.object(qr, "_symbol", _symbol))
        if cose.is_signed_by is _PLAIN:
            stack.enter_context(patch.object(cose, "is_signed_by", _is_signed_by))
        yield


def _is_signed_by(read: cose.Unproved, key: Any, *, kind: str) -> bool:
    signed = cose._to_be_signed(read.kid, read.payload, kind)
    return _is_signed(key.public_bytes_raw(), signed, read.signature)


@lru_cache(maxsize=1_000)
def _symbol(text: str) -> segno.QRCode:
    return segno.make(text, error="m", boost_error=False, micro=False, mask=0)
