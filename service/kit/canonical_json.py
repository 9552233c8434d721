"""One value, one spelling: the JSON of events and feed items (a subset of RFC 8785).

The subset: objects, arrays, text, booleans, null and whole numbers within ±(2^53 − 1), the
range that every JSON reader keeps exact. Keys stay within the Basic Multilingual Plane, where
the order of code points is RFC 8785's order of UTF-16 units.
"""

import json
from typing import Any, Final

LARGEST_INT: Final = 2**53 - 1

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_ATOMS: Final = frozenset({str, bool, type(None)})


class NotCanonical(ValueError):
    """The bytes are not the one canonical spelling of any value."""


def encode(value: object) -> bytes:
    """Spell a value canonically, in UTF-8.

    Raises ``TypeError`` for a float, a key that is not text, or any other type; ``ValueError``
    for a whole number beyond ±(2^53 − 1), a lone surrogate, or a value that contains itself.
    """
    spelled = _ENCODER.encode(value).encode()
    _assert_exact(value)
    return spelled


def decode(data: bytes) -> Any:
    """Read canonical bytes; raise ``NotCanonical`` for any other spelling.

    Reading is lenient and then spelt again: whatever `encode` would not have written (blanks,
    other key orders, duplicate keys, escapes, `-0`, trailing bytes) differs, and is refused.
    """
    try:
        value = json.loads(data.decode())
        if encode(value) == data:
            return value
    except (ValueError, TypeError, RecursionError) as fault:
        raise NotCanonical("not canonical JSON") from fault
    raise NotCanonical("JSON in another spelling than the canonical one")


def _assert_exact(value: object) -> None:
    """The C encoder writes floats and turns other keys into text; here they are refused."""
    values = [value]
    for each in values:  # grows while it is walked; the encoder has refused circles before
        if type(each) in _ATOMS or isinstance(each, str):
            continue
        if isinstance(each, int):
            if not -LARGEST_INT <= each <= LARGEST_INT:
                raise ValueError(f"{each} is beyond ±(2^53 − 1)")
        elif isinstance(each, dict):
            _assert_keys(each)
            values += each.values()
        elif isinstance(each, (list, tuple)):
            values += each
        else:
            raise TypeError(f"{type(each).__name__} has no place in canonical JSON")


def _assert_keys(mapping: dict[Any, Any]) -> None:
    try:
        keys = "".join(mapping)
    except TypeError as fault:
        raise TypeError("a key must be text") from fault
    if not keys.isascii() and max(keys) > "\uffff":
        raise ValueError("a key lies beyond the Basic Multilingual Plane")
