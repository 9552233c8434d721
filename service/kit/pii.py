"""Personal data at rest: a keyed index to find by, sealed fields to read back, masks to show."""

import base64
import binascii
import hmac
import json
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.kit.ids import Randomness
from service.kit.secret_file import SecretExposed, read_secret, write_secret

KEY_BYTES = 32
NONCE_BYTES = 12
NAME_MASK_BYTES = 24
"""A pass carries the name's mask in at most 24 bytes of UTF-8 (protocol, the pass, claim -2)."""

_STAR = "*"
_SHORT_CERTIFICATE = 8
_MASKED_CERTIFICATE_LIMIT = 24
_EAST_ASIAN_FROM = 0x2E80


class KeyFileFault(Exception):
    """The file with the field keys is absent, open to others, or not such a file."""


class SealFault(Exception):
    """A sealed field was altered, moved to another context, or sealed with another key."""


@dataclass(frozen=True, slots=True, repr=False)
class FieldKeys:
    """The two keys of personal fields, 32 bytes each; they live in a file beside no database.

    A plain hash of a certificate number is worthless (all numbers of a county can be tried in
    seconds), so the index is keyed; whoever holds only the database learns nothing.
    """

    index_key: bytes
    seal_key: bytes

    def __post_init__(self) -> None:
        if not len(self.index_key) == len(self.seal_key) == KEY_BYTES:
            raise ValueError("each field key has 32 bytes")
        if self.index_key == self.seal_key:
            raise ValueError("the index key and the seal key must differ")

    @classmethod
    def make(cls, random: Randomness) -> Self:
        """Draw two fresh keys."""
        return cls(random(KEY_BYTES), random(KEY_BYTES))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the keys; KeyFileFault if the file is absent, open to others, or malformed."""
        try:
            content = json.loads(read_secret(path))
            return cls(bytes.fromhex(content["index_key"]), bytes.fromhex(content["seal_key"]))
        except SecretExposed as error:
            raise KeyFileFault(str(error)) from None
        except OSError as error:
            raise KeyFileFault(f"{path} cannot be read: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            raise KeyFileFault(f"{path} is not a file of field keys") from None

    def save(self, path: Path) -> None:
        """Write a new file that only its owner reads; KeyFileFault if there is one already."""
        content = {"index_key": self.index_key.hex(), "seal_key": self.seal_key.hex()}
        try:
            write_secret(path, json.dumps(content, indent=1).encode("ascii") + b"\n")
        except OSError as error:
            raise KeyFileFault(f"{path} cannot be written: {error.strerror}") from None


def certificate_index(keys: FieldKeys, certificate: str) -> str:
    """Give the keyed index of a certificate number: HMAC-SHA-256 as 64 hexadecimal digits.

    Raises ValueError unless the number is in its one normal form (digits and capital letters),
    else one person could be listed twice.
    """
    if not (certificate.isascii() and certificate.isalnum() and certificate == certificate.upper()):
        raise ValueError("a certificate number is indexed in its normal form only")
    return hmac.digest(keys.index_key, certificate.encode("ascii"), "sha256").hex()


@dataclass(frozen=True, slots=True)
class KnownCertificates:
    """Certificate numbers of which only the indexes are held: answers `number in known`."""

    keys: FieldKeys
    indexes: Container[str]

    def __contains__(self, certificate: object) -> bool:
        """Tell whether this very number is among them."""
        index = certificate_index(self.keys, certificate) if isinstance(certificate, str) else ""
        return index in self.indexes


def seal(keys: FieldKeys, text: str, context: str, random: Randomness) -> str:
    """Seal a field with AES-256-GCM: base64 of 12 random bytes of nonce and the sealed text.

    The context ("member:10000012:name") is authenticated: the field opens in its place only.
    """
    nonce = random(NONCE_BYTES)
    sealed = _cipher(keys.seal_key).encrypt(nonce, text.encode(), context.encode())
    return base64.b64encode(nonce + sealed).decode("ascii")


def open_sealed(keys: FieldKeys, sealed: str, context: str) -> str:
    """Open a sealed field in its context; SealFault if it is not exactly what was sealed there."""
    try:
        content = base64.b64decode(sealed, validate=True)
        nonce, rest = content[:NONCE_BYTES], content[NONCE_BYTES:]
        return _cipher(keys.seal_key).decrypt(nonce, rest, context.encode()).decode()
    except (binascii.Error, InvalidTag, ValueError):
        raise SealFault(f"the sealed field {context!r} does not open") from None


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> AESGCM:
    """Kept: to set a key up takes longer than to open a field."""
    return AESGCM(key)


def mask_name(name: str) -> str:
    """Shorten a name so that its bearer knows it and others do not: at most 24 bytes of UTF-8.

    Chinese names keep the first character, and from three on the last (王小明 → 王*明); a number
    at the end keeps two digits (测试-甲-0001 → 测*01); names of several words keep the first word
    and initials (Nguyễn Văn An → Nguyễn V* A*). One character alone is hidden wholly.
    """
    visible = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", name))
    words = visible.split()
    if len(words) > 1 and ord(words[0][0]) < _EAST_ASIAN_FROM:
        return _fit(" ".join([words[0], *(word[0] + _STAR for word in words[1:])]))
    compact = "".join(words)
    if len(compact) < 2:
        return _STAR
    return _fit(compact[0] + _STAR + _last_shown(compact))


def mask_certificate(certificate: str) -> str:
    """Keep the first three and last two characters of a certificate number, stars between.

    Texts shorter than eight characters are hidden wholly; long ones are shown as 24 characters.
    """
    if len(certificate) < _SHORT_CERTIFICATE:
        return _STAR * len(certificate)
    hidden = min(len(certificate), _MASKED_CERTIFICATE_LIMIT) - 5
    return certificate[:3] + _STAR * hidden + certificate[-2:]


def _last_shown(compact: str) -> str:
    if len(compact) > 4 and compact[-2:].isdecimal():
        return compact[-2:]
    return compact[-1] if len(compact) > 2 else ""


def _fit(mask: str) -> str:
    if len(mask.encode()) <= NAME_MASK_BYTES:
        return mask
    cut = mask.encode()[: NAME_MASK_BYTES - 1].decode(errors="ignore")
    return cut.rstrip(" " + _STAR) + _STAR
