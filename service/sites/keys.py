"""A site's two private keys, made on the device and never leaving it, and the names they give."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from service.kit.cose import sign1
from service.kit.ids import Randomness
from service.kit.secret_file import read_credential, read_secret, write_secret
from service.vocabulary import Epoch

PUBLIC_KEY_BYTES: Final = 32
KEY_ID_BYTES: Final = 4

SIGNING_FILE: Final = "site-signing.key"
_SEALING_FILE: Final = "site-sealing.key"


class KeyFileFault(Exception):
    """A key file holds no key of its kind, or does not open with this passphrase."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key that signs under its key id."""

    key: Ed25519PrivateKey

    @classmethod
    def make(cls, random: Randomness) -> Self:
        """Draw a fresh key."""
        return cls(Ed25519PrivateKey.from_private_bytes(random(32)))

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self.key.public_key().public_bytes_raw()

    def sign(self, payload: bytes, *, kind: str) -> bytes:
        """Sign a payload as a COSE_Sign1 of that kind."""
        return sign1(payload, key=self.key, kid=key_id(self.public), kind=kind)


@dataclass(frozen=True, slots=True)
class SiteKeys:
    """What makes a site itself: one key to sign with, one to be sent sealed things under."""

    signer: Signer
    sealing: X25519PrivateKey

    @classmethod
    def make(cls, random: Randomness) -> Self:
        """Draw fresh keys, and with them a new epoch."""
        return cls(Signer.make(random), X25519PrivateKey.from_private_bytes(random(32)))

    @property
    def epoch(self) -> Epoch:
        """The epoch that these keys are."""
        return epoch_of(self.signer.public)

    @property
    def sealing_public(self) -> bytes:
        """The public key for sealed things, 32 bytes."""
        return self.sealing.public_key().public_bytes_raw()


def key_id(public: bytes) -> bytes:
    """The first four bytes of a public key's SHA-256. Key ids may collide; keys do not."""
    return hashlib.sha256(public).digest()[:KEY_ID_BYTES]


def epoch_of(public: bytes) -> Epoch:
    """The epoch of a site's signing key: its key id in hexadecimal."""
    return Epoch(key_id(public).hex())


@lru_cache(maxsize=1024)
def public_key(public: bytes) -> Ed25519PublicKey:
    """The key of 32 bytes, ready to verify with."""
    return Ed25519PublicKey.from_public_bytes(public)


def is_signed_by(public: bytes, signed: bytes, signature: bytes) -> bool:
    """Whether ``signature`` over ``signed`` is by the key of these 32 bytes."""
    try:
        public_key(public).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def save_site_keys(keys: SiteKeys, directory: Path) -> None:
    """Write both keys as files of mode 0600. Raises ``FileExistsError`` if a site lives there."""
    save_private_key(keys.signer.key, directory / SIGNING_FILE)
    save_private_key(keys.sealing, directory / _SEALING_FILE)


def load_site_keys(directory: Path) -> SiteKeys:
    """Read both keys. A systemd credential (``twogate.site-signing.key``) goes before the file.

    Raises ``FileNotFoundError``, ``SecretExposed`` or ``KeyFileFault``.
    """
    signing, sealing = (_load_own(directory / name) for name in (SIGNING_FILE, _SEALING_FILE))
    if not isinstance(signing, Ed25519PrivateKey):
        raise KeyFileFault(f"{directory / SIGNING_FILE} holds no Ed25519 key")
    if not isinstance(sealing, X25519PrivateKey):
        raise KeyFileFault(f"{directory / _SEALING_FILE} holds no X25519 key")
    return SiteKeys(Signer(signing), sealing)


def load_signer(path: Path, passphrase: bytes | None = None) -> Signer:
    """Read a signing key. Raises as `load_site_keys` does."""
    key = load_private_key(path, passphrase)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileFault(f"{path} holds no Ed25519 key")
    return Signer(key)


def save_private_key(
    key: Ed25519PrivateKey | X25519PrivateKey, path: Path, passphrase: bytes | None = None
) -> None:
    """Write a key as PKCS #8 PEM of mode 0600, encrypted if there is a passphrase."""
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))


def load_private_key(path: Path, passphrase: bytes | None = None) -> object:
    """Read a key from PKCS #8 PEM of mode 0600. Raises as `load_site_keys` does."""
    return _parse(read_secret(path), path, passphrase)


def _load_own(path: Path) -> object:
    handed_over = read_credential(f"twogate.{path.name}")
    return _parse(read_secret(path) if handed_over is None else handed_over, path)


def _parse(pem: bytes, path: Path, passphrase: bytes | None = None) -> object:
    try:
        return load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError) as fault:
        raise KeyFileFault(f"{path} holds no key, or its passphrase is another") from fault
