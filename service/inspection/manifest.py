"""The list of inspected goods in its one form: what a pass carries the hash of.

`TL1`, then the base32 of deterministic CBOR: for each line its goods, origin, unit, amount and
value. Nobody signs it: the pass that names its hash is signed (docs/protocol.md, Passes). Whoever
keys the same lines in from paper comes to the same bytes.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from service.kit.cose import (
    FormFault,
    NotDeterministic,
    cbor_decode,
    cbor_encode,
    spell_back,
    to_text,
)
from service.vocabulary import Unit

MANIFEST_PREFIX: Final = "TL1"
HASH_BYTES: Final = 16
MOST_LINES: Final = 20
LONGEST_TEXT: Final = 4_096

_GOODS: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
_ORIGIN: Final = re.compile(r"[A-Z]{2}")
_UNITS: Final = {Unit.GRAM: "g", Unit.PIECE: "p"}
_LETTERS: Final = {letter: unit for unit, letter in _UNITS.items()}
_LARGEST: Final = 2**53 - 1


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """Goods as measured: ``amount`` in ``unit``, worth ``value_fen`` in all."""

    goods: str
    origin: str
    unit: Unit
    amount: int
    value_fen: int


def manifest_bytes(lines: Iterable[ManifestLine]) -> bytes:
    """The one spelling of these lines in this order."""
    return cbor_encode(
        [
            [each.goods, each.origin, _UNITS[each.unit], each.amount, each.value_fen]
            for each in lines
        ]
    )


def manifest_hash(lines: Iterable[ManifestLine]) -> bytes:
    """The first 16 bytes of the SHA-256 of that spelling: claim -6 of a pass."""
    return hashlib.sha256(manifest_bytes(lines)).digest()[:HASH_BYTES]


def write_manifest(lines: Iterable[ManifestLine]) -> str:
    """The text for the QR code beside a pass."""
    return to_text(MANIFEST_PREFIX, manifest_bytes(lines))


def read_manifest(text: str) -> tuple[ManifestLine, ...] | None:
    """Read the text of a manifest; ``None`` for what has another form. It proves nothing until
    its hash is that of a genuine pass."""
    message = spell_back(MANIFEST_PREFIX, text, longest=LONGEST_TEXT)
    if isinstance(message, FormFault):
        return None
    try:
        said = cbor_decode(message)
    except NotDeterministic:
        return None
    if not isinstance(said, list) or not 1 <= len(said) <= MOST_LINES:
        return None
    lines = [_read_line(each) for each in said]
    known = tuple(each for each in lines if each is not None)
    return known if len(known) == len(lines) else None


def _read_line(said: Any) -> ManifestLine | None:
    match said:
        case [str(goods), str(origin), str(unit), int(amount), int(value_fen)] if (
            _GOODS.fullmatch(goods)
            and _ORIGIN.fullmatch(origin)
            and unit in _LETTERS
            and type(amount) is int
            and type(value_fen) is int
            and 1 <= amount <= _LARGEST
            and 1 <= value_fen <= _LARGEST
        ):
            return ManifestLine(goods, origin, _LETTERS[unit], amount, value_fen)
    return None
