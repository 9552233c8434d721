"""What travels alone: a signed message in one canonical form, and its text for a QR code.

COSE_Sign1 (RFC 9052 §4.2, untagged) with Ed25519 over deterministic CBOR (RFC 8949 §4.2.1).
"""

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LARGEST_MESSAGE_BYTES: Final = 4096
"""No card, pass, receipt, record or page header comes near it; nothing larger is read at all."""

SIGNATURE_BYTES: Final = 64

_EDDSA: Final = -8
_ALG, _KID = 1, 4
_MAP_TYPE, _LONG_COUNT = 5, 24
_LEAST_INTEGER: Final = -(2**64)
_PREFIX_LENGTH: Final = 3
_LONGEST_TEXT: Final = 8192
"""A message at its largest in base32, with room for what a scanner or a mail puts between."""

_STRIPPED: Final = dict.fromkeys(
    (*range(0x21), *range(0x7F, 0xA1), *range(0x2000, 0x2010), 0x2028, 0x2029, 0x3000, 0xFEFF)
)
"""Blanks and control characters, those of Unicode and of Chinese keyboards included."""


_BASE32: Final = re.compile("[A-Z2-7]*")
_BASE32_DIGITS: Final = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV"
)
"""What `int` calls the digits of base 32, for those of RFC 4648."""


class Flaw(StrEnum):
    """Why a signed message is not honoured. The words are the API's words."""

    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown_key"
    NOT_GENUINE = "not_genuine"


class FormFault(StrEnum):
    """Why a text or its bytes are no message of ours, told before any key is asked."""

    TOO_LONG = "too_long"
    WRONG_PREFIX = "wrong_prefix"
    NOT_BASE32 = "not_base32"
    NOT_A_MESSAGE = "not_a_message"
    WRONG_ALGORITHM = "wrong_algorithm"
    TRAILING_BYTES = "trailing_bytes"
    DUPLICATE_KEYS = "duplicate_keys"
    NOT_CANONICAL = "not_canonical"


@dataclass(frozen=True, slots=True)
class Unproved:
    """A message of the right form; whether it is genuine, `is_signed_by` tells for one key."""

    kid: bytes
    payload: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A genuine message: the id of the key that signed it, and what was signed."""

    kid: bytes
    payload: bytes

    @property
    def claims(self) -> dict[int | str, Any]:
        """The payload as a map of claims: empty, so that none is found, if it is no such map."""
        try:
            claims = cbor_decode(self.payload)
        except NotDeterministic:
            return {}
        return claims if isinstance(claims, dict) else {}


class NotDeterministic(ValueError):
    """The bytes are not the one deterministic CBOR encoding of any value we use."""


def sign1(payload: bytes, *, key: Ed25519PrivateKey, kid: bytes, kind: str) -> bytes:
    """Sign a payload. Its `kind` is signed too, so that no message passes for another kind.

    Raises ``ValueError`` when the message would exceed 4 KiB.
    """
    message = _message(kid, payload, key.sign(_to_be_signed(kid, payload, kind)))
    if len(message) > LARGEST_MESSAGE_BYTES:
        raise ValueError(f"a signed {kind} of {len(message)} bytes exceeds {LARGEST_MESSAGE_BYTES}")
    return message


def length1(payload: bytes, *, kid: bytes) -> int:
    """How many bytes the message has that carries this payload, whoever signs it."""
    return len(_message(kid, payload, bytes(SIGNATURE_BYTES)))


def open1(
    message: bytes, *, kind: str, key_for: Callable[[bytes], Iterable[Ed25519PublicKey]]
) -> Opened | Flaw:
    """Judge a message: readable, then key known, then genuine.

    Key ids may collide, so each key that `key_for` gives for the id is tried.
    """
    read = read1(message)
    if isinstance(read, FormFault):
        return Flaw.UNREADABLE
    keys = tuple(key_for(read.kid))
    if not keys:
        return Flaw.UNKNOWN_KEY
    if any(is_signed_by(read, key, kind=kind) for key in keys):
        return Opened(read.kid, read.payload)
    return Flaw.NOT_GENUINE


def read1(message: bytes) -> Unproved | FormFault:
    """Read a message that `sign1` could have written, without asking who did.

    One comparison refuses every other form: unknown header entries, duplicate keys, long forms.
    """
    if len(message) > LARGEST_MESSAGE_BYTES:
        return FormFault.TOO_LONG
    try:
        protected, _, payload, signature = _loads(message)
        header = _header(protected)
        kid = header[_KID]
    except (ValueError, TypeError, LookupError):
        return FormFault.NOT_A_MESSAGE
    if not all(isinstance(part, bytes) for part in (kid, payload, signature)):
        return FormFault.NOT_A_MESSAGE
    written = _message(kid, payload, signature)
    if written == message:
        return Unproved(kid, payload, signature)
    if message.startswith(written):
        return FormFault.TRAILING_BYTES
    is_ours = isinstance(header, dict) and header.get(_ALG) == _EDDSA
    return FormFault.NOT_CANONICAL if is_ours else FormFault.WRONG_ALGORITHM


def read_unproved_claims(message: bytes) -> dict[int | str, Any]:
    """The claims of a message that nobody vouches for yet; empty if it is none."""
    read = read1(message)
    return {} if isinstance(read, FormFault) else Opened(read.kid, read.payload).claims


def is_signed_by(read: Unproved, key: Ed25519PublicKey, *, kind: str) -> bool:
    """Whether this key signed the message as one of that kind."""
    try:
        key.verify(read.signature, _to_be_signed(read.kid, read.payload, kind))
    except InvalidSignature:
        return False
    return True


def to_text(prefix: str, message: bytes) -> str:
    """Spell a message for a QR code: three characters of kind, then base32 without padding."""
    return prefix + base64.b32encode(message).decode().rstrip("=")


def from_text(prefix: str, text: str) -> bytes | Flaw:
    """Read a message back as `spell_back` does, where it does not matter why it is none."""
    message = spell_back(prefix, text)
    return Flaw.UNREADABLE if isinstance(message, FormFault) else message


def spell_back(prefix: str, text: str, *, longest: int = _LONGEST_TEXT) -> bytes | FormFault:
    """Read a message back from what a scanner or a person typed.

    Letters may be small, and blanks and control characters may stand anywhere: wedge scanners
    add them. Everything else must be exactly what `to_text` writes, to the last spare bit.
    Without the blanks the text has at most `longest` characters.
    """
    if len(text) > _LONGEST_TEXT:
        return FormFault.TOO_LONG
    spelled = text.translate(_STRIPPED)
    if len(spelled) > longest:
        return FormFault.TOO_LONG
    if not spelled.isascii():
        return FormFault.NOT_BASE32
    spelled = spelled.upper()
    if not spelled.startswith(prefix):
        return FormFault.WRONG_PREFIX
    body = spelled[_PREFIX_LENGTH:]
    if not _BASE32.fullmatch(body):
        return FormFault.NOT_BASE32
    message = _from_base32(body)
    return FormFault.NOT_CANONICAL if message is None else message


def _from_base32(text: str) -> bytes | None:
    """The bytes that these digits spell without padding; None if they spell none, or not so.

    By way of one large number, which takes a tenth of the time of the standard library's loop.
    """
    size, spare = divmod(len(text) * 5, 8)
    number = int(text.translate(_BASE32_DIGITS) or "0", 32)
    if spare > 4 or number & ((1 << spare) - 1):
        return None
    return (number >> spare).to_bytes(size)


def cbor_encode(value: object) -> bytes:
    """Encode deterministically: shortest integers, definite lengths, keys in byte order.

    Takes null, booleans, 64-bit integers, bytes, text, arrays, and maps with integer or text
    keys. Raises ``TypeError`` for any other type, ``ValueError`` for a larger integer.
    """
    return cbor2.dumps(_ordered(value))


def cbor_decode(data: bytes) -> Any:
    """Decode what `cbor_encode` wrote; raise ``NotDeterministic`` for any other bytes.

    The decoder alone would accept trailing bytes, duplicate keys, tags and long forms: the
    value is encoded again and must give the same bytes.
    """
    value = _loads(data)
    try:
        if cbor_encode(value) == data:
            return value
    except (TypeError, ValueError, RecursionError) as fault:
        raise NotDeterministic("CBOR of a kind that we do not use") from fault
    raise NotDeterministic("CBOR in another encoding than the deterministic one")


def cbor_fault(data: bytes) -> FormFault:
    """Why `cbor_decode` refused these bytes, as near as one word comes to it."""
    stream = BytesIO(data)
    try:
        value = cbor2.CBORDecoder(stream).decode()
    except Exception:  # of hostile bytes the decoder may say anything (see `_loads`)
        return FormFault.NOT_CANONICAL
    if stream.tell() < len(data):
        return FormFault.TRAILING_BYTES
    is_small_map = data[0] >> 5 == _MAP_TYPE and data[0] & 31 < _LONG_COUNT
    if isinstance(value, dict) and is_small_map and len(value) < data[0] & 31:
        return FormFault.DUPLICATE_KEYS
    return FormFault.NOT_CANONICAL


def _message(kid: bytes, payload: bytes, signature: bytes) -> bytes:
    return b"\x84" + _bytes(_protected(kid)) + b"\xa0" + _bytes(payload) + _bytes(signature)


def _to_be_signed(kid: bytes, payload: bytes, kind: str) -> bytes:
    said = _bytes(_protected(kid)) + _bytes(kind.encode()) + _bytes(payload)
    return b"\x84\x6aSignature1" + said


def _bytes(content: bytes) -> bytes:
    """A byte string; short ones by hand, since the library takes as long as for a whole card."""
    return _HEADS[len(content)] + content if len(content) < len(_HEADS) else cbor2.dumps(content)


_HEADS: Final = [bytes((0x40 + n,)) if n < _LONG_COUNT else bytes((0x58, n)) for n in range(256)]


@lru_cache(maxsize=64)
def _protected(kid: bytes) -> bytes:
    return cbor2.dumps({_ALG: _EDDSA, _KID: kid})


@lru_cache(maxsize=64)
def _header(protected: bytes) -> Any:
    """Read a protected header, of which there are as many as keys."""
    return _loads(protected)


def _loads(data: bytes) -> Any:
    """Decode leniently: the caller encodes again and compares."""
    try:
        return cbor2.loads(data)
    except Exception as fault:
        # Whatever the decoder says of hostile bytes (its own errors, EOFError, OverflowError,
        # RecursionError ...), the verdict on them is one.
        raise NotDeterministic("not CBOR") from fault


def _ordered(value: object) -> object:
    """The value with its map keys in encoded order, if it consists of nothing but what we use."""
    if isinstance(value, int):  # a boolean too
        if _LEAST_INTEGER <= value < -_LEAST_INTEGER:
            return value
        raise ValueError(f"{value} needs more than 64 bits")
    if value is None or isinstance(value, (str, bytes)):
        return value
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        return {_ordered(key): _ordered(value[key]) for key in sorted(value, key=_byte_order)}
    raise TypeError(f"{type(value).__name__} has no place in our CBOR")


def _byte_order(key: object) -> tuple[int, int, bytes]:
    """Where a key's encoding stands among others: 0, 1, 2 ..., then -1, -2 ..., then text."""
    if isinstance(key, str):
        text = key.encode()
        return 3, len(text), text
    if isinstance(key, int) and not isinstance(key, bool):
        return (0, key, b"") if key >= 0 else (1, -key, b"")
    raise TypeError(f"a key must be an integer or text, not {type(key).__name__}")
